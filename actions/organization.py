"""How is a village organized: its work group, duties, letters, publicity, meetings, visits, inputs, requests?

One reading for its page; and what a submission of one of these tasks still lacks.
"""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from actions.attendance import attendance_of
from actions.comment import CommentListed, comments
from actions.desk import Desk, Occasion, find_unit, occasion
from actions.group import KINDS_ZH, GroupListed, groups_within
from actions.inputs import InputListed, InputTotal, inputs_within, totals_within
from actions.letter import LetterListed, letters_within
from actions.measures import MeasuresListed, measures_within
from actions.meeting import FollowUp, MeetingListed, follow_ups_within, meetings_within
from actions.meeting_due import MeetingDue, due_within
from actions.publicity import PublicityListed, publicity_within
from actions.request import RequestListed, requests_within
from actions.taking_part import listed, path_within
from actions.visit import Covered, VisitListed, covered_within, visits_within
from actions.work_group import WorkGroupListed, work_groups
from plans.model import TaskSpec
from records.attendance import ATTENDANCE
from records.database import reading
from records.task import TASKS
from states.roles import TITLES_ZH


@dataclass(frozen=True, slots=True)
class Organization:
    """Everything of this kind at or below a unit."""

    work_groups: list[WorkGroupListed]
    groups: list[GroupListed]
    letters: list[LetterListed]
    publicity: list[PublicityListed]
    measures: list[MeasuresListed]
    meetings: list[MeetingListed]
    meetings_due: list[MeetingDue]
    follow_ups: list[FollowUp]
    """What meetings have given to these units, also meetings above them."""
    visits: list[VisitListed]
    covered: list[Covered]
    inputs: list[InputListed]
    totals: list[InputTotal]
    requests: list[RequestListed]
    comments: list[CommentListed]


def read_organization(
    desk: Desk, unit_code: str | None = None, campaign_id: int | None = None
) -> Organization:
    """How a unit and all below it (everything without one) are organized; raises NotFound."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        path = path_within(now, unit_code)
        return Organization(
            work_groups=work_groups(now, path),
            groups=groups_within(now, path),
            letters=letters_within(now, path),
            publicity=publicity_within(now, path),
            measures=measures_within(now, path),
            meetings=meetings_within(now, path),
            meetings_due=due_within(now, path),
            follow_ups=follow_ups_within(now, path),
            visits=visits_within(now, path),
            covered=covered_within(now, path),
            inputs=inputs_within(now, path),
            totals=totals_within(now, path),
            requests=requests_within(now, path),
            comments=comments(now, path),
        )


def submission_warnings(desk: Desk, unit_code: str, key: str, campaign_id: int | None = None) -> list[str]:
    """What a unit's submission of a task still lacks, as far as it is on record; [] if nothing."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        spec = now.book.tasks.get(key)
        if spec is None:
            return []
        path = find_unit(connection, unit_code).path
        found = [look(now, path) for task, look in _looks(now) if task == key]
        return [*(said for said in found if said), *_absent(now, path, spec)]


def _looks(now: Occasion) -> list[tuple[str, Callable[[Occasion, str], str | None]]]:
    """The plan's tasks of this kind, each with what looks after it."""
    plan = now.book.plan
    sections = (
        (plan.work_group, _work_group),
        (plan.duties, _duties),
        (plan.responsibility_letters, _letters),
        (plan.publicity, _publicity),
        (plan.measures, _measures),
    )
    return [(section.task, look) for section, look in sections if section is not None]


def _work_group(now: Occasion, path: str) -> str | None:
    lacking = [one for one in work_groups(now, path) if not one.complete]
    if not lacking:
        return None
    return (
        f"工作小组名单还没有登记齐全（至少 {lacking[0].at_least} 人，已登记 {len(lacking[0].members)} 人）。"
    )


def _duties(now: Occasion, path: str) -> str | None:
    groups = groups_within(now, path)
    alone = [one.name for one in groups if one.holder is None]
    if not groups:
        return "还没有登记村民组（楼院）和包干人，包干责任不算落实。"
    if not alone:
        return None
    return f"{listed(alone)}还没有人包干，包干责任不算落实（共 {len(groups)} 个{KINDS_ZH[groups[0].kind]}）。"


def _letters(now: Occasion, path: str) -> str | None:
    unsigned = [one.taker_name for one in letters_within(now, path) if one.signed_on is None]
    return f"责任书还没有登记签订：{listed(unsigned)}。" if unsigned else None


def _publicity(now: Occasion, path: str) -> str | None:
    lacking = [one for one in publicity_within(now, path) if one.lacking]
    if not lacking:
        return None
    first = lacking[0]
    return f"宣传形式已登记 {first.media} 种，还差 {first.lacking} 种；可用：{listed(first.unused)}。"


def _measures(now: Occasion, path: str) -> str | None:
    return None if measures_within(now, path) else "工作措施的正文还没有登记。"


def _absent(now: Occasion, path: str, spec: TaskSpec) -> list[str]:
    """Who was not at what the task asks to attend."""
    if not spec.attendance:
        return []
    of_task = sa.exists().where(
        TASKS.c.id == ATTENDANCE.c.task_id, TASKS.c.campaign_id == now.campaign_id, TASKS.c.key == spec.key
    )
    rows = attendance_of(now, path, spec.attendance, of_task.correlate(ATTENDANCE))
    missing = [f"{one.unit_name}{TITLES_ZH[one.role]}" for one in rows if not one.present]
    return [f"没有到会记录的：{listed(missing)}。"] if missing else []
