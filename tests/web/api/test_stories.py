"""Whole ways of a thing, by programs alone: the same things happen as behind the pages."""

from datetime import date, datetime

from actions.history import read_history
from actions.inspection import list_inspections
from states.roles import Role
from tests.actions.figures import targets
from tests.assessing import OVERDUE, at_the_assessment
from tests.town import SUBDISTRICT, TONGHANG, ZHUZHAI, Town
from tests.web.api.conftest import Enter, Gate, Json, problem

HERE = f"/campaigns/1/villages/{ZHUZHAI}"
TASK = f"/campaigns/1/units/{ZHUZHAI}/tasks/self-inspection"


def test_a_task_is_submitted_sent_back_and_verified(gate: Gate) -> None:
    village, office = gate.role(Role.VILLAGE_HEAD), gate.role(Role.LEADING_GROUP_OFFICE)
    task = village.post(f"{TASK}/submit", {"note": "已自查"}).json()["task"]
    assert (task["state"], task["due"], task["light"]) == ("submitted", "2012-06-10", "green")
    assert task["submitted_at"] == "2012-06-08T01:00:00Z"
    task = office.post(f"{TASK}/return", {"reason": "缺少签字"}).json()["task"]
    assert (task["state"], task["cycle"]) == ("returned", 2)
    village.post(f"{TASK}/submit", {})
    assert office.post(f"{TASK}/verify", {}).json()["task"]["state"] == "verified"
    done = [one for one in read_history(gate.town.desk, 1, ZHUZHAI) if one.trigger == "verify"]
    assert next((one.actor, one.subject) for one in done) == ("4000 leading_group_office", "task")


def test_a_task_is_reported_on_in_one_go(gate: Gate) -> None:
    targets(gate.town, coverage=100)
    village = gate.role(Role.ASSISTANT)
    answer = village.post(
        f"{HERE}/tasks/self-inspection/report",
        {"note": "已自查", "findings": [{"severity": "minor", "text": "台账缺页"}]},
    )
    assert answer.status_code == 200, answer.text
    assert (answer.json()["findings"], answer.json()["fulfilled"]) == (1, False)
    assert [one["text"] for one in village.read(HERE)["findings"]] == ["台账缺页"]


def test_a_figure_is_reported_and_corrected(gate: Gate) -> None:
    targets(gate.town, coverage=100)
    village, office = gate.role(Role.VILLAGE_HEAD), gate.role(Role.LEADING_GROUP_OFFICE)
    number = village.post(f"{HERE}/readings", {"indicator": "coverage", "count": 40}).json()["id"]
    corrected = office.post(f"/readings/{number}/corrections", {"count": 38, "reason": "重复计数"})
    assert corrected.status_code == 201, corrected.text
    problem(office.post(f"/readings/{number}/corrections", {"count": 37, "reason": "再"}), 409, "wrong-state")
    (figures,) = [one for one in village.read(HERE)["figures"] if one["indicator"] == "coverage"]
    assert (figures["count"], figures["rate"], figures["required"], figures["met"]) == (38, 38.0, 97, False)
    assert [one["count"] for one in village.read("/campaigns/1/readings")["items"]] == [40, 38]


def test_an_inspection_runs_from_its_proposal_to_its_close(gate: Gate) -> None:
    desk, village = gate.role(Role.SUPERVISION_OFFICE), gate.role(Role.VILLAGE_HEAD)
    me = desk.read("/me")["person_id"]
    number = desk.post("/campaigns/1/inspections", {"unit": ZHUZHAI, "reason": "群众反映"}).json()["id"]
    ordered = desk.post(f"/inspections/{number}/order", {"inspectors": [me]})
    assert ordered.json()["inspections"] == [number]
    assert desk.post(f"/inspections/{number}/start").json()["state"] == "on_site"
    found = desk.post(
        f"/inspections/{number}/report",
        {"text": "已查", "findings": [{"severity": "serious", "text": "数值与凭证不符"}]},
    ).json()["findings"]
    assert village.post(f"/findings/{found[0]}/reply", {"note": "已更正"}).status_code == 200
    assert desk.post(f"/findings/{found[0]}/verify").json()["open"] is False
    assert [one.state for one in list_inspections(gate.town.desk) if one.id == number] == ["closed"]


