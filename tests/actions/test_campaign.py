"""The plan is issued on 23 April 2012 (文头): to whom, by whom, and when it is refused."""

from collections import Counter
from datetime import UTC, date, datetime
from importlib.resources import as_file, files
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.board import list_gaps, list_tasks, read_board
from actions.campaign import get_campaign, list_campaigns, start
from actions.errors import BadInput, NotAllowed, NotFound
from actions.history import read_history
from actions.notice import list_notices
from actions.permission import CONSOLE
from actions.person import import_people
from actions.unit import import_units
from plans.reader import read_plan, shipped_plan
from records.campaign import PLAN_VERSIONS
from states.roles import Role
from tests.plans import FOUR_PHASES
from tests.shelf import After
from tests.town import SHANGHAI, SUBDISTRICT, VILLAGES, Town, found_town, mail

PILOT = read_plan(shipped_plan("2012-pension-pilot"))
DISTRICT = "410106000000"
NEXT_DOOR = "410106001000"
OF_DEPARTMENTS = {
    ("identity-data", "department:police"),
    ("document-reissue", "department:police"),
    ("family-planning-enrollees", "department:family-planning"),
    ("civil-affairs-enrollees", "department:civil-affairs"),
    ("disabled-persons-enrollees", "department:disabled-federation"),
}


def import_shipped(town: Town, name: str) -> None:
    with as_file(files("plans") / "demo" / name) as file:
        import_units(town.desk, CONSOLE, file, skip_bad=True)


def test_each_village_gets_its_campaign_and_every_task_of_the_plan(campaign: Town) -> None:
    villages = campaign.board().units
    assert [village.unit for village in villages] == list(VILLAGES)
    assert {village.phase for village in villages} == {"preparing"}
    of_villages = [task.key for task in PILOT.tasks if task.owner == "village"]
    assert all(list(village.tasks) == of_villages for village in villages)


def test_the_office_owes_its_own_tasks_once(campaign: Town) -> None:
    offices = [task.key for code, _, task in list_tasks(campaign.desk, unit_code=SUBDISTRICT)]
    assert offices == ["mobilization-meeting", "target-allocation"]


def test_a_campaign_is_listed_with_its_plan_its_unit_and_what_it_covers(campaign: Town) -> None:
    [listed] = list_campaigns(campaign.desk)
    assert (listed.plan, listed.unit, listed.unit_name) == ("2012-pension-pilot", SUBDISTRICT, "工业路街道")
    assert (listed.first_day, listed.assessment_from) == (date(2012, 4, 22), date(2012, 7, 1))
    assert (listed.villages, listed.tasks) == (3, 3 * 10 + 2)
    assert listed.issued_at == datetime(2012, 4, 23, 9, tzinfo=SHANGHAI)
    assert get_campaign(campaign.desk, listed.id) == listed


def test_every_head_is_to_acknowledge_the_issue_within_two_working_days(campaign: Town) -> None:
    notices = sorted(list_notices(campaign.desk), key=lambda notice: notice.unit)
    assert [(n.kind, n.role, n.unit, n.due) for n in notices] == [
        ("issue", "village_head", unit, date(2012, 4, 25)) for unit in VILLAGES
    ]
    assert {(n.task, n.rung, n.state) for n in notices} == {(None, None, "queued")}


def test_a_department_that_an_office_does_not_have_is_a_gap_for_each_of_its_tasks(campaign: Town) -> None:
    assert set(list_gaps(campaign.desk)) == {
        (SUBDISTRICT, "工业路街道", key, owner) for key, owner in OF_DEPARTMENTS
    }


def test_with_its_departments_there_is_no_gap_and_each_department_hears_of_the_issue(
    town: Town, tmp_path: Path
) -> None:
    import_shipped(town, "departments.csv")
    people = tmp_path / "police.csv"
    people.write_text(
        f"unit_code,role,name\n{SUBDISTRICT}-police,department,派出所 户籍民警\n", encoding="utf-8"
    )
    import_people(town.desk, CONSOLE, people)
    town.issue()
    assert list_gaps(town.desk) == []
    assert Counter(code for code, _, _ in list_tasks(town.desk) if "-" in code) == {
        f"{SUBDISTRICT}-police": 2,
        f"{SUBDISTRICT}-family-planning": 1,
        f"{SUBDISTRICT}-civil-affairs": 1,
        f"{SUBDISTRICT}-disabled-federation": 1,
    }
    [told] = [notice for notice in list_notices(town.desk) if notice.role == "department"]
    assert (told.unit, told.recipient, told.kind) == (f"{SUBDISTRICT}-police", "派出所 户籍民警", "issue")


