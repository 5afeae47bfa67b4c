"""Villages ask the police for identity cards and household books, which are owed by a day (四.四)."""

from datetime import date

import pytest

from actions.board import list_gaps, list_tasks
from actions.errors import BadInput, NotFound
from actions.request import RequestListed, ask_request, list_requests
from actions.task import submit, verify
from states.roles import Role
from tests.actions.test_permission import POLICE, staffed
from tests.shelf import After
from tests.town import GONGYELU, SUBDISTRICT, ZHUZHAI, Town


@pytest.fixture
def staff(after: After) -> Town:
    """The town with its departments, the pilot issued."""
    return after(staffed)


def asks(town: Town, kind: str = "household-book", whom: str = "Z.M.", note: str | None = None) -> int:
    return ask_request(town.desk, town.who(Role.ASSISTANT, ZHUZHAI), ZHUZHAI, kind, whom, note)


def only(town: Town) -> RequestListed:
    [request] = list_requests(town.desk)
    return request


def test_the_department_owes_it_by_the_plans_days(staff: Town) -> None:
    number = asks(staff, note="旧户口簿遗失")
    request = only(staff)
    assert (request.department, request.due, request.state) == (
        POLICE,
        date(2012, 4, 28),
        "open",
    )  # a working Saturday
    assert request.task == f"errand.request#{number}"
    told = [one for one in staff.notices(POLICE, request.task) if one.form == "errand"]
    assert [one.role for one in told] == ["department"]


def test_it_is_done_and_verified_by_the_villages_office(staff: Town) -> None:
    key = f"errand.request#{asks(staff)}"
    staff.at("2012-04-26")
    submit(staff.desk, staff.who(Role.DEPARTMENT, POLICE), POLICE, key)
    verify(staff.at("2012-04-27").desk, staff.who(Role.LEADING_GROUP_OFFICE), POLICE, key)
    assert (only(staff).state, only(staff).age) == ("verified", 4)
    assert list_requests(staff.at("2012-05-10").desk, open_only=True) == []
    assert only(staff).age == 4


def test_one_that_is_late_climbs_and_is_listed_first(staff: Town) -> None:
    first, second = asks(staff), asks(staff, "identity-card", "L.H.")
    staff.checked_daily("2012-04-23", "2012-05-04")
    assert [(one.id, one.overdue, one.age) for one in list_requests(staff.desk)] == [
        (first, True, 11),
        (second, False, 11),
    ]
    rungs = [told for told in staff.told(POLICE, f"errand.request#{first}") if told[1] == "escalation"]
    assert [rung for _, _, rung, _ in rungs] == [0, 1]
    assert [one.id for one in list_requests(staff.desk, unit_code=POLICE)] == [first, second]
    assert list_requests(staff.desk, unit_code=GONGYELU) == []


@pytest.mark.parametrize(
    ("whom", "note"),
    [
        ("410106198001011234", None),
        ("41010619800101123X", None),
        ("410106800101123", None),
        ("Z.M.", "号码410106 19800101 1234"),
        ("Z.M.", "４１０１０６１９８００１０１１２３４"),
        ("Z.M.", "证号：410106-19800101-123x。"),
    ],
)
def test_an_identity_number_is_never_kept(staff: Town, whom: str, note: str | None) -> None:
    with pytest.raises(BadInput, match="不能写公民身份号码。请改用姓名首字母"):
        asks(staff, whom=whom, note=note)
    assert list_requests(staff.desk) == []


def test_a_roster_number_or_a_phone_number_is_no_identity_number(staff: Town) -> None:
    asks(staff, whom="花名册 0123", note="电话 13800000000")
    assert only(staff).whom == "花名册 0123"


def test_where_there_is_no_such_department_it_is_refused_and_shown_as_a_gap(campaign: Town) -> None:
    with pytest.raises(NotFound, match=r"没有设派出所，“补办户口簿”无人受理，已记为空缺"):
        asks(campaign)
    assert (SUBDISTRICT, "errand.request", "department:police") in [
        (unit, key, role) for unit, _, key, role in list_gaps(campaign.desk)
    ]
    assert list_requests(campaign.desk) == []
    assert not [one for _, _, one in list_tasks(campaign.desk) if one.key.startswith("errand.")]


def test_only_what_the_plan_names_can_be_asked_for(staff: Town) -> None:
    with pytest.raises(
        BadInput, match=r"可选：identity-card（补办居民身份证）、household-book（补办户口簿）"
    ):
        asks(staff, "passport")
