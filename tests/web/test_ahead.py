"""What fires in the coming week, with its recipients."""

from actions.coming import read_ahead, read_coming
from actions.permission import WHOLE
from states.roles import Role
from tests.town import SUBDISTRICT, ZHUZHAI, Town
from tests.web.conftest import Open


def test_the_coming_week_is_shown_day_by_day_with_recipients(june: Town, open_browser: Open) -> None:
    office = open_browser(june.desk, actor=june.who(Role.LEADING_GROUP_OFFICE))
    page = office.see("/coming")
    coming = read_coming(june.desk, 7)
    assert f"共 {len(coming)} 条" in page.text
    assert {one.on.isoformat() for one in coming} == {
        one["id"].removeprefix("day-") for one in page.all("h2") if one.get("id", "").startswith("day-")
    }
    assert all(one.recipient in page.text for one in coming)


def test_the_sums_are_those_of_the_single_notices(june: Town) -> None:
    few = read_ahead(june.desk, (WHOLE,), 14, named=2)
    assert sum(one.count for one in few) == len(read_coming(june.desk, 14))
    assert max(len(one.some) for one in few) == 2
    assert max(one.count for one in few) > 2


def test_a_linked_leader_sees_the_own_village_alone(june: Town, open_browser: Open) -> None:
    leader = open_browser(june.desk, actor=june.who(Role.LINKED_LEADER, ZHUZHAI))
    text = leader.see("/coming").text
    assert "4002 village_head" in text
    assert "4001 village_head" not in text
    assert leader.get(f"/coming?unit={SUBDISTRICT}").status_code == 403


def test_nobody_looks_further_than_a_month(june: Town, open_browser: Open) -> None:
    browser = open_browser(june.desk)
    assert browser.get("/coming?days=31").status_code == 200
    assert browser.get("/coming?days=32").status_code == 400
    assert browser.get("/coming?days=0").status_code == 400
