"""What leaders, offices, departments and the administrator see is as wholly English as the rest."""

from datetime import date

import pytest

from states.calendar import CHINA
from states.roles import Role
from tests.town import SUBDISTRICT, TONGHANG, ZHUZHAI, Town, mail
from tests.web.conftest import Browser, Open
from tests.web.test_language import english, foreign, in_english  # noqa: F401  (a fixture)
from tests.web.test_worklist import POLICE, with_police  # noqa: F401  (a fixture)
from web.language import CHINESE, speak
from web.machine import Drawing, drawing_of
from web.words import phase_of

NEXT_YEAR = CHINA.known_until.year + 1
ADMINISTRATION = "/administration"


@pytest.fixture
def administrator(campaign: Town, open_browser: Open) -> Browser:
    actor = campaign.who(Role.ADMINISTRATOR, "410000000000")
    return english(open_browser(campaign.desk, actor=actor))


def test_a_leaders_page_is_wholly_english(overdue: Town, open_browser: Open) -> None:
    leader = english(open_browser(overdue.desk, actor=overdue.who(Role.LINKED_LEADER, ZHUZHAI)))
    leader.pressed("/leaders/visits/plan", village=ZHUZHAI, on="2012-06-20")
    leader.pressed("/leaders/visits", village=ZHUZHAI, on="2012-06-18", seen="名册已补齐")
    absent = {"first": "2012-06-19", "last": "2012-06-25", "reason": "出差"}
    leader.pressed("/leaders/absence", **absent, substitute=mail(Role.LINKED_LEADER, TONGHANG))
    page = leader.see("/leaders")
    assert foreign(overdue.desk, page.html) == []
    for said in ("I am dealing with it", "Tue 19 June to Mon 25 June", "linked to 1 village or community"):
        assert said in page.text
    asked = next(form for form in page.forms if form.action.startswith("/notices/"))
    done = leader.pressed(asked.action, **{**asked.fields, "until": "2012-06-20"})
    assert foreign(overdue.desk, done.html) == []


def test_an_offices_list_is_wholly_english(june: Town, open_browser: Open) -> None:
    june.submit(ZHUZHAI, "self-inspection")
    office = english(open_browser(june.desk, actor=june.who(Role.LEADING_GROUP_OFFICE)))
    page = office.see("/tasks")
    assert foreign(june.desk, page.html) == []
    assert "1 to verify" in page.text
    returned = {"pick": f"{ZHUZHAI}:self-inspection", "reason": "不全"}
    done = office.pressed(f"/units/{SUBDISTRICT}/tasks/return", **returned)
    assert foreign(june.desk, done.html) == []
    assert "the new due date is Wednesday 13 June" in done.text


def test_a_departments_list_is_wholly_english(with_police: Town, open_browser: Open) -> None:  # noqa: F811
    town = with_police.at("2012-05-02")
    town.check()
    officer = english(open_browser(town.desk, actor=town.who(Role.DEPARTMENT, POLICE)))
    page = officer.see("/tasks")
    assert foreign(town.desk, page.html) == []
    place = f"/units/{POLICE}/tasks/submit"
    done = officer.pressed(place, task=page.form(place).fields["task"], said="已办")
    assert foreign(town.desk, done.html) == []
    assert "Submitted, awaiting verification" in done.text


def test_the_administrators_pages_are_wholly_english(campaign: Town, administrator: Browser) -> None:
    for path in ("", "/units", "/units?q=x", "/people", "/people?q=x", "/calendar", "/channel"):
        assert foreign(campaign.desk, administrator.see(ADMINISTRATION + path).html) == [], path
    days = f"date,kind,name\n{NEXT_YEAR}-01-01,off,元旦\n".encode()
    page = administrator.uploaded(f"{ADMINISTRATION}/calendar", days)
    assert foreign(campaign.desk, page.html) == []
    assert "1 January New Year’s Day" in page.text
    link = administrator.press(f"{ADMINISTRATION}/people/1/invite").text
    assert foreign(campaign.desk, link) == []
    assert "Sign-in link of" in link


@pytest.mark.parametrize("of", ["units", "people", "calendar"])
def test_a_table_that_is_refused_keeps_the_chinese_of_its_faults_under_an_english_heading(
    campaign: Town, administrator: Browser, of: str
) -> None:
    rows = b"code,name,kind,parent_code,unit_code,role,date\n1,2,3,4,5,6,7"
    answer = administrator.upload(f"{ADMINISTRATION}/{of}", rows, "表.csv")
    assert answer.status_code == 400
    assert foreign(campaign.desk, answer.text) == []


def test_the_plan_is_wholly_english_with_its_simulation(june: Town, open_browser: Open) -> None:
    browser = english(open_browser(june.desk))
    page = browser.pressed("/plan/forecast")
    assert foreign(june.desk, page.html) == []
    for said in (
        "“Inspect and correct yourselves” is due",
        "Labour Day: the date stands",
        "Within 3 working days of submission: verification by leading group’s office.",
        "One round every 14 days: 25% of the villages and communities are drawn by lot",
        "A deadline falls on a day off:",
        "Busiest days:",
    ):
        assert said in page.text


def test_the_history_is_taken_away_in_the_language_of_the_page(june: Town, open_browser: Open) -> None:
    answer = english(open_browser(june.desk)).get("/export/history")
    head, first = answer.text.lstrip("\ufeff").splitlines()[:2]
    assert head.startswith("Time,Unit code,Unit,")
    assert first.startswith(date(2012, 6, 8).isoformat())
    assert "history" in answer.headers["content-disposition"]


@pytest.mark.usefixtures("in_english")
def test_the_words_of_the_state_diagram_fit_into_it(campaign: Town) -> None:
    book = campaign.board().book
    inland = drawing_of(book.machine, lambda state: phase_of(book, state))
    speak(CHINESE)
    chinese = drawing_of(book.machine, lambda state: phase_of(book, state))
    assert max(box.width for box in inland.boxes) > max(len(box.title) for box in inland.boxes) * 8
    assert gap_of(inland) > gap_of(chinese) >= len("进入考核验收") * 12


def gap_of(drawing: Drawing) -> int:
    """How much room there is for the name of a move."""
    first, second = drawing.boxes[:2]
    return second.x - first.x - first.width
