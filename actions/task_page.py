"""What does a village need to know to report on one task, and its office to verify it, on one page?"""

from dataclasses import dataclass

from actions.attachment import AttachmentListed, list_attachments
from actions.board import TaskStanding
from actions.desk import Desk, occasion
from actions.errors import NotFound
from actions.extension import ExtensionListed, list_extensions
from actions.finding import FindingListed
from actions.history import Happened
from actions.indicator import Standing
from actions.notice import NoticeListed
from actions.task import find_spec, verifiers_zh
from actions.village_page import VillagePage, read_village
from plans.errands import RECTIFICATION, kind_of, number_of
from records.database import reading


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A task of a village: how it stands, its figures, files, requests and notices.

    `notices` are those that nobody has acknowledged; `finding` is what has to be repaired.
    """

    village: VillagePage
    standing: TaskStanding
    verifiers: str
    figures: tuple[Standing, ...]
    files: list[AttachmentListed]
    extensions: list[ExtensionListed]
    notices: list[NoticeListed]
    history: list[Happened]
    finding: FindingListed | None


def read_task(desk: Desk, unit_code: str, key: str, campaign_id: int | None = None) -> TaskPage:
    """One task's page; raises NotFound for a task that the village does not have."""
    village = read_village(desk, unit_code, campaign_id)
    standing = village.standing.tasks.get(key)
    if standing is None:
        raise NotFound(f"{village.standing.name}没有这项任务（{key}）。")
    with reading(desk.engine) as connection:
        tied = find_spec(occasion(desk, connection, village.campaign_id), key).indicators
    number = number_of(key) if kind_of(key) == RECTIFICATION else None
    files = list_attachments(desk, village.campaign_id, unit_code)
    requests = list_extensions(desk, village.campaign_id)
    return TaskPage(
        village=village,
        standing=standing,
        verifiers=verifiers_zh(desk, key, village.campaign_id),
        figures=tuple(one for one in village.figures if one.indicator.key in tied),
        files=[one for one in files if one.task == key or (number and one.finding_id == number)],
        extensions=[one for one in requests if one.unit == unit_code and one.task == key],
        notices=[one for one in village.notices if one.task == key and one.acknowledged_at is None],
        history=[one for one in village.history if one.task == key],
        finding=next((one for one in village.findings if one.id == number), None),
    )