def test_a_later_date_is_asked_for_read_and_granted(gate: Gate) -> None:
    village = gate.role(Role.VILLAGE_HEAD)
    asked = {
        "unit": ZHUZHAI,
        "task": "self-inspection",
        "until": "2012-06-20",
        "reason": "防汛",
        "progress": "一半",
    }
    number = village.post("/campaigns/1/extensions", asked).json()["id"]
    supervision = gate.role(Role.SUPERVISION_OFFICE)
    supervision.post(f"/extensions/{number}/pre-read", {"favours": True, "opinion": "属实"})
    granted = gate.role(Role.LEADING_GROUP_HEAD).post(f"/extensions/{number}/grant", {})
    assert granted.json() == {"due": "2012-06-20"}
    assert village.read(TASK)["task"]["effective_due"] == "2012-06-20"


def test_a_village_goes_from_its_score_over_an_appeal_to_its_acceptance(town: Town, enter: Enter) -> None:
    at_the_assessment(town)
    gate = enter(town)
    head, village = gate.role(Role.LEADING_GROUP_HEAD), gate.role(Role.VILLAGE_HEAD, TONGHANG)
    where = "/campaigns/1/assessment"
    assert village.read(f"{where}/{TONGHANG}")["preview"] is True
    assert gate.role(Role.LEADING_GROUP_OFFICE).post(where).json()["assessed"] == 3
    head.post(f"{where}/concur", {"opinion": "同意", "reference": "上社保组〔2012〕3号"})
    assert head.post(f"{where}/publish").json()["villages"] == 3
    appeal = village.post(f"{where}/{TONGHANG}/appeals", {"charge": OVERDUE, "reason": "已按时送交"})
    head.post(f"/appeals/{appeal.json()['id']}/decide", {"upheld": True, "answer": "签收簿为证"})
    sheet = village.read(f"{where}/{TONGHANG}")
    assert (sheet["total"], sheet["passed"]) == (90.5, True)
    assert [one["standing"] for one in sheet["charges"] if one["key"] == OVERDUE] == ["struck"]
    assert head.post(f"{where}/{TONGHANG}/accept", {}).json() == {"count": 1}
    assert village.read(f"{where}/{TONGHANG}")["state"] == "accepted"
    assert [one["place"] for one in head.read(f"{where}/ranking")["items"]] == [1, 2, 3]


def test_meetings_letters_visits_and_inputs_are_recorded(gate: Gate) -> None:
    office, leader = gate.role(Role.LEADING_GROUP_OFFICE), gate.role(Role.LINKED_LEADER)
    village = gate.role(Role.VILLAGE_HEAD)
    met = {"unit": SUBDISTRICT, "on": "2012-06-07", "title": "例会"}
    number = office.post("/campaigns/1/meetings", met).json()["id"]
    office.post(f"/meetings/{number}/minutes", {"text": "会议议定", "problems": ["人手不足"]})
    given = {"owner": ZHUZHAI, "about": "补录", "due": "2012-06-20"}
    assert office.post(f"/meetings/{number}/follow-ups", given).json()["task"].startswith("errand.")
    (held,) = office.read("/campaigns/1/meetings")["items"]
    assert (held["problems"], held["follow_ups"][0]["about"]) == (["人手不足"], "补录")
    leader.post("/campaigns/1/visits", {"unit": ZHUZHAI, "on": "2012-06-08", "seen": "登记有序"})
    assert [one["seen"] for one in leader.read("/campaigns/1/visits")["items"]] == ["登记有序"]
    spent = {"unit": ZHUZHAI, "kind": "money", "on": "2012-06-08", "what": "印刷", "fen": 12_050}
    village.post("/campaigns/1/inputs", spent)
    assert [one["fen"] for one in office.read("/campaigns/1/inputs")["items"]] == [12_050]
    problem(village.post("/campaigns/1/inputs", {**spent, "fen": None}), 422, "invalid")