def test_the_history_begins_with_the_issue_and_its_clause(campaign: Town) -> None:
    first, *villages = read_history(campaign.desk)
    assert (first.subject, first.trigger, first.unit, first.to_state) == (
        "campaign",
        "issue",
        SUBDISTRICT,
        "running",
    )
    assert first.actor == f"4000 {Role.LEADING_GROUP_OFFICE}"
    assert first.reason == PILOT.title.zh
    assert [(v.subject, v.unit, v.from_state, v.to_state) for v in villages] == [
        ("village", unit, None, "preparing") for unit in VILLAGES
    ]
    assert {v.clause for v in (first, *villages)} == {"文头"}


def test_the_day_of_the_issue_is_the_campaigns_own_day_not_greenwichs(town: Town) -> None:
    town.clock.instant = datetime(2012, 4, 22, 23, 30, tzinfo=UTC)
    start(town.desk, CONSOLE, PILOT)
    assert {notice.due for notice in list_notices(town.desk)} == {date(2012, 4, 25)}


def test_without_a_unit_everything_there_is_takes_part_however_many_roots(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "far.csv"
    rows = ["420000000000,湖北省,province,", "420000000001,某村,village,420000000000"]
    file.write_text("\n".join(["code,name,kind,parent_code", *rows]), encoding="utf-8")
    import_units(town.desk, CONSOLE, file)
    started = get_campaign(town.desk, start(town.desk, CONSOLE, PILOT))
    assert (started.unit, started.unit_name, started.villages) == (None, None, 4)


def test_an_office_of_another_level_owes_what_the_plan_gives_to_that_level(town: Town) -> None:
    town.issue(read_plan(FOUR_PHASES), "2025-10-31")
    assert [task.key for _, _, task in list_tasks(town.desk, unit_code=DISTRICT)] == ["county-briefing"]


def test_the_issue_reaches_every_role_that_the_plan_names_where_it_is_held(town: Town) -> None:
    town.issue(read_plan(FOUR_PHASES), "2025-10-31")
    told = Counter((notice.role, notice.unit) for notice in list_notices(town.desk))
    assert told == {(role, unit): 1 for role in ("village_head", "linked_leader") for unit in VILLAGES}


def test_a_leader_who_is_linked_to_the_whole_subdistrict_hears_of_the_issue_once(
    engine: sa.Engine, tmp_path: Path
) -> None:
    town = found_town(engine, tmp_path, without=frozenset({Role.LINKED_LEADER}))
    file = tmp_path / "leader.csv"
    file.write_text(f"unit_code,role,name\n{SUBDISTRICT},linked_leader,包片领导\n", encoding="utf-8")
    import_people(town.desk, CONSOLE, file)
    town.issue(read_plan(FOUR_PHASES), "2025-10-31")
    assert [n.unit for n in list_notices(town.desk) if n.role == "linked_leader"] == [SUBDISTRICT]


# ── Refusals ──────────────────────────────────────────────────────────────────────────


def test_a_place_without_a_village_is_refused(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "empty.csv"
    file.write_text(f"code,name,kind,parent_code\n{NEXT_DOOR},某街道,township,{DISTRICT}\n", encoding="utf-8")
    import_units(town.desk, CONSOLE, file)
    with pytest.raises(BadInput, match=r"没有村或社区.*duban units import"):
        start(town.desk, CONSOLE, PILOT, NEXT_DOOR)
    assert list_campaigns(town.desk) == []


def test_an_unknown_unit_is_refused(town: Town) -> None:
    with pytest.raises(NotFound, match="没有代码为 999 的单位"):
        start(town.desk, CONSOLE, PILOT, "999")


def test_the_same_plan_is_not_issued_twice_to_the_same_village(campaign: Town) -> None:
    with pytest.raises(BadInput, match=r"已在该范围内.*（专项工作 1）"):
        start(campaign.desk, CONSOLE, PILOT, SUBDISTRICT)


@pytest.mark.parametrize("unit", [None, DISTRICT, VILLAGES[0]])
def test_nor_to_a_unit_above_or_below_that_overlaps(campaign: Town, unit: str | None) -> None:
    with pytest.raises(BadInput, match="不能重复印发"):
        start(campaign.desk, CONSOLE, PILOT, unit)


def test_a_refused_issue_leaves_nothing_behind(town: Town) -> None:
    with pytest.raises(NotAllowed):
        start(town.desk, town.who(Role.VILLAGE_HEAD, VILLAGES[0]), PILOT, SUBDISTRICT)
    with town.desk.engine.connect() as connection:
        assert connection.execute(sa.select(PLAN_VERSIONS)).all() == []


@pytest.mark.parametrize(
    "role", [Role.LEADING_GROUP_HEAD, Role.SUPERVISION_OFFICE, Role.LEADING_GROUP, Role.DISCIPLINE_COMMITTEE]
)
def test_only_the_office_of_the_leading_group_issues(town: Town, role: Role) -> None:
    with pytest.raises(NotAllowed, match="需要的角色：领导小组办公室"):
        start(town.desk, town.who(role), PILOT, SUBDISTRICT)


@pytest.mark.parametrize("unit", [None, DISTRICT])
def test_the_office_of_a_subdistrict_issues_to_nobody_beyond_it(town: Town, unit: str | None) -> None:
    with pytest.raises(NotAllowed, match="任职范围不包括该单位"):
        start(town.desk, town.who(Role.LEADING_GROUP_OFFICE), PILOT, unit)


def test_the_office_at_the_root_issues_to_everyone(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "province.csv"
    address = mail(Role.LEADING_GROUP_OFFICE, "410000000000")
    row = f"410000000000,{Role.LEADING_GROUP_OFFICE},省领导小组办公室,{address}"
    file.write_text(f"unit_code,role,name,email\n{row}\n", encoding="utf-8")
    import_people(town.desk, CONSOLE, file)
    office = town.who(Role.LEADING_GROUP_OFFICE, "410000000000")
    assert get_campaign(town.desk, start(town.desk, office, PILOT)).unit is None


# ── Two campaigns ─────────────────────────────────────────────────────────────────────


def two_campaigns(town: Town) -> None:
    """The pilot runs in two subdistricts of 上街区."""
    import_shipped(town, "units-shangjie.csv")
    town.issue()
    start(town.desk, CONSOLE, PILOT, NEXT_DOOR)


def test_the_same_plan_may_run_next_door_and_its_version_is_kept_once(after: After) -> None:
    town = after(two_campaigns)
    assert [(c.id, c.unit) for c in list_campaigns(town.desk)] == [(1, SUBDISTRICT), (2, NEXT_DOOR)]
    with town.desk.engine.connect() as connection:
        assert len(connection.execute(sa.select(PLAN_VERSIONS)).all()) == 1


def test_where_two_run_one_must_be_named(after: After) -> None:
    town = after(two_campaigns)
    with pytest.raises(BadInput, match=r"不止一个.*--campaign"):
        read_board(town.desk)
    assert [unit.unit for unit in read_board(town.desk, 1).units] == list(VILLAGES)
    with pytest.raises(NotFound, match="没有编号为 3 的专项工作"):
        read_board(town.desk, 3)


def test_where_none_runs_one_must_be_issued(town: Town) -> None:
    with pytest.raises(NotFound, match="duban campaign start"):
        read_board(town.desk)
    with pytest.raises(NotFound, match="没有编号为 1 的专项工作"):
        get_campaign(town.desk, 1)


def test_another_plan_may_run_beside_it_in_the_same_villages(campaign: Town) -> None:
    campaign.issue(read_plan(FOUR_PHASES), "2025-10-31")
    plans = [(c.plan, c.villages) for c in list_campaigns(campaign.desk)]
    assert plans == [("2012-pension-pilot", 3), ("winter-heating-safety-2025", 3)]
