"""What do the plan's rules of time say, in sentences that an official would write?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plans.model import Plan
from plans.model.assessment import AssessmentSpec
from plans.model.deadlines import DeadlineSpec, RungSpec, WatchSpec
from plans.model.inspections import RectificationSpec, SpecialInspectionSpec
from web.language import gettext, say, say_many
from web.words import day_of, form_of, offset_of, role_of, roles_of, text_of


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
        Chapter(gettext("村（社区）的任务"), dates.clause, tuple(_of_owner(plan, dates.village))),
        Chapter(gettext("办事处的任务"), dates.clause, tuple(_of_owner(plan, dates.office))),
        Chapter(gettext("部门的任务"), dates.clause, tuple(_of_owner(plan, dates.department))),
        Chapter(gettext("督查室的时限"), dates.clause, tuple(_watched(plan, dates.supervision))),
        Chapter(gettext("领导小组组长的时限"), dates.clause, tuple(_watched(plan, dates.group_head))),
        Chapter(gettext("签收、退回和亮灯"), plan.acknowledgement.clause, tuple(_in_general(plan))),
        *_of_extensions(plan),
        *_of_inspections(plan),
        *_of_organization(plan),
        *_of_assessment(plan),
    ]
    return [chapter for chapter in found if chapter.sentences]


def _of_owner(plan: Plan, spec: DeadlineSpec) -> Iterator[str]:
    yield from _watched(plan, spec)
    verified = spec.verification
    by = roles_of(verified.by) or gettext("核验单位")
    yield say("提交之后 %(within)s内，由%(by)s核验。", within=offset_of(verified.within.offset), by=by)
    for sentence in _watched(plan, verified):
        yield say("核验方面，%(sentence)s", sentence=sentence)


def _watched(plan: Plan, spec: WatchSpec) -> Iterator[str]:
    for reminder in spec.reminders:
        before = offset_of(reminder.before.offset)
        yield say("到期前 %(before)s，提醒%(to)s。", before=before, to=roles_of(reminder.to))
    leaders = plan.linked_leaders
    for number, rung in enumerate(spec.ladder):
        yield _rung(rung, number)
        if leaders and leaders.role in rung.to:
            warned = offset_of(leaders.warned_before.offset)
            yield say(
                "督办到%(leader)s之前 %(warned)s，先行预告。", leader=role_of(leaders.role), warned=warned
            )


def _rung(rung: RungSpec, number: int) -> str:
    if rung.to:
        told = say("以“%(form)s”告知%(to)s", form=form_of(rung.form), to=roles_of(rung.to))
    else:
        told = say("发“%(form)s”", form=form_of(rung.form))
    after = offset_of(rung.after.offset)
    if rung.proposes:
        return say(
            "逾期 %(after)s仍未办结的，%(told)s（第 %(number)s 级），并提请专项督查。",
            after=after,
            told=told,
            number=number,
        )
    return say(
        "逾期 %(after)s仍未办结的，%(told)s（第 %(number)s 级）。", after=after, told=told, number=number
    )


def _in_general(plan: Plan) -> Iterator[str]:
    within = offset_of(plan.issue.acknowledge_within.offset)
    yield say("印发之后 %(within)s内，由%(to)s签收。", within=within, to=roles_of(plan.issue.to))
    held = offset_of(plan.acknowledgement.holds.offset)
    yield say("签收督办之后暂缓升级 %(held)s，到期仍未办结的继续督办。", held=held)
    yield say("退回或重新打开之后，另给 %(given)s。", given=offset_of(plan.new_cycle.due_within.offset))
    yield say(
        "到期前 %(before)s内亮黄灯，到期次日起亮红灯。", before=offset_of(plan.lights.yellow_within.offset)
    )
    if pace := plan.lights.pace:
        yield say(
            "有指标的任务，落后序时进度 %(yellow)s 个百分点亮黄灯，落后 %(red)s 个百分点亮红灯。",
            yellow=f"{pace.yellow_behind:g}",
            red=f"{pace.red_behind:g}",
        )
    yield gettext("休息日的提醒提前到上一个工作日，督办顺延到下一个工作日；时限本身不变。")


def _of_extensions(plan: Plan) -> Iterator[Chapter]:
    if spec := plan.extensions:
        yield Chapter(
            gettext("延期"),
            spec.clause,
            (
                say_many(
                    "%(by)s可以申请延期，至多批准 %(num)s 次，最迟延至%(latest)s。",
                    spec.at_most,
                    by=roles_of(spec.asked_by),
                    latest=day_of(plan.assessment.begins),
                ),
                say(
                    "%(reader)s在 %(read)s内预审，%(head)s在 %(decided)s内批复。",
                    reader=role_of(spec.pre_read_by),
                    read=offset_of(spec.pre_read_within.offset),
                    head=role_of(spec.decided_by),
                    decided=offset_of(spec.decided_within.offset),
                ),
            ),
        )


def _of_inspections(plan: Plan) -> Iterator[Chapter]:
    spec = plan.inspections
    if periodic := spec.periodic:
        every = say("每 %(every)s一轮，", every=offset_of(periodic.every.offset)) if periodic.every else ""
        sentence = every + say(
            "抽签抽查 %(share)s %% 的村（社区），抽定后 %(within)s内检查。",
            share=f"{periodic.share:g}",
            within=offset_of(periodic.carried_out_within.offset),
        )
        yield Chapter(gettext("定期督查"), periodic.clause, (sentence,))
    yield Chapter(gettext("专项督查"), spec.special.clause, tuple(_special(spec.special)))
    if repair := spec.rectification:
        yield Chapter(gettext("问题整改"), repair.clause, tuple(_repaired(repair)))


def _special(spec: SpecialInspectionSpec) -> Iterator[str]:
    if spec.decided_within:
        yield say("提请之后 %(within)s内决定是否立项。", within=offset_of(spec.decided_within.offset))
    yield say("立项之后 %(within)s内实施。", within=offset_of(spec.carried_out_within.offset))
    if spec.reported_within:
        yield say("检查之后 %(within)s内提交报告。", within=offset_of(spec.reported_within.offset))


def _repaired(spec: RectificationSpec) -> Iterator[str]:
    grades = (
        say(
            "%(grade)s %(within)s内整改",
            grade=text_of(one.title),
            within=offset_of(one.rectified_within.offset),
        )
        for one in spec.severities
    )
    yield say("%(grades)s。", grades=gettext("；").join(grades))
    yield say(
        "回复之后 %(checked)s内由%(by)s复核；%(disputed)s内可以提出异议。",
        checked=offset_of(spec.verified_within.offset),
        by=role_of(spec.verified_by),
        disputed=offset_of(spec.disputed_within.offset),
    )


def _of_organization(plan: Plan) -> Iterator[Chapter]:
    if group := plan.work_group:
        said = say_many(
            "由%(head)s任组长，为第一责任人，至少 %(num)s 人。",
            group.members_at_least,
            head=role_of(group.head),
        )
        yield Chapter(gettext("工作小组"), group.clause, (said,))
    if meetings := plan.meetings:
        every = (
            say("每 %(every)s召开一次，", every=offset_of(meetings.every.offset)) if meetings.every else ""
        )
        said = every + say("会后 %(within)s内形成纪要。", within=offset_of(meetings.minutes_within.offset))
        yield Chapter(gettext("会议"), meetings.clause, (said,))
    if visits := plan.visits:
        title = next(text_of(phase.title) for phase in plan.phases if phase.key == visits.phase)
        said = say_many(
            "%(phase)s阶段，%(by)s对每个村（社区）至少走访 %(num)s 次。",
            visits.each_village_at_least,
            phase=title,
            by=roles_of(visits.by),
        )
        yield Chapter(gettext("走访"), visits.clause, (said,))
    if publicity := plan.publicity:
        said = say_many(
            "每个村（社区）至少采用 %(num)s 种宣传形式：%(media)s。",
            publicity.media_at_least,
            media=_named(publicity.media),
        )
        yield Chapter(gettext("宣传"), publicity.clause, (said,))


def _of_assessment(plan: Plan) -> Iterator[Chapter]:
    yield Chapter(gettext("考核"), plan.assessment.clause, tuple(_scored(plan.assessment)))
    if honour := plan.commendation:
        one = honour.villages
        sentence = say(
            "得分 %(score)s 分以上，至多表彰 %(share)s %% 的村（社区），同分并列。",
            score=f"{one.score_at_least:g}",
            share=f"{one.share_at_most:g}",
        )
        yield Chapter(gettext("表彰"), honour.clause, (sentence,))
    if account := plan.accountability:
        sentence = say(
            "有下列情形的追究责任，由%(by)s决定：%(grounds)s。",
            by=role_of(account.decided_by),
            grounds=_named(account.grounds),
        )
        yield Chapter(gettext("责任追究"), account.clause, (sentence,))


def _scored(spec: AssessmentSpec) -> Iterator[str]:
    yield say("%(day)s起考核验收。", day=day_of(spec.begins))
    for one in spec.weights:
        yield say("%(title)s %(points)s 分。", title=text_of(one.title), points=f"{one.weight:g}")
    for taken in spec.deductions:
        yield say(
            "%(title)s，每次扣 %(points)s 分，至多扣 %(most)s 分。",
            title=text_of(taken.title),
            points=f"{taken.points:g}",
            most=f"{taken.at_most:g}",
        )
    if spec.pass_mark is not None:
        yield say("%(points)s 分以上为合格。", points=f"{spec.pass_mark:g}")
    if spec.appeals:
        yield say(
            "公布之后 %(within)s内可以申诉，%(decided)s内由%(by)s答复。",
            within=offset_of(spec.appeals.within.offset),
            decided=offset_of(spec.appeals.decided_within.offset),
            by=role_of(spec.appeals.decided_by),
        )
    if spec.closes:
        yield say("%(day)s收官。", day=day_of(spec.closes))


def _named(parts: Iterable[object]) -> str:
    return gettext("、").join(text_of(part.title) for part in parts)  # type: ignore[attr-defined]
