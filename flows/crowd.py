"""Who lives in a country that is made up: N villages under townships, and somebody in every role?

A function of the number alone. Its codes begin with 99, which no province has; its addresses reach nobody.
"""

from collections.abc import Iterable, Iterator, Sequence

from records.unit import GRASSROOTS
from states.roles import Role

UNIT_COLUMNS = ("code", "name", "kind", "parent_code")
PEOPLE_COLUMNS = ("unit_code", "role", "name", "email")

PROVINCE = "990000000000"
TOWNSHIPS_A_COUNTY = 900
SIZES = (10, 13, 16, 12, 14, 11, 15)
"""How many villages the townships have, in turn."""

EVERY_THIRD = 3
"""Each third village is a community; each leader is linked to three."""

IN_OFFICES = (
    Role.LEADING_GROUP_OFFICE,
    Role.LEADING_GROUP,
    Role.LEADING_GROUP_HEAD,
    Role.SUPERVISION_OFFICE,
    Role.DISCIPLINE_COMMITTEE,
)
IN_VILLAGES = (Role.VILLAGE_HEAD, Role.ASSISTANT)

Row = tuple[str, ...]


def units_csv(villages: int, departments: Sequence[str]) -> str:
    """So many villages and communities under townships that have these departments, as a units file."""
    return _csv([UNIT_COLUMNS, (PROVINCE, "某省", "province", ""), *_counties(villages, departments)])


def people_csv(units: Iterable[tuple[str, str, str]]) -> str:
    """Somebody for every role that a campaign knows, at units of (code, name, kind), as a people file."""
    rows: list[Row] = [PEOPLE_COLUMNS]
    office, linked = "", 0
    for code, _, kind in units:
        if kind == "department":
            rows.append(_post(code, Role.DEPARTMENT))
        elif kind in GRASSROOTS:
            rows += [_post(code, role) for role in IN_VILLAGES]
            leader = f"linked-leader-{linked // EVERY_THIRD + 1}.{office or code}"
            rows.append((code, Role.LINKED_LEADER, leader, f"{leader}@duban.example"))
            linked += 1
        else:
            rows += [_post(code, role) for role in IN_OFFICES]
            office, linked = code, 0
    return _csv(rows)


def _counties(villages: int, departments: Sequence[str]) -> Iterator[Row]:
    township = county = -1
    left = villages
    while left:
        township += 1
        if township // TOWNSHIPS_A_COUNTY > county:
            county += 1
            county_code = f"99{county // 99 + 1:02d}{county % 99 + 1:02d}000000"
            yield county_code, f"第{county + 1}县", "county", PROVINCE
        size = min(SIZES[township % len(SIZES)], left)
        left -= size
        yield from _township(county_code, township, size, departments)


def _township(county: str, number: int, size: int, departments: Sequence[str]) -> Iterator[Row]:
    office = f"{county[:6]}{number % TOWNSHIPS_A_COUNTY + 1:03d}000"
    name = f"第{number + 1}乡"
    yield office, name, "township", county
    for department in departments:
        yield f"{office}-{department}", f"{name}{department}", "department", office
    for village in range(1, size + 1):
        kind, word = ("village", "村") if village % EVERY_THIRD else ("community", "社区")
        yield f"{office[:9]}{village:03d}", f"{name}第{village}{word}", kind, office


def _post(code: str, role: Role) -> Row:
    name = f"{role}.{code}".replace("_", "-")
    return code, role, name, f"{name}@duban.example"


def _csv(rows: Iterable[Row]) -> str:
    return "".join(",".join(row) + "\n" for row in rows)
