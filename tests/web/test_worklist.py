"""What an office or a department owes and has to verify, in one list."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions import task
from actions.board import list_tasks
from actions.history import read_history
from actions.permission import CONSOLE
from actions.person import import_people
from actions.unit import import_units
from states.roles import Role
from tests.engines import open_shared
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town, found_town, mail
from tests.web.conftest import ISSUED, Browser, Open, town_at

POLICE = f"{SUBDISTRICT}-police"
OFFICE_PLACE = f"/units/{SUBDISTRICT}/tasks"


@pytest.fixture
def with_police(sqlite_template: Path, tmp_path: Path) -> Iterator[Town]:
    """The town with a police station that has somebody in it, its campaign just issued."""
    file = tmp_path / "police.sqlite"
    shutil.copyfile(sqlite_template, file)
    town = found_town(open_shared(str(file)), tmp_path)
    units, people = tmp_path / "units.csv", tmp_path / "officers.csv"
    units.write_text(
        f"code,name,kind,parent_code\n{POLICE},工业路派出所,department,{SUBDISTRICT}\n", encoding="utf-8"
    )
    people.write_text(
        f"unit_code,role,name,email\n{POLICE},department,赵警官,{mail(Role.DEPARTMENT, POLICE)}\n",
        encoding="utf-8",
    )
    import_units(town.desk, CONSOLE, units)
    import_people(town.desk, CONSOLE, people)
    town.issue()
    yield town_at(town.desk.engine, ISSUED)
    town.desk.engine.dispose()


@pytest.fixture
def office(june: Town, open_browser: Open) -> Browser:
    return open_browser(june.desk, actor=june.who(Role.LEADING_GROUP_OFFICE))


def state_of(town: Town, unit: str, key: str) -> str:
    return next(one.state for _, _, one in list_tasks(town.desk, unit_code=unit) if one.key == key)


def test_a_department_is_led_from_the_front_page_to_what_it_owes(
    with_police: Town, open_browser: Open
) -> None:
    officer = open_browser(with_police.desk, actor=with_police.who(Role.DEPARTMENT, POLICE))
    assert officer.get("/").headers["location"] == "/tasks"
    with_police.at("2012-05-02").check()
    page = officer.see("/tasks")
    assert "工业路派出所" in page.text
    assert "等待核验" not in page.text


def test_a_department_submits_and_withdraws_and_the_office_sends_it_back(
    with_police: Town, open_browser: Open
) -> None:
    town = with_police.at("2012-05-02")
    town.check()
    officer = open_browser(town.desk, actor=town.who(Role.DEPARTMENT, POLICE))
    form = officer.see("/tasks").form(f"/units/{POLICE}/tasks/submit")
    key = form.fields["task"]
    page = officer.pressed(form.action, **form.fields, said="名单见附件")
    assert "任务已提交，" in page.text
    assert state_of(town, POLICE, key) == "submitted"
    officer.pressed(f"/units/{POLICE}/tasks/withdraw", task=key)
    assert state_of(town, POLICE, key) == "open"
    officer.pressed(form.action, **form.fields, said="名单见附件")

    office = open_browser(town.desk, actor=town.who(Role.LEADING_GROUP_OFFICE))
    listed = office.see("/tasks")
    assert "工业路派出所" in listed.text
    assert "名单见附件" in listed.text
    back = listed.form(f"{OFFICE_PLACE}/return")
    assert back.fields["pick"] == f"{POLICE}:{key}"
    office.pressed(back.action, **back.fields, reason="缺出生日期")
    assert state_of(town, POLICE, key) == "returned"
    assert "已退回 ：缺出生日期" in officer.see("/tasks").text


def test_the_office_sees_what_waits_the_oldest_first(june: Town, office: Browser) -> None:
    june.submit(TONGHANG, "survey")
    june.at("2012-06-08", 10).submit(GONGYELU, "training")
    june.at("2012-06-08", 11).submit(ZHUZHAI, "training")
    picks = office.see("/tasks").all("input", name="pick", type="checkbox")
    assert [one["value"] for one in picks] == [
        f"{TONGHANG}:survey",
        f"{GONGYELU}:training",
        f"{ZHUZHAI}:training",
    ]


def test_what_is_ticked_is_verified_together(june: Town, office: Browser) -> None:
    for unit, key in ((ZHUZHAI, "survey"), (ZHUZHAI, "training"), (TONGHANG, "training")):
        june.submit(unit, key)
    picks = [f"{ZHUZHAI}:survey", f"{TONGHANG}:training"]
    page = office.pressed(f"{OFFICE_PLACE}/verify", pick=picks, said="材料齐全")
    assert "已核验 2 项" in page.text
    assert state_of(june, ZHUZHAI, "survey") == state_of(june, TONGHANG, "training") == "verified"
    assert state_of(june, ZHUZHAI, "training") == "submitted"
    reasons = [one.reason for one in read_history(june.desk) if one.trigger == "verify"]
    assert reasons == ["材料齐全"] * 2


def test_if_one_of_them_cannot_be_verified_none_is(june: Town, office: Browser) -> None:
    june.submit(ZHUZHAI, "training")
    picks = [f"{ZHUZHAI}:training", f"{TONGHANG}:work-group"]
    answer = office.press(f"{OFFICE_PLACE}/verify", pick=picks)
    assert answer.status_code == 409
    assert state_of(june, ZHUZHAI, "training") == "submitted"
    assert office.press(f"{OFFICE_PLACE}/verify").status_code == 400
    assert office.press(f"{OFFICE_PLACE}/verify", pick="nothing").status_code == 400


def test_the_head_of_the_leading_group_verifies_what_the_office_has_submitted(
    june: Town, office: Browser, open_browser: Open
) -> None:
    key = next(one.key for _, _, one in list_tasks(june.desk, unit_code=SUBDISTRICT) if one.state == "open")
    june.submit(ZHUZHAI, "training")
    office.pressed(f"{OFFICE_PLACE}/submit", task=key)
    head = open_browser(june.desk, actor=june.who(Role.LEADING_GROUP_HEAD))
    page = head.see("/tasks")
    assert [one["value"] for one in page.all("input", name="pick", type="checkbox")] == [
        f"{SUBDISTRICT}:{key}"
    ]
    head.pressed(f"{OFFICE_PLACE}/verify", pick=f"{SUBDISTRICT}:{key}")
    assert state_of(june, SUBDISTRICT, key) == "verified"


def test_nobody_is_offered_what_they_may_not_do(june: Town, open_browser: Open) -> None:
    june.submit(ZHUZHAI, "training")
    supervision = open_browser(june.desk, actor=june.who(Role.SUPERVISION_OFFICE))
    page = supervision.see(f"/units/{ZHUZHAI}/tasks")
    actions = {form.action for form in page.forms}
    assert not {one for one in actions if one.endswith(("/submit", "/withdraw"))}
    assert f"{ZHUZHAI}:training" not in page.html
    assert supervision.press(f"{OFFICE_PLACE}/verify", pick=f"{ZHUZHAI}:training").status_code == 403


def test_a_village_sees_its_own_page_and_no_worklist(june: Town, open_browser: Open) -> None:
    head = open_browser(june.desk, actor=june.who(Role.VILLAGE_HEAD, ZHUZHAI))
    assert head.get("/tasks").status_code == 403
    task.submit(june.desk, CONSOLE, ZHUZHAI, "training")
    assert head.press(f"/units/{ZHUZHAI}/tasks/verify", pick=f"{ZHUZHAI}:training").status_code == 403
