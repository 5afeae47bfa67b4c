"""What has just been done?

A deed ends in a redirect; the next page says once what came of it. It travels in a cookie of a code
and numbers, never of text, so that nobody can put words into duban's mouth.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from actions.words import day_zh

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
    """The demo has come to a day; `counts` in the order of `STEPPED_ZH`."""
    return Said("stepped", (day, *counts))


STEPPED_ZH = ("状态变动 {} 项", "发出提醒 {} 条", "督办升级 {} 项", "提请专项督查 {} 项")


def _stepped(day: int, *counts: int) -> str:
    parts = [text.format(n) for text, n in zip(STEPPED_ZH, counts, strict=True) if n]
    return f"已到{day_zh(date.fromordinal(day))}。时限检查：{'，'.join(parts) or '没有到期事项'}。"


def _ordered(inspection: int, due: int) -> str:
    by_when = day_zh(date.fromordinal(due))
    return f"督查 {inspection} 已立项，须于{by_when}前完成；被查单位和督查人员的通知已排入发件箱。"


def _found(inspection: int, found: int) -> str:
    what = f"发现问题 {found} 个，已通知被查单位限期整改" if found else "未发现须整改的问题"
    return f"督查 {inspection} 的报告已提交，{what}。"


def _drawn(pool: int, drawn: int) -> str:
    return f"{pool} 个单位中抽出 {drawn} 个，种子和结果已记录；请对抽中的单位立项。"


def _ordered_all(number: int, count: int, due: int, warnings: int) -> str:
    by_when = day_zh(date.fromordinal(due))
    noted = "，有人员不在岗或督查负担超过上限，请核对" if warnings else ""
    return f"第 {number} 号：{count} 项督查已一并立项，须于{by_when}前完成{noted}。"


def _answered(finding: int, upheld: int) -> str:
    return f"问题 {finding} 的异议{'成立，问题已撤销' if upheld else '不成立，请按期整改'}；双方均已告知。"


def _reported(due: int, figures: int, files: int) -> str:
    said = f"已提交，请等待核验；核验时限为{day_zh(date.fromordinal(due))}。"
    return said + _with(figures, files)


def _kept(figures: int, files: int) -> str:
    return f"已保存，任务尚未提交。{_with(figures, files)}"


def _with(figures: int, files: int) -> str:
    parts = ("上报数值 {} 项", figures), ("上传材料 {} 份", files)
    told = "，".join(text.format(count) for text, count in parts if count)
    return f"{told}。" if told else ""


def _acknowledged(notice: int, until: int) -> str:
    held = f"，督办暂缓至{day_zh(date.fromordinal(until))}" if until else ""
    return f"通知 {notice} 已签收{held}。"


def _assessed(done: int, waiting: int) -> str:
    return f"已考核 {done} 个村（社区），尚未进入考核验收 {waiting} 个。"


def _calendar_imported(year: int, off: int, worked: int, asked: int) -> str:
    again = f"，{asked} 项任务在下次时限检查时按新的安排推算" if asked else ""
    return f"{year} 年的放假安排已导入：放假 {off} 天，调休上班 {worked} 天{again}。"


SENTENCES: dict[str, Callable[..., str]] = {
    "ordered": _ordered,
    "dismissed": lambda inspection: f"督查 {inspection} 不予立项，理由已记入历史。",
    "started": lambda inspection: f"督查 {inspection} 已开始现场检查。",
    "reported": _found,
    "ordered_all": _ordered_all,
    "cancelled": lambda inspection: f"督查 {inspection} 已撤销，已告知被查单位和督查人员。",
    "merged": lambda inspection, into: f"督查 {inspection} 已并入督查 {into}。",
    "revisited": lambda inspection: f"督查 {inspection} 已回头看。",
    "drawn": _drawn,
    "draw_agrees": lambda draw: f"抽签 {draw} 按记录的种子重抽，结果一致。",
    "draw_differs": lambda draw: f"抽签 {draw} 按记录的种子重抽，结果不一致，请核查。",
    "replied": lambda finding: f"问题 {finding} 的整改回复已提交，等待督查室复核。",
    "repair_seen": lambda finding: f"问题 {finding} 的整改已复核通过。",
    "repair_failed": lambda finding: f"问题 {finding} 的整改已退回，须按新的时限再次整改。",
    "disputed": lambda finding: f"问题 {finding} 的异议已提出，答复之前整改时限照旧。",
    "answered": _answered,
    "self_inspected": lambda found: f"自查已提交，登记问题 {found} 个；等待核验。",
    "task_reported": _reported,
    "task_kept": _kept,
    "task_fulfilled": lambda figures, files: f"数值已达到目标，任务已办结。{_with(figures, files)}",
    "task_withdrawn": lambda: "已撤回，时限继续计算；请补充后重新提交。",
    "task_verified": lambda: "已核验。",
    "task_returned": lambda due: f"已退回，须于{day_zh(date.fromordinal(due))}前重新提交。",
    "task_waived": lambda: "已免除这项任务，理由已记入历史。",
    "task_reopened": lambda due: f"已重新打开，须于{day_zh(date.fromordinal(due))}前办结。",
    "acknowledged": _acknowledged,
    "files_kept": lambda finding, files: f"问题 {finding} 已附照片、材料 {files} 份。",
    "closed": lambda inspection: f"督查 {inspection} 已销号。",
    "asked": lambda number: f"延期申请 {number} 已提交，批复之前时限不变。",
    "pre_read": lambda number: f"延期申请 {number} 已预审，等待组长批复。",
    "granted": lambda number, due: f"延期申请 {number} 已批准，延至{day_zh(date.fromordinal(due))}。",
    "refused": lambda number: f"延期申请 {number} 未获批准，时限不变；理由已记入历史。",
    "held": lambda number, last: f"已暂停计时（编号 {number}），至{day_zh(date.fromordinal(last))}。",
    "lifted": lambda number: f"暂停 {number} 已解除，自今日起恢复计时。",
    "assessment_assessed": _assessed,
    "assessment_concurred": lambda count: f"已记录对 {count} 个村（社区）的会同意见。",
    "assessment_published": lambda count: f"已公布 {count} 个村（社区）的考核结果，并通知各负责人。",
    "assessment_concluded": lambda: "专项工作已收官，不再提醒和督办。",
    "assessment_answered": lambda number: f"申诉 {number} 已答复。",
    "assessment_appealed": lambda number: f"申诉 {number} 已提交，等待组长答复。",
    "assessment_adjusted": lambda: "得分已调整，理由已记入历史。",
    "assessment_accepted": lambda: "已验收合格。",
    "assessment_rejected": lambda: "已验收不合格，可以责令返工。",
    "assessment_repeated": lambda due: f"已责令返工，{day_zh(date.fromordinal(due))}前完成。",
    "assessment_commended": lambda: "已予以表彰。",
    "referral_opened": lambda number: f"追责事项 {number} 已受理。",
    "referral_step": lambda number: f"追责事项 {number} 的办理情况已记录。",
    "referral_decided": lambda number: f"追责事项 {number} 已作出处理决定。",
    "absent": lambda number, met: f"不在岗登记 {number} 已记下，其间有 {met} 项时限。",
    "back": lambda number: f"不在岗登记 {number} 已结束。",
    "handed_over": lambda left, moved: f"职务已移交：未办结 {left} 项，转交待发通知 {moved} 条。",
    "met": lambda meeting: f"会议 {meeting} 已登记，请按时形成纪要。",
    "minuted": lambda meeting, raised: f"会议 {meeting} 的纪要已形成，提出问题 {raised} 个。",
    "followed_up": lambda meeting, due: (
        f"会议 {meeting} 的议定事项已交办，{day_zh(date.fromordinal(due))}前办结。"
    ),
    "signed": lambda letter: f"责任书 {letter} 已登记签订。",
    "visited": lambda visit: f"走访 {visit} 已登记。",
    "put_in": lambda: "投入已登记。",
    "grouped": lambda members: f"工作小组已登记，共 {members} 人。",
    "covered": lambda groups, alone: f"村民组（楼院）已登记 {groups} 个，{alone} 个无人包干。",
    "measured": lambda: "工作措施已登记。",
    "commented": lambda: "意见已记入历史。",
    "publicized": lambda used, lacking: f"已用 {used} 种宣传形式，还差 {lacking} 种。",
    "requested": lambda request: f"申请 {request} 已转部门办理。",
    "figure": lambda reading: f"数值已记录（编号 {reading}）。",
    "corrected": lambda reading: f"数值已更正（编号 {reading}），理由已记入历史。",
    "signed_out": lambda: "已退出登录。",
    "account_made": lambda: "账号已设置，请登录。",
    "password_changed": lambda: "密码已更改，请用新密码登录；其他浏览器上的登录均已结束。",
    "totp_on": lambda: "已启用验证码，下次登录起须同时输入。",
    "totp_off": lambda: "已停用验证码。",
    "token_revoked": lambda: "访问令牌已作废。",
    "owed_submitted": lambda due: f"任务已提交，{day_zh(date.fromordinal(due))}前核验。",
    "owed_withdrawn": lambda: "提交已撤回，时限照旧计算。",
    "several_verified": lambda count: f"已核验 {count} 项。",
    "owed_returned": lambda due: f"已退回并通知办理单位，新的时限为{day_zh(date.fromordinal(due))}。",
    "visit_planned": lambda visit, on: f"走访 {visit} 已计划在{day_zh(date.fromordinal(on))}。",
    "imported": lambda added, known: f"已导入：新增 {added} 项，原有 {known} 项。",
    "bound": lambda person: f"编号 {person} 的人员已绑定单点登录。",
    "unbound": lambda person: f"编号 {person} 的人员已解除单点登录。",
    "calendar_imported": _calendar_imported,
    "channel_works": lambda: "测试消息已发出，请查收。",
    "forecast": lambda villages, notices: f"已推演：{villages} 个村（社区），共发出通知 {notices} 条。",
    "stepped": _stepped,
    "reset": lambda: "演示已回到起点。",
}
