"""How are units, people, accounts, calendar and channel looked after by program?

A table is posted as CSV in the JSON; a link is told once and kept nowhere. A token opens no way into the
account of its own person: whoever has found it must not come to keep it.
"""

from datetime import date, datetime

from pydantic import Field

from actions import account as accounts
from actions.calendar import YearListed, import_year, list_years, read_calendar
from actions.directory import PersonFound, count_all, find_people_by, find_units_by
from actions.person import import_people
from actions.unit import import_units
from notifications.settings import ways_from_environment
from states.errors import DubanError
from web.api.call import Call, Doing, DoingUnkept, Looking
from web.api.listing import Listed, Rows, WindowHere
from web.api.parts import Given, Line, Made, Number, RoleName, Told, WordsAsked
from web.api.people import Office
from web.api.problem import Refusal
from web.api.route import Topic
from web.api.table import TableGiven, imported
from web.api.words import both

topic = Topic("系统管理", "Administration")

PLACE = "/administration"


class Overview(Told):
    """What there is to look after."""

    units: int
    people: int
    accounts: int
    calendar_known_until: date = Field(description=both("放假安排已知至", "How far the calendar is known"))
    channel: str | None
    channel_fault: str | None = Field(description=both("渠道设置的问题", "What is wrong with its settings"))


class UnitFound(Told):
    """A unit, and the name of the one above it; in the order of the hierarchy."""

    code: str
    name: str
    kind: str
    parent: str | None


class Person(Told):
    """Somebody, with roles and account."""

    id: int
    name: str
    email: str | None
    phone: str | None
    roles: list[Office]
    account: str | None = Field(description=both("用户名；null 为没有账号", "null: none yet"))
    administrator: bool
    totp: bool
    subject: str | None
    locked_until: datetime | None
    invited_until: datetime | None = Field(description=both("链接有效至", "Until when a link holds"))


class Account(Told):
    """Somebody's account."""

    person_id: int
    person: str
    name: str | None
    totp: bool
    subject: str | None
    administrator: bool
    locked_until: datetime | None


class Imported(Told):
    """What an import did."""

    added: int
    unchanged: int


class Invitation(Told):
    """A link with which a person chooses name and password: it works once and is told once."""

    person_id: int
    person: str | None
    link: str
    holds_days: int


class SubjectGiven(Given):
    """Who the person is in the office's single sign-on; null: nobody any more."""

    subject: Line | None


class DayOff(Told):
    """A day off of a year."""

    day: date
    name: str


class Year(Told):
    """A year that was imported."""

    year: int
    off: list[DayOff]
    worked: list[date] = Field(description=both("调休上班日", "Make-up days"))
    imported_by: str
    imported_at: datetime


class YearImported(Told):
    """A year that is known from now on."""

    year: int
    off: int
    worked: int
    asked_anew: int = Field(description=both("重新计算的任务", "Tasks that the next check reckons anew"))


@topic.read(PLACE, Overview, both("概况", "What there is"), view="administration")
def overview(call: Looking) -> Overview:
    call.look_anywhere("administration")
    units, everybody, known = count_all(call.desk)
    channel, fault = _channel()
    return Overview(
        units=units,
        people=everybody,
        accounts=known,
        calendar_known_until=read_calendar(call.desk).known_until,
        channel=channel,
        channel_fault=fault,
    )


@topic.read(
    f"{PLACE}/units", Listed[UnitFound], both("查找单位", "Units by name or code"), view="administration"
)
def units(call: Looking, page: WindowHere, q: WordsAsked = "") -> Rows:
    paths = call.look_anywhere("administration").paths
    found = find_units_by(call.desk, paths, q.strip(), page.code(), page.limit)
    return page.cut(found, lambda one: (one.path,))


@topic.deed(
    f"{PLACE}/units",
    Imported,
    both("导入单位", "Import units: code, name, kind, parent_code"),
    may=("unit.import",),
)
def take_units(call: Doing, body: TableGiven) -> object:
    return imported(body, lambda table: import_units(call.desk, call.actor, table))


