"""Who plays in the demo: the district's real units, people made up by role, villages with a manner each?

A made-up person has the address of their role and unit, so that whoever acts is found without looking.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from actions.desk import DEFAULT_ZONE, Desk
from actions.permission import Actor
from actions.person import find_actor
from actions.unit import list_units
from flows.behaviour import Manner, manner_of
from plans.reader import read_plan, shipped_plan
from plans.rules import Rulebook, rulebook
from records.unit import GRASSROOTS
from states.roles import Role

PLAN = "2012-pension-pilot"
SEED = 20120423
ISSUED = datetime(2012, 4, 23, 8, tzinfo=DEFAULT_ZONE)
STANDS_ON = date(2012, 6, 8)

COUNTY = "410106000000"
OPENED_AT = "410106004000"
"""工业路街道, whose plan it is."""

GONGYELU, ZHUZHAI, TONGHANG = "410106004001", "410106004002", "410106004003"

SHOWN: dict[str, Manner] = {GONGYELU: "punctual", ZHUZHAI: "silent", TONGHANG: "ordinary"}
"""The three communities that the demo opens at: one of each kind."""

COLUMNS = ("unit_code", "role", "name", "email")

POSTS: dict[str, tuple[tuple[Role, str, int], ...]] = {
    "county": (
        (Role.ADMINISTRATOR, "系统管理员", 1),
        (Role.LEADING_GROUP_OFFICE, "领导小组办公室主任", 1),
        (Role.LEADING_GROUP_HEAD, "领导小组组长", 1),
    ),
    "township": (
        (Role.LEADING_GROUP_OFFICE, "领导小组办公室主任", 1),
        (Role.LEADING_GROUP_HEAD, "领导小组组长", 1),
        (Role.LEADING_GROUP, "领导小组副组长", 1),
        (Role.SUPERVISION_OFFICE, "督查室主任", 1),
        (Role.SUPERVISION_OFFICE, "督查员", 2),
        (Role.DISCIPLINE_COMMITTEE, "纪工委书记", 1),
    ),
    "village": ((Role.VILLAGE_HEAD, "村主任", 1), (Role.ASSISTANT, "协办员", 1)),
    "community": ((Role.VILLAGE_HEAD, "主任", 1), (Role.ASSISTANT, "协办员", 1)),
    "department": ((Role.DEPARTMENT, "负责人", 1),),
}
"""Who sits where in the demo, by kind of unit: (role, title, number)."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A day of the demo at which people act; its desk's clock says the hour."""

    desk: Desk
    day: date
    known: dict[str, Actor] = field(default_factory=dict)

    def who(self, role: Role, code: str, number: int = 1) -> Actor:
        return self.at(address(role, code, number))

    def villages(self) -> list[str]:
        return [code for code, _, kind in list_units(self.desk) if kind in GRASSROOTS]

    def head(self, code: str) -> Actor:
        return self.who(Role.VILLAGE_HEAD, code)

    def office(self, code: str) -> Actor:
        return self.who(Role.LEADING_GROUP_OFFICE, office_of(code))

    def group_head(self, code: str) -> Actor:
        return self.who(Role.LEADING_GROUP_HEAD, office_of(code))

    def supervision(self, code: str) -> Actor:
        return self.who(Role.SUPERVISION_OFFICE, office_of(code))

    def at(self, email: str) -> Actor:
        if email not in self.known:
            self.known[email] = find_actor(self.desk, email)
        return self.known[email]


@cache
def book() -> Rulebook:
    """The rules of the plan that the demo plays."""
    return rulebook(read_plan(shipped_plan(PLAN)))


def office_of(code: str) -> str:
    """The township of a village or department; a county is its own."""
    return code if code == COUNTY else f"{code[:9]}000"


def manner(code: str) -> Manner:
    """How a unit behaves; offices and departments are punctual."""
    return SHOWN.get(code) or ("punctual" if is_office(code) else manner_of(SEED, code))


def is_office(code: str) -> bool:
    return "-" in code or code.endswith("000")


def address(role: Role, code: str, number: int = 1) -> str:
    """The made-up address of a made-up person; `.example` reaches nobody."""
    which = f"-{number}" if number > 1 else ""
    return f"{role.value.replace('_', '-')}{which}.{code}@duban.example"


def people_csv(units: Iterable[tuple[str, str, str]]) -> str:
    """Who holds which role in the demo, named after what they do, as a people file.

    `units` are (code, name, kind).
    """
    rows = [COLUMNS]
    linked = 0
    for code, name, kind in units:
        short = name.removesuffix("居民委员会").removesuffix("村民委员会").removesuffix("民委员会")
        for role, title, number in POSTS.get(kind, ()):
            rows.append((code, role.value, f"{short} {title}", address(role, code, number)))
        if kind in GRASSROOTS:
            office = f"{code[:9]}000"
            linked += 1
            rows.append(
                (code, Role.LINKED_LEADER.value, f"包联领导（{short}）", linked_address(office, linked))
            )
    return "".join(",".join(row) + "\n" for row in rows)


def cast(units: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """(title, address) of those as whom a visitor may look, from the village up."""
    known = list(units)
    names = {code: name for code, name, _ in known}
    villages = [code for code, _, kind in known if kind in GRASSROOTS]
    linked = linked_address(OPENED_AT, villages.index(ZHUZHAI) + 1)
    parts = (
        (ZHUZHAI, "主任", address(Role.VILLAGE_HEAD, ZHUZHAI)),
        (ZHUZHAI, "协办员", address(Role.ASSISTANT, ZHUZHAI)),
        (ZHUZHAI, "包联领导", linked),
        (OPENED_AT, "领导小组办公室主任", address(Role.LEADING_GROUP_OFFICE, OPENED_AT)),
        (OPENED_AT, "领导小组组长", address(Role.LEADING_GROUP_HEAD, OPENED_AT)),
        (OPENED_AT, "督查室主任", address(Role.SUPERVISION_OFFICE, OPENED_AT)),
        (OPENED_AT, "纪工委书记", address(Role.DISCIPLINE_COMMITTEE, OPENED_AT)),
        (COUNTY, "领导小组组长", address(Role.LEADING_GROUP_HEAD, COUNTY)),
        (COUNTY, "系统管理员", address(Role.ADMINISTRATOR, COUNTY)),
    )
    return [(f"{names[code]} {title}", who) for code, title, who in parts if code in names]


def linked_address(office: str, number: int) -> str:
    return address(Role.LINKED_LEADER, office, number + 1)
