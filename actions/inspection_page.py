"""What does whoever decides on an inspection, or carries it out, need to know on one page (三.三.2)?"""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from actions.attachment import AttachmentListed, list_attachments
from actions.case import named_in
from actions.desk import Desk, numbered, occasion
from actions.errors import NotFound
from actions.finding import FindingListed
from actions.history import Happened
from actions.inspection import TAKES_REASONS, InspectionListed
from actions.sight import Powers, look
from actions.village_page import VillagePage, read_village
from records.attachment import AFTER
from records.database import reading
from records.inspection import INSPECTIONS
from records.unit import UNITS

VIEW = "inspections"


@dataclass(frozen=True, slots=True)
class FindingShown:
    """A finding of the inspection with the files that show it before and after its repair."""

    finding: FindingListed
    before: list[AttachmentListed]
    after: list[AttachmentListed]


@dataclass(frozen=True, slots=True)
class InspectionPage:
    """An inspection with its village's whole story.

    `ladder` is how the village was urged, newest first; `others` are its other inspections, newest first.
    `is_sent`: whoever looks is named in the order.
    """

    listed: InspectionListed
    village: VillagePage
    findings: list[FindingShown]
    ladder: list[Happened]
    history: list[Happened]
    others: list[InspectionListed]
    is_sent: bool

    @property
    def into(self) -> list[InspectionListed]:
        """The open inspections of the village that this one may be merged into."""
        return may_take(self.listed, self.others)


def read_inspection(desk: Desk, powers: Powers, inspection_id: int) -> InspectionPage:
    """An inspection for whoever sees the desk at its village, or is named in its order.

    Raises NotFound, NotAllowed.
    """
    with reading(desk.engine) as connection:
        query = sa.select(INSPECTIONS.c.campaign_id, UNITS.c.code).join_from(
            INSPECTIONS, UNITS, UNITS.c.id == INSPECTIONS.c.unit_id
        )
        row = connection.execute(query.where(numbered(INSPECTIONS.c.id, inspection_id))).one_or_none()
        if row is None:
            raise NotFound(f"没有编号为 {inspection_id} 的督查。")
        sent = named_in(occasion(desk, connection, row.campaign_id), inspection_id)
    is_sent = powers.actor.person_id in sent
    if not is_sent:
        look(desk, powers, VIEW, row.code)
    village = read_village(desk, row.code, row.campaign_id)
    files = list_attachments(desk, row.campaign_id, row.code)
    mine = [one for one in village.findings if one.inspection_id == inspection_id]
    return InspectionPage(
        listed=next(one for one in village.inspections if one.id == inspection_id),
        village=village,
        findings=[_shown(one, files) for one in mine],
        ladder=[one for one in village.history if one.subject == "escalation"],
        history=village.history,
        others=[one for one in reversed(village.inspections) if one.id != inspection_id],
        is_sent=is_sent,
    )


def may_take(listed: InspectionListed, others: Iterable[InspectionListed]) -> list[InspectionListed]:
    """The open inspections of the same village that may take over the reasons of this one."""
    return [
        one
        for one in others
        if one.unit == listed.unit and one.id != listed.id and one.state in TAKES_REASONS
    ]


def _shown(finding: FindingListed, files: Iterable[AttachmentListed]) -> FindingShown:
    mine = [one for one in files if one.finding_id == finding.id]
    return FindingShown(
        finding,
        before=[one for one in mine if one.part != AFTER],
        after=[one for one in mine if one.part == AFTER],
    )
