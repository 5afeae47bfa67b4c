"""What has just been done?

A deed ends in a redirect; the next page says once what came of it. It travels in a cookie of a code
and numbers, never of text, so that nobody can put words into duban's mouth.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from web.language import gettext, many, marked, say, say_many
from web.locale_form import day_in

COOKIE = "duban_said"
KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Said:
    """A code of `SENTENCES` with its numbers; a day is its ordinal."""

    code: str
    numbers: tuple[int, ...]

    def __str__(self) -> str:
        return ".".join([self.code, *map(str, self.numbers)])

    @property
    def sentence(self) -> str:
        return SENTENCES[self.code](*self.numbers)


def read_said(cookie: str | None) -> Said | None:
    """What the cookie says; None for none, and for one that duban has not written."""
    code, *numbers = (cookie or "").split(".")
    if code not in SENTENCES or not all(n.isascii() and n.isdigit() and len(n) < 10 for n in numbers):
        return None
    said = Said(code, tuple(map(int, numbers)))
    try:
        _ = said.sentence
    except (TypeError, ValueError, OverflowError):
        return None
    return said


def stepped(day: int, *counts: int) -> Said:
    """The demo has come to a day; `counts` in the order of `STEPPED`."""
    return Said("stepped", (day, *counts))


STEPPED = (
    many("状态变动 %(num)s 项"),
    many("发出提醒 %(num)s 条"),
    many("督办升级 %(num)s 项"),
    many("提请专项督查 %(num)s 项"),
)


def _day(ordinal: int) -> str:
    return day_in(date.fromordinal(ordinal), "full")


def _stepped(day: int, *counts: int) -> str:
    parts = [say_many(text, n) for text, n in zip(STEPPED, counts, strict=True) if n]
    done = gettext("，").join(parts) or gettext("没有到期事项")
    return say("已到%(day)s。时限检查：%(done)s。", day=_day(day), done=done)


def _ordered(inspection: int, due: int) -> str:
    return say(
        "督查 %(number)s 已立项，须于%(due)s前完成；被查单位和督查人员的通知已排入发件箱。",
        number=inspection,
        due=_day(due),
    )


def _found(inspection: int, found: int) -> str:
    if not found:
        return say("督查 %(number)s 的报告已提交，未发现须整改的问题。", number=inspection)
    return say_many(
        "督查 %(number)s 的报告已提交，发现问题 %(num)s 个，已通知被查单位限期整改。",
        found,
        number=inspection,
    )


def _drawn(pool: int, drawn: int) -> str:
    return say_many(
        "%(pool)s 个单位中抽出 %(num)s 个，种子和结果已记录；请对抽中的单位立项。", drawn, pool=pool
    )


def _ordered_all(number: int, count: int, due: int, warnings: int) -> str:
    if warnings:
        return say_many(
            "第 %(number)s 号：%(num)s 项督查已一并立项，须于%(due)s前完成，"
            "有人员不在岗或督查负担超过上限，请核对。",
            count,
            number=number,
            due=_day(due),
        )
    return say_many(
        "第 %(number)s 号：%(num)s 项督查已一并立项，须于%(due)s前完成。", count, number=number, due=_day(due)
    )


def _answered(finding: int, upheld: int) -> str:
    if upheld:
        return say("问题 %(number)s 的异议成立，问题已撤销；双方均已告知。", number=finding)
    return say("问题 %(number)s 的异议不成立，请按期整改；双方均已告知。", number=finding)


def _plain(message: str) -> Callable[..., str]:
    """A sentence without numbers."""
    return lambda: gettext(message)


def _numbered(message: str) -> Callable[..., str]:
    """A sentence about what has that number."""
    return lambda number: say(message, number=number)


def _counted(message: str) -> Callable[..., str]:
    """A sentence about so many."""
    return lambda count: say_many(message, count)


def _dated(message: str) -> Callable[..., str]:
    """A sentence about what has that number, and a day."""
    return lambda number, day: say(message, number=number, day=_day(day))


def _pair(message: str) -> Callable[..., str]:
    """A sentence about two numbers."""
    return lambda first, second: say(message, first=first, second=second)


def _reported(due: int, figures: int, files: int) -> str:
    return say("已提交，请等待核验；核验时限为%(day)s。", day=_day(due)) + _with(figures, files)


def _saved(figures: int, files: int) -> str:
    return gettext("已保存，任务尚未提交。") + _with(figures, files)


def _fulfilled(figures: int, files: int) -> str:
    return gettext("数值已达到目标，任务已办结。") + _with(figures, files)


def _with(figures: int, files: int) -> str:
    parts = ((many("上报数值 %(num)s 项"), figures), (many("上传材料 %(num)s 份"), files))
    told = gettext("，").join(say_many(text, count) for text, count in parts if count)
    return say("%(told)s。", told=told) if told else ""


def _acknowledged(notice: int, until: int) -> str:
    if not until:
        return say("通知 %(number)s 已签收。", number=notice)
    return say("通知 %(number)s 已签收，督办暂缓至%(day)s。", number=notice, day=_day(until))


def _imported(year: int, off: int, worked: int, asked: int) -> str:
    said = say(
        "%(year)s 年的放假安排已导入：放假 %(off)s 天，调休上班 %(worked)s 天。",
        year=year,
        off=off,
        worked=worked,
    )
    return said + (say_many("%(num)s 项任务在下次时限检查时按新的安排推算。", asked) if asked else "")


def _retried(queued: int, behind: int, unreachable: int) -> str:
    said = say_many("%(num)s 条消息已排入发送。", queued)
    if behind:
        said += say_many("%(num)s 条的收件人另有消息在途，等发出后再重新发送。", behind)
    if unreachable:
        said += say_many("%(num)s 条的收件人没有可以到达的渠道，请先补上。", unreachable)
    return said


SENTENCES: dict[str, Callable[..., str]] = {
    "ordered": _ordered,
    "reported": _found,
    "ordered_all": _ordered_all,
    "drawn": _drawn,
    "answered": _answered,
    "task_reported": _reported,
    "task_kept": _saved,
    "task_fulfilled": _fulfilled,
    "task_withdrawn": _plain(marked("已撤回，时限继续计算；请补充后重新提交。")),
    "task_verified": _plain(marked("已核验。")),
    "task_returned": lambda due: say("已退回，须于%(day)s前重新提交。", day=_day(due)),
    "task_waived": _plain(marked("已免除这项任务，理由已记入历史。")),
    "task_reopened": lambda due: say("已重新打开，须于%(day)s前办结。", day=_day(due)),
    "acknowledged": _acknowledged,
    "files_kept": _pair(marked("问题 %(first)s 已附照片、材料 %(second)s 份。")),
    "owed_submitted": lambda due: say("任务已提交，%(day)s前核验。", day=_day(due)),
    "owed_withdrawn": _plain(marked("提交已撤回，时限照旧计算。")),
    "several_verified": lambda count: say_many("已核验 %(num)s 项。", count),
    "owed_returned": lambda due: say("已退回并通知办理单位，新的时限为%(day)s。", day=_day(due)),
    "visit_planned": lambda visit, on: say("走访 %(visit)s 已计划在%(day)s。", visit=visit, day=_day(on)),
    "imported": _pair(marked("已导入：新增 %(first)s 项，原有 %(second)s 项。")),
    "bound": lambda person: say("编号 %(person)s 的人员已绑定单点登录。", person=person),
    "unbound": lambda person: say("编号 %(person)s 的人员已解除单点登录。", person=person),
    "calendar_imported": _imported,
    "channel_works": _plain(marked("测试消息已发出，请查收。")),
    "preferences_kept": _plain(marked("通知偏好已保存，从下一条消息起照此发送。")),
    "retried": _numbered(marked("消息 %(number)s 已排入发送。")),
    "retried_all": _retried,
    "forecast": _pair(marked("已推演：%(first)s 个村（社区），共发出通知 %(second)s 条。")),
    "stepped": _stepped,
    "dismissed": _numbered(marked("督查 %(number)s 不予立项，理由已记入历史。")),
    "dismissed_all": _counted(many("%(num)s 项督查不予立项，理由已记入历史。")),
    "started": _numbered(marked("督查 %(number)s 已开始现场检查。")),
    "cancelled": _numbered(marked("督查 %(number)s 已撤销，已告知被查单位和督查人员。")),
    "merged": _pair(marked("督查 %(first)s 已并入督查 %(second)s。")),
    "revisited": _numbered(marked("督查 %(number)s 已回头看。")),
    "draw_agrees": _numbered(marked("抽签 %(number)s 按记录的种子重抽，结果一致。")),
    "draw_differs": _numbered(marked("抽签 %(number)s 按记录的种子重抽，结果不一致，请核查。")),
    "replied": _numbered(marked("问题 %(number)s 的整改回复已提交，等待督查室复核。")),
    "repair_seen": _numbered(marked("问题 %(number)s 的整改已复核通过。")),
    "repair_failed": _numbered(marked("问题 %(number)s 的整改已退回，须按新的时限再次整改。")),
    "disputed": _numbered(marked("问题 %(number)s 的异议已提出，答复之前整改时限照旧。")),
    "self_inspected": _counted(many("自查已提交，登记问题 %(num)s 个；等待核验。")),
    "closed": _numbered(marked("督查 %(number)s 已销号。")),
    "asked": _numbered(marked("延期申请 %(number)s 已提交，批复之前时限不变。")),
    "pre_read": _numbered(marked("延期申请 %(number)s 已预审，等待组长批复。")),
    "granted": _dated(marked("延期申请 %(number)s 已批准，延至%(day)s。")),
    "refused": _numbered(marked("延期申请 %(number)s 未获批准，时限不变；理由已记入历史。")),
    "held": _dated(marked("已暂停计时（编号 %(number)s），至%(day)s。")),
    "lifted": _numbered(marked("暂停 %(number)s 已解除，自今日起恢复计时。")),
    "assessment_concurred": _counted(many("已记录对 %(num)s 个村（社区）的会同意见。")),
    "assessment_published": _counted(many("已公布 %(num)s 个村（社区）的考核结果，并通知各负责人。")),
    "assessment_concluded": _plain(marked("专项工作已收官，不再提醒和督办。")),
    "assessment_answered": _numbered(marked("申诉 %(number)s 已答复。")),
    "assessment_appealed": _numbered(marked("申诉 %(number)s 已提交，等待组长答复。")),
    "assessment_adjusted": _plain(marked("得分已调整，理由已记入历史。")),
    "assessment_accepted": _plain(marked("已验收合格。")),
    "assessment_rejected": _plain(marked("已验收不合格，可以责令返工。")),
    "assessment_repeated": lambda day: say("已责令返工，%(day)s前完成。", day=_day(day)),
    "assessment_commended": _plain(marked("已予以表彰。")),
    "referral_opened": _numbered(marked("追责事项 %(number)s 已受理。")),
    "referral_step": _numbered(marked("追责事项 %(number)s 的办理情况已记录。")),
    "referral_decided": _numbered(marked("追责事项 %(number)s 已作出处理决定。")),
    "absent": _pair(marked("不在岗登记 %(first)s 已记下，其间有 %(second)s 项时限。")),
    "back": _numbered(marked("不在岗登记 %(number)s 已结束。")),
    "handed_over": _pair(marked("职务已移交：未办结 %(first)s 项，转交待发通知 %(second)s 条。")),
    "met": _numbered(marked("会议 %(number)s 已登记，请按时形成纪要。")),
    "minuted": _pair(marked("会议 %(first)s 的纪要已形成，提出问题 %(second)s 个。")),
    "followed_up": _dated(marked("会议 %(number)s 的议定事项已交办，%(day)s前办结。")),
    "signed": _numbered(marked("责任书 %(number)s 已登记签订。")),
    "visited": _numbered(marked("走访 %(number)s 已登记。")),
    "put_in": _plain(marked("投入已登记。")),
    "grouped": _counted(many("工作小组已登记，共 %(num)s 人。")),
    "covered": _pair(marked("村民组（楼院）已登记 %(first)s 个，%(second)s 个无人包干。")),
    "measured": _plain(marked("工作措施已登记。")),
    "commented": _plain(marked("意见已记入历史。")),
    "publicized": _pair(marked("已用 %(first)s 种宣传形式，还差 %(second)s 种。")),
    "requested": _numbered(marked("申请 %(number)s 已转部门办理。")),
    "figure": _numbered(marked("数值已记录（编号 %(number)s）。")),
    "corrected": _numbered(marked("数值已更正（编号 %(number)s），理由已记入历史。")),
    "reset": _plain(marked("演示已回到起点。")),
    "assessment_assessed": _pair(marked("已考核 %(first)s 个村（社区），尚未进入考核验收 %(second)s 个。")),
    "signed_out": _plain(marked("已退出登录。")),
    "account_made": _plain(marked("账号已设置，请登录。")),
    "password_changed": _plain(marked("密码已更改，请用新密码登录；其他浏览器上的登录均已结束。")),
    "totp_on": _plain(marked("已启用验证码，下次登录起须同时输入。")),
    "totp_off": _plain(marked("已停用验证码。")),
    "token_revoked": _plain(marked("访问令牌已作废。")),
    "calendar_ended": _plain(marked("日历订阅已停用，原来的地址不再有内容。")),
}
