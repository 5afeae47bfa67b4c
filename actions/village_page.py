"""What does everybody concerned need to know of one village, on one page?"""

from dataclasses import dataclass

from actions.anomaly import AnomalyListed, list_anomalies
from actions.board import VillageStanding, read_board
from actions.climb import ClimbedRung, read_climbs
from actions.coming import Coming, read_coming
from actions.desk import Desk, find_unit, occasion
from actions.errors import NotFound
from actions.finding import FindingListed, list_findings
from actions.history import Happened, read_history
from actions.indicator import Standing, read_progress
from actions.inspection import InspectionListed, list_inspections
from actions.notice import NoticeListed, list_notices
from actions.village import held_back
from records.database import reading

AHEAD_DAYS = 14


@dataclass(frozen=True, slots=True)
class VillagePage:
    """A village: how it stands, what holds it back, its figures, what happened, what will fire."""

    campaign_id: int
    standing: VillageStanding
    held_back: str | None
    history: list[Happened]
    coming: list[Coming]
    climbs: dict[str, list[ClimbedRung]]
    notices: list[NoticeListed]
    inspections: list[InspectionListed]
    findings: list[FindingListed]
    figures: tuple[Standing, ...]
    anomalies: list[AnomalyListed]


def read_village(desk: Desk, unit_code: str, campaign_id: int | None = None) -> VillagePage:
    """One village's page; raises NotFound for a unit that has no part in the campaign."""
    board = read_board(desk, campaign_id, unit_code)
    standing = next((unit for unit in board.units if unit.unit == unit_code), None)
    if standing is None:
        raise NotFound(f"{unit_code} 不是本专项工作范围内的村或社区。")
    return VillagePage(
        campaign_id=board.campaign_id,
        standing=standing,
        held_back=_held_back(desk, unit_code, board.campaign_id),
        history=read_history(desk, board.campaign_id, unit_code, newest_first=True),
        coming=read_coming(desk, AHEAD_DAYS, board.campaign_id, unit_code),
        climbs=read_climbs(desk, unit_code, board.campaign_id),
        notices=list_notices(desk, board.campaign_id, unit_code=unit_code, newest_first=True),
        inspections=[
            inspection
            for inspection in list_inspections(desk, board.campaign_id)
            if inspection.unit == unit_code
        ],
        findings=list_findings(desk, board.campaign_id, unit_code),
        figures=read_progress(desk, board.campaign_id, unit_code).villages,
        anomalies=list_anomalies(desk, board.campaign_id, unit_code),
    )


def _held_back(desk: Desk, unit_code: str, campaign_id: int) -> str | None:
    with reading(desk.engine) as connection:
        unit = find_unit(connection, unit_code)
        return held_back(occasion(desk, connection, campaign_id), unit.id)