@topic.read(
    f"{PLACE}/people",
    Listed[Person],
    both("查找人员", "People with roles and accounts, by name, address or number"),
    view="administration",
)
def people(call: Looking, page: WindowHere, q: WordsAsked = "") -> Rows:
    paths = call.look_anywhere("administration").paths
    found = find_people_by(call.desk, paths, q.strip(), page.number() or 0, page.limit)
    return page.cut([_person(one) for one in found], lambda one: (one.id,))


@topic.deed(
    f"{PLACE}/people",
    Imported,
    both("导入人员及职务", "Import people with their roles"),
    may=("person.import",),
)
def take_people(call: Doing, body: TableGiven) -> object:
    return imported(body, lambda table: import_people(call.desk, call.actor, table))


@topic.deed(
    f"{PLACE}/people/{{number}}/invite",
    Invitation,
    both("发出登录链接（只显示这一次）", "A link to choose name and password, told this once"),
    may=("account.invite",),
    status=201,
)
def invite(call: DoingUnkept, number: Number) -> Invitation:
    _not_oneself(call, number)
    token = accounts.invite(call.door, call.actor, str(number))
    url = call.request.url
    return Invitation(
        person_id=number,
        person=accounts.read_invitation(call.door, token).person,
        link=f"{url.scheme}://{url.netloc}/invitation/{token}",
        holds_days=accounts.LINK_HOLDS.days,
    )


@topic.deed(
    f"{PLACE}/people/{{number}}/subject",
    Made,
    both("绑定统一认证", "Say who a person is in the single sign-on"),
    may=("account.invite",),
)
def bind(call: Doing, number: Number, body: SubjectGiven) -> Made:
    _not_oneself(call, number)
    accounts.bind_subject(call.door, call.actor, str(number), body.subject)
    return Made(id=number)


@topic.read(f"{PLACE}/accounts", Listed[Account], both("登录账号", "All accounts"), view="administration")
def known_accounts(call: Looking, page: WindowHere) -> Rows:
    call.look_anywhere("administration")
    return page.of(accounts.list_accounts(call.door, call.actor), lambda one: (one.person_id,))


@topic.read(
    f"{PLACE}/calendar", Listed[Year], both("已导入的放假安排", "Imported years"), view="administration"
)
def calendar(call: Looking, page: WindowHere) -> Rows:
    call.look_anywhere("administration")
    return page.of(map(_year, list_years(call.desk)), lambda one: (one.year,))


@topic.deed(
    f"{PLACE}/calendar",
    YearImported,
    both("导入一年的放假安排", "Import a year's holidays and make-up days: date, kind, name"),
    may=("calendar.import",),
)
def take_year(call: Doing, body: TableGiven) -> object:
    done = imported(body, lambda table: import_year(call.desk, call.actor, table))
    call.request.app.state.calendar_changed()
    return done


def _not_oneself(call: Call, number: int) -> None:
    if number == call.actor.person_id:
        why = both(
            "访问令牌不能为其本人重设登录方式。请登录后在网页上办理，或请其他管理员办理。",
            "A token does not change how its own person signs in: use the pages, or ask a colleague.",
        )
        raise Refusal("not-allowed", why)


def _channel() -> tuple[str | None, str | None]:
    """The name of the channel, or what is wrong with its settings."""
    try:
        return "、".join(way.name for way in ways_from_environment()), None
    except DubanError as refusal:
        return None, str(refusal)


def _person(one: PersonFound) -> Person:
    roles = [Office(role=RoleName(role), unit=code, unit_name=name) for role, code, name in one.roles]
    return Person.model_validate({**{name: getattr(one, name) for name in FIELDS}, "roles": roles})


FIELDS = [name for name in Person.model_fields if name != "roles"]


def _year(one: YearListed) -> Year:
    off = [DayOff(day=day, name=name) for day, name in one.off]
    return Year(
        year=one.year,
        off=off,
        worked=list(one.worked),
        imported_by=one.imported_by,
        imported_at=one.imported_at,
    )
