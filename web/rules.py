"""What do the plan's rules of time say, in sentences that an official would write?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plans.model import Plan
from plans.model.deadlines import DeadlineSpec, WatchSpec
from web.words import day_of, form_of, offset_of, roles_of


@dataclass(frozen=True, slots=True)
class Chapter:
    """The sentences about one matter."""

    title: str
    clause: str
    sentences: tuple[str, ...]


def chapters(plan: Plan) -> list[Chapter]:
    """How dates are watched, whose they are, and what follows; what the plan is silent about is left out."""
    dates = plan.deadlines
    found = [
        Chapter("村（社区）的任务", dates.clause, tuple(_of_owner(plan, dates.village))),
        Chapter("办事处的任务", dates.clause, tuple(_of_owner(plan, dates.office))),
        Chapter("部门的任务", dates.clause, tuple(_of_owner(plan, dates.department))),
        Chapter("督查室的时限", dates.clause, tuple(_watched(plan, dates.supervision))),
        Chapter("领导小组组长的时限", dates.clause, tuple(_watched(plan, dates.group_head))),
        Chapter("签收、退回和亮灯", plan.acknowledgement.clause, tuple(_in_general(plan))),
        *_of_extensions(plan),
        *_of_inspections(plan),
        *_of_organization(plan),
        *_of_assessment(plan),
    ]
    return [chapter for chapter in found if chapter.sentences]


def _of_owner(plan: Plan, spec: DeadlineSpec) -> Iterator[str]:
    yield from _watched(plan, spec)
    verified = spec.verification
    by = roles_of(verified.by)
    yield f"提交之后 {offset_of(verified.within.offset)}内，由{by or '核验单位'}核验。"
    for sentence in _watched(plan, verified):
        yield f"核验方面，{sentence}"


def _watched(plan: Plan, spec: WatchSpec) -> Iterator[str]:
    for reminder in spec.reminders:
        yield f"到期前 {offset_of(reminder.before.offset)}，提醒{roles_of(reminder.to)}。"
    leaders = plan.linked_leaders
    for number, rung in enumerate(spec.ladder):
        told = f"以“{form_of(rung.form)}”告知{roles_of(rung.to)}" if rung.to else f"发“{form_of(rung.form)}”"
        asked = "，并提请专项督查" if rung.proposes else ""
        yield f"逾期 {offset_of(rung.after.offset)}仍未办结的，{told}（第 {number} 级）{asked}。"
        if leaders and leaders.role in rung.to:
            warned = offset_of(leaders.warned_before.offset)
            yield f"督办到{roles_of([leaders.role])}之前 {warned}，先行预告。"


def _in_general(plan: Plan) -> Iterator[str]:
    within = offset_of(plan.issue.acknowledge_within.offset)
    yield f"印发之后 {within}内，由{roles_of(plan.issue.to)}签收。"
    yield f"签收督办之后暂缓升级 {offset_of(plan.acknowledgement.holds.offset)}，到期仍未办结的继续督办。"
    yield f"退回或重新打开之后，另给 {offset_of(plan.new_cycle.due_within.offset)}。"
    yield f"到期前 {offset_of(plan.lights.yellow_within.offset)}内亮黄灯，到期次日起亮红灯。"
    if pace := plan.lights.pace:
        yield (
            f"有指标的任务，落后序时进度 {pace.yellow_behind:g} 个百分点亮黄灯，"
            f"落后 {pace.red_behind:g} 个百分点亮红灯。"
        )
    yield "休息日的提醒提前到上一个工作日，督办顺延到下一个工作日；时限本身不变。"


def _of_extensions(plan: Plan) -> Iterator[Chapter]:
    if spec := plan.extensions:
        yield Chapter(
            "延期",
            spec.clause,
            (
                f"{roles_of(spec.asked_by)}可以申请延期，至多批准 {spec.at_most} 次，"
                f"最迟延至{day_of(plan.assessment.begins)}。",
                f"{roles_of([spec.pre_read_by])}在 {offset_of(spec.pre_read_within.offset)}内预审，"
                f"{roles_of([spec.decided_by])}在 {offset_of(spec.decided_within.offset)}内批复。",
            ),
        )


def _of_inspections(plan: Plan) -> Iterator[Chapter]:
    spec = plan.inspections
    if periodic := spec.periodic:
        every = f"每 {offset_of(periodic.every.offset)}一轮，" if periodic.every else ""
        within = offset_of(periodic.carried_out_within.offset)
        sentence = f"{every}抽签抽查 {periodic.share:g} % 的村（社区），抽定后 {within}内检查。"
        yield Chapter("定期督查", periodic.clause, (sentence,))
    special = [f"立项之后 {offset_of(spec.special.carried_out_within.offset)}内实施。"]
    if spec.special.decided_within:
        special.insert(0, f"提请之后 {offset_of(spec.special.decided_within.offset)}内决定是否立项。")
    if spec.special.reported_within:
        special.append(f"检查之后 {offset_of(spec.special.reported_within.offset)}内提交报告。")
    yield Chapter("专项督查", spec.special.clause, tuple(special))
    if repair := spec.rectification:
        grades = "；".join(
            f"{one.title.zh} {offset_of(one.rectified_within.offset)}内整改" for one in repair.severities
        )
        checked = offset_of(repair.verified_within.offset)
        disputed = offset_of(repair.disputed_within.offset)
        who = roles_of([repair.verified_by])
        said = (f"{grades}。", f"回复之后 {checked}内由{who}复核；{disputed}内可以提出异议。")
        yield Chapter("问题整改", repair.clause, said)


def _of_organization(plan: Plan) -> Iterator[Chapter]:
    if group := plan.work_group:
        said = f"由{roles_of([group.head])}任组长，为第一责任人，至少 {group.members_at_least} 人。"
        yield Chapter("工作小组", group.clause, (said,))
    if meetings := plan.meetings:
        every = f"每 {offset_of(meetings.every.offset)}召开一次，" if meetings.every else ""
        said = f"{every}会后 {offset_of(meetings.minutes_within.offset)}内形成纪要。"
        yield Chapter("会议", meetings.clause, (said,))
    if visits := plan.visits:
        title = next(phase.title.zh for phase in plan.phases if phase.key == visits.phase)
        said = (
            f"{title}阶段，{roles_of(visits.by)}对每个村（社区）至少走访 {visits.each_village_at_least} 次。"
        )
        yield Chapter("走访", visits.clause, (said,))
    if publicity := plan.publicity:
        said = f"每个村（社区）至少采用 {publicity.media_at_least} 种宣传形式：{_named(publicity.media)}。"
        yield Chapter("宣传", publicity.clause, (said,))


def _of_assessment(plan: Plan) -> Iterator[Chapter]:
    spec = plan.assessment
    said = [f"{day_of(spec.begins)}起考核验收。"]
    said += [f"{one.title.zh} {one.weight:g} 分。" for one in spec.weights]
    said += [
        f"{one.title.zh}，每次扣 {one.points:g} 分，至多扣 {one.at_most:g} 分。" for one in spec.deductions
    ]
    if spec.pass_mark is not None:
        said.append(f"{spec.pass_mark:g} 分以上为合格。")
    if spec.appeals:
        said.append(
            f"公布之后 {offset_of(spec.appeals.within.offset)}内可以申诉，"
            f"{offset_of(spec.appeals.decided_within.offset)}内由{roles_of([spec.appeals.decided_by])}答复。"
        )
    if spec.closes:
        said.append(f"{day_of(spec.closes)}收官。")
    yield Chapter("考核", spec.clause, tuple(said))
    if honour := plan.commendation:
        one = honour.villages
        sentence = (
            f"得分 {one.score_at_least:g} 分以上，至多表彰 {one.share_at_most:g} % 的村（社区），同分并列。"
        )
        yield Chapter("表彰", honour.clause, (sentence,))
    if account := plan.accountability:
        sentence = (
            f"有下列情形的追究责任，由{roles_of([account.decided_by])}决定：{_named(account.grounds)}。"
        )
        yield Chapter("责任追究", account.clause, (sentence,))


def _named(parts: Iterable[object]) -> str:
    return "、".join(part.title.zh for part in parts)  # type: ignore[attr-defined]
