"""Who are the people, and which roles do they hold (四.一)?"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

import sqlalchemy as sa

from actions.desk import Desk
from actions.errors import BadInput, BadRows, NotFound
from actions.permission import CONSOLE, EVERYWHERE, Actor, permit
from actions.table import Line, read_table, rows_of
from records import person as people
from records.database import ROWS_AT_ONCE, in_transaction, reading
from records.person import APPOINTMENTS, PEOPLE, NewAppointment
from records.unit import GRASSROOTS, UNITS
from states.roles import TITLES_ZH, Role

COLUMNS = ("unit_code", "role", "name", "email", "phone", "language")
OPTIONAL = ("email", "phone", "language")
ADDRESS = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+")
LANGUAGES = ("zh", "en")
AT_VILLAGES = frozenset({Role.VILLAGE_HEAD, Role.ASSISTANT})


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: rows that are new, rows that were known, and the bad ones left out."""

    added: int
    unchanged: int
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """What an import must know of a unit."""

    id: int
    kind: str


@dataclass(frozen=True, slots=True)
class PersonListed:
    """A person as lists show them; `roles` are (role, unit code, unit name)."""

    id: int
    name: str
    email: str | None
    language: str
    roles: tuple[tuple[Role, str, str], ...]


def import_people(
    desk: Desk,
    by: Actor,
    file: Path,
    *,
    skip_bad: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Imported:
    """Import people with their roles, one row for each person, role and unit; `progress` is told of batches.

    Raises BadRows naming every bad row, and imports nothing, unless `skip_bad`.
    """

    def work(connection: sa.Connection) -> Imported:
        permit(connection, by, "person.import", EVERYWHERE)
        problems: list[str] = []
        added = unchanged = 0
        lines = rows_of(file, COLUMNS, OPTIONAL)
        while some := list(islice(lines, ROWS_AT_ONCE)):
            rows = _sorted_out(connection, some, problems)
            new = people.appoint_some(connection, rows)
            added, unchanged = added + new, unchanged + len(rows) - new
            progress(len(some))
        if problems and not skip_bad:
            raise BadRows(str(file), problems)
        people.seat(connection)
        return Imported(added, unchanged, tuple(problems))

    return in_transaction(desk.engine, work)


def list_people(desk: Desk) -> list[PersonListed]:
    """Everybody, with the roles they hold."""
    query = (
        sa.select(PEOPLE, APPOINTMENTS.c.role, UNITS.c.code, UNITS.c.name.label("unit_name"))
        .outerjoin_from(PEOPLE, APPOINTMENTS, APPOINTMENTS.c.person_id == PEOPLE.c.id)
        .outerjoin(UNITS, UNITS.c.id == APPOINTMENTS.c.unit_id)
        .order_by(PEOPLE.c.id, UNITS.c.path, APPOINTMENTS.c.role)
    )
    listed: dict[int, PersonListed] = {}
    with reading(desk.engine) as connection:
        for row in connection.execute(query):
            held = listed[row.id].roles if row.id in listed else ()
            if row.role is not None:
                held = (*held, (Role(row.role), row.code, row.unit_name))
            listed[row.id] = PersonListed(row.id, row.name, row.email, row.language, held)
    return list(listed.values())


def read_roles(file: Path) -> list[tuple[str, Role]]:
    """(unit code, role) of each row of a people file, without a database. Raises BadRows."""
    roles: list[tuple[str, Role]] = []
    problems: list[str] = []
    for number, line in read_table(file, COLUMNS, OPTIONAL):
        try:
            roles.append((line["unit_code"], _role(line["role"])))
        except BadInput as problem:
            problems.append(f"第 {number} 行：{problem}")
    if problems:
        raise BadRows(str(file), problems)
    return roles


def find_actor(desk: Desk, who: str | None) -> Actor:
    """The person of that e-mail address or id; the administrator's console if None. Raises NotFound."""
    if who is None:
        return CONSOLE
    with reading(desk.engine) as connection:
        return Actor(*find_person(connection, who))


def language_of(desk: Desk, actor: Actor) -> str:
    """The language in which somebody is written to; Chinese for the console."""
    with reading(desk.engine) as connection:
        own = connection.scalar(sa.select(PEOPLE.c.language).where(PEOPLE.c.id == actor.person_id))
    return own or "zh"


def find_people(desk: Desk, who: list[str]) -> list[int]:
    """The ids of the people of these e-mail addresses or ids; raises NotFound for the first unknown."""
    with reading(desk.engine) as connection:
        return [find_person(connection, one)[1] for one in who]


def find_person(connection: sa.Connection, who: str) -> tuple[str, int]:
    """(name, id) of the person of that e-mail address or id; raises NotFound."""
    is_id = who.isascii() and who.isdigit() and len(who) < 10
    same = PEOPLE.c.id == int(who) if is_id else sa.func.lower(PEOPLE.c.email) == who.strip().lower()
    person = connection.execute(sa.select(PEOPLE.c.name, PEOPLE.c.id).where(same)).one_or_none()
    if person is None:
        raise NotFound(f"没有找到人员 {who}。请用电子邮箱或 duban people list 中的编号。")
    return person.name, person.id


def permit_about(connection: sa.Connection, by: Actor, deed: str, person_id: int, on: date) -> None:
    """Everybody for themselves; an administrator for whoever holds an office within their units.

    Raises NotAllowed.
    """
    if by.person_id == person_id:
        return
    held = sa.select(UNITS.c.path).join_from(APPOINTMENTS, UNITS, UNITS.c.id == APPOINTMENTS.c.unit_id)
    paths = connection.execute(held.where(APPOINTMENTS.c.person_id == person_id)).scalars().all()
    permit(connection, by, deed, list(paths) or EVERYWHERE, on=on)


def _sorted_out(
    connection: sa.Connection, lines: Sequence[Line], problems: list[str]
) -> list[NewAppointment]:
    """The good rows of a batch; what is wrong with each of the others is added to `problems`."""
    named = UNITS.c.code.in_({line["unit_code"] for _, line in lines})
    query = sa.select(UNITS.c.code, UNITS.c.id, UNITS.c.kind).where(named)
    units = {row.code: KnownUnit(row.id, row.kind) for row in connection.execute(query)}
    names = people.names_by_email(connection, (_email(line) for _, line in lines))
    rows: list[NewAppointment] = []
    for number, line in lines:
        try:
            row = _checked(line, units)
            if row.email is not None and names.setdefault(row.email, row.name) != row.name:
                raise BadInput(
                    f"邮箱 {row.email} 已属于 {names[row.email]}，又写在 {row.name} 名下；"
                    "同一邮箱即同一人，请核对姓名"
                )
        except BadInput as problem:
            problems.append(f"第 {number} 行：{problem}")
        else:
            rows.append(row)
    return rows


def _email(line: Mapping[str, str]) -> str:
    return line.get("email", "").lower()


def _checked(line: Mapping[str, str], units: Mapping[str, KnownUnit]) -> NewAppointment:
    role = _role(line["role"])
    unit = units.get(line["unit_code"])
    if unit is None:
        raise BadInput(f"没有代码为 {line['unit_code'] or '（空）'} 的单位，请先导入单位")
    _check_place(role, unit.kind, line["unit_code"])
    email, phone = _email(line) or None, line.get("phone", "") or None
    check_contact(line["name"], email, phone)
    language = line.get("language", "") or "zh"
    if language not in LANGUAGES:
        raise BadInput(f"语言 {language} 不支持，可选：{'、'.join(LANGUAGES)}")
    return NewAppointment(unit.id, role, line["name"], email, phone, language)


def check_contact(name: str, email: str | None, phone: str | None) -> None:
    """Raises BadInput for a name, an address or a number that cannot be one."""
    if not name or len(name) > 100 or not name.isprintable():
        raise BadInput("姓名为空、过长或含有不可见字符")
    if email is not None and (len(email) > 254 or not ADDRESS.fullmatch(email)):
        raise BadInput(f"邮箱 {email} 格式不对，应如 name@example.cn")
    if phone is not None and not re.fullmatch(r"[0-9+\-() ]{3,32}", phone):
        raise BadInput(f"电话 {phone} 格式不对，只能有数字、空格、+、- 和括号")


def _role(code: str) -> Role:
    try:
        return Role(code)
    except ValueError:
        raise BadInput(f"没有角色 {code or '（空）'}，可选：{'、'.join(Role)}") from None


def _check_place(role: Role, kind: str, code: str) -> None:
    """A head leads a village, a department's people sit in a department, the others above them."""
    if role in AT_VILLAGES and kind not in GRASSROOTS:
        raise BadInput(f"{TITLES_ZH[role]} 只能任职于村或社区，{code} 是 {kind}")
    if (role is Role.DEPARTMENT) != (kind == "department"):
        raise BadInput(f"{TITLES_ZH[role]}（{role}）不能任职于 {code}：它是 {kind}")