def test_an_office_is_passed_on_and_the_successor_acknowledges(gate: Gate) -> None:
    administrator = gate.role(Role.ADMINISTRATOR)
    who = f"village_head.{ZHUZHAI}@duban.example"
    body = {"person": who, "role": "village_head", "unit": ZHUZHAI, "reason": "换届", "new": {"name": "赵六"}}
    done = administrator.post("/hand-overs", body)
    assert done.status_code == 201, done.text
    assert done.json()["successor"] == "赵六"
    assert [one["what"] for one in done.json()["open"]]
    problem(administrator.post("/hand-overs", {**body, "to": "1"}), 422, "invalid")


def test_a_notice_is_acknowledged_by_whom_it_is_for(gate: Gate) -> None:
    village = gate.role(Role.VILLAGE_HEAD)
    mine = village.read("/notices/mine?limit=200")["items"]
    assert {one["recipient"] for one in mine} == {"4002 village_head"}
    number = mine[-1]["id"]
    assert village.post(f"/notices/{number}/acknowledge", {}).json() == {"held_until": None}
    problem(village.post(f"/notices/{number}/acknowledge", {}), 409, "wrong-state")
    problem(gate.role(Role.ASSISTANT).post(f"/notices/{mine[0]['id']}/acknowledge", {}), 403, "not-allowed")


def test_the_board_says_how_it_stands_and_how_it_stood(gate: Gate) -> None:
    program = gate.role(Role.LEADING_GROUP)
    board = program.read("/campaigns/1/board")
    assert (board["villages"], board["lights"], board["is_past"]) == (3, {"red": 3}, False)
    assert board["today"] == "2012-06-08"
    past = program.read("/campaigns/1/board?at=2012-04-24")
    assert (past["today"], past["is_past"]) == ("2012-04-24", True)
    problem(program.get("/campaigns/1/board?at=2012-06-09"), 422, "invalid")


def test_every_instant_has_an_offset_and_every_day_is_a_date(furnished: Town, enter: Enter) -> None:
    program = enter(furnished).role(Role.LEADING_GROUP_HEAD)
    seen = 0
    for path in ("history", "notices", "inspections", "villages", "absences", "draws", "holds", "extensions"):
        for row in program.read(f"/campaigns/1/{path}")["items"]:
            for name, value in times(row):
                seen += 1
                if name.endswith("_at") or name == "at":
                    assert datetime.fromisoformat(value).utcoffset() is not None, (path, name, value)
                else:
                    assert date.fromisoformat(value), (path, name, value)
    assert seen > 100


def times(row: Json) -> list[tuple[str, str]]:
    """Everything in a row that is a time by its name."""
    found = [
        (name, value)
        for name, value in row.items()
        if isinstance(value, str) and (name.endswith(("_at", "_on", "_day", "due")) or name in ("at", "on"))
    ]
    for value in row.values():
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            found += times(inner) if isinstance(inner, dict) else []
    return found


def test_a_closed_campaign_is_read_and_no_longer_changed(gate: Gate) -> None:
    gate.town.at("2012-07-31").check()
    head = gate.role(Role.LEADING_GROUP_HEAD)
    verdict = head.post("/campaigns/1/close", {"reason": "期满收官"})
    assert verdict.status_code == 200, verdict.text
    assert head.read("/campaigns/1/verdict") == verdict.json()
    assert head.read("/campaigns/1")["closed_at"] is not None
    problem(head.post(f"{HERE}/comments", {"text": "补记"}), 409, "wrong-state")


def test_health_and_people_are_told(gate: Gate) -> None:
    office = gate.role(Role.LEADING_GROUP_OFFICE)
    assert office.read("/health")["outbox"]["queued"] > 0
    people = office.read("/people?limit=200")["items"]
    assert {"role": "assistant", "unit": ZHUZHAI, "unit_name": "朱寨社区居民委员会"} in [
        role for one in people for role in one["roles"]
    ]
