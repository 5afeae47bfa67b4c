"""A district wide enough to be looked at from above: 工业路街道 and three more offices of many villages."""

import tempfile
from pathlib import Path

from actions import campaign
from actions.permission import CONSOLE
from actions.unit import import_units
from plans.reader import read_plan, shipped_plan
from tests.town import VILLAGES, Town

DISTRICT = "410106000000"
OFFICES = ("410106005000", "410106006000", "410106007000")
FEW, MANY = 70, 280
"""Villages of each further office."""


def village(office: str, number: int) -> str:
    """The code of an office's village, from 1."""
    return f"{office[:9]}{number:03}"


def villages_of(each: int) -> list[str]:
    """All villages of the district, in the order of their codes."""
    return [*VILLAGES, *(village(office, number + 1) for office in OFFICES for number in range(each))]


def widen(town: Town, each: int) -> None:
    """Import the further offices with so many villages each; the campaign is issued for the district."""
    rows = [f"{office},{office[8]}号街道,township,{DISTRICT}" for office in OFFICES]
    for office in OFFICES:
        rows += [f"{village(office, n + 1)},{office[8]}-{n + 1} 村,village,{office}" for n in range(each)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "units.csv"
        file.write_text("\n".join(["code,name,kind,parent_code", *rows]), encoding="utf-8")
        import_units(town.desk, CONSOLE, file)
    town.at("2012-04-23")
    campaign.start(town.desk, CONSOLE, read_plan(shipped_plan("2012-pension-pilot")), DISTRICT)


def wide(town: Town) -> None:
    """The district of 213 villages on the day of the issue."""
    widen(town, FEW)


def in_may(town: Town) -> None:
    """The same on 2 May, checked: the mobilization is overdue everywhere."""
    widen(town, FEW)
    for day in ("2012-04-24", "2012-05-02"):
        town.at(day).check()
