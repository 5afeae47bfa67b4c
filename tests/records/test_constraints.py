"""What must never be so, the database itself refuses, whoever writes."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from records import schema
from records.attachment import ATTACHMENTS
from records.campaign import CAMPAIGNS, PLAN_VERSIONS
from records.check import CHECK_RUNS
from records.database import open_engine, reading, writing
from records.digest import DELIVERIES, DIGESTS
from records.draw import DRAWS, LOTS
from records.escalation import ESCALATIONS
from records.finding import DISPUTES, FINDINGS
from records.history import HISTORY
from records.inspection import ANSWERS, INSPECTIONS, REASONS
from records.job import JOB_RUNS
from records.notice import NOTICES
from records.person import APPOINTMENTS, PEOPLE
from records.submitted_form import FORMS
from records.task import TASKS
from records.unit import UNITS
from records.village import VILLAGES
from tests.postgres import Server, execute_on_server
from tests.town import SHANGHAI

assert schema.__all__

AT = datetime(2012, 4, 23, 9, tzinfo=SHANGHAI)
TENTH_OF_JUNE = date(2012, 6, 10)

UNIT: dict[str, Any] = {
    "code": "410106004002",
    "name": "朱寨社区",
    "kind": "community",
    "path": "410106004002/",
}
PERSON: dict[str, Any] = {"name": "朱寨社区 主任", "email": "head@zhuzhai.example", "language": "zh"}
TASK: dict[str, Any] = {
    "campaign_id": 1,
    "unit_id": 1,
    "village_campaign_id": 1,
    "key": "self-inspection",
    "phase_number": 2,
    "gate": True,
    "state": "open",
    "opens_on": date(2012, 6, 1),
    "due": TENTH_OF_JUNE,
    "effective_due": TENTH_OF_JUNE,
    "cycle": 1,
    "rung": -1,
}
NOTICE: dict[str, Any] = {
    "campaign_id": 1,
    "unit_id": 1,
    "cycle": 1,
    "kind": "escalation",
    "rule": "head",
    "rung": 0,
    "role": "village_head",
    "person_id": 1,
    "form": "overdue",
    "queued_at": AT,
    "state": "queued",
}
ABOUT_TASK, ABOUT_INSPECTION = {**NOTICE, "task_id": 1}, {**NOTICE, "inspection_id": 1, "rung": -1}
INSPECTION: dict[str, Any] = {
    "campaign_id": 1,
    "unit_id": 1,
    "kind": "special",
    "state": "proposed",
    "proposed_at": AT,
}
REASON: dict[str, Any] = {"inspection_id": 1, "task_id": 1, "cycle": 1, "given_at": AT, "reason": "逾期"}
ANSWER: dict[str, Any] = {"inspection_id": 1, "item": "roster-checked", "answer": "yes"}
FINDING: dict[str, Any] = {
    "campaign_id": 1,
    "inspection_id": 1,
    "unit_id": 1,
    "severity": "minor",
    "text": "花名册不全",
    "found_on": TENTH_OF_JUNE,
}
DRAW: dict[str, Any] = {
    "campaign_id": 1,
    "unit_id": 1,
    "round": date(2012, 5, 7),
    "seed": "种子",
    "share": 25,
    "each_stratum_at_least": 1,
    "drawn_at": AT,
    "drawn_by": "console",
}
LOT: dict[str, Any] = {
    "draw_id": 1,
    "unit_id": 1,
    "code": "410106004002",
    "stratum": "410106004000/community",
    "weight": 1,
    "drawn": True,
}
ATTACHMENT: dict[str, Any] = {
    "campaign_id": 1,
    "unit_id": 1,
    "task_id": 1,
    "part": "evidence",
    "cycle": 1,
    "sha256": "0" * 64,
    "size": 1,
    "media_type": "image/jpeg",
    "name": "签到表.jpg",
    "uploaded_by": "console",
    "at": AT,
}
FORM: dict[str, Any] = {"who": "console", "form_key": "0" * 22, "about": "x", "result": "{}", "at": AT}
CLIMB: dict[str, Any] = {
    "task_id": 1,
    "cycle": 1,
    "side": "owing",
    "rung": 0,
    "state": "raised",
    "raised_at": AT,
}
ROW_OF_HISTORY: dict[str, Any] = {
    "campaign_id": 1,
    "at": AT,
    "actor": "clock",
    "subject": "task",
    "subject_id": 1,
    "trigger": "open",
    "to_state": "open",
}
CHECK: dict[str, Any] = {"campaign_id": 1, "at": AT, "state": "running", "slices": 0, "result": {}}
JOB: dict[str, Any] = {"job": "x", "started_at": AT, "state": "running", "attempts": 1, "summary": ""}
DIGEST: dict[str, Any] = {
    "campaign_id": 1,
    "person_id": 1,
    "kind": "reminder",
    "made_at": AT,
    "made_on": AT.date(),
    "state": "queued",
    "channel": "mail",
    "failures": 0,
    "attempts": 0,
}
DELIVERY: dict[str, Any] = {"digest_id": 1, "at": AT, "channel": "file", "outcome": "delivered", "detail": ""}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """One of everything, numbered 1; nothing that is tried afterwards is kept."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("house") / "house.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        engine = open_engine(str(file))
    else:
        server: Server = request.getfixturevalue("postgres")
        template = request.getfixturevalue("postgres_template")
        execute_on_server(server, f"CREATE DATABASE duban_constraints TEMPLATE {template}")
        engine = open_engine(server.url("duban_constraints"))
    rows: list[tuple[sa.Table, dict[str, Any]]] = [
        (UNITS, {**UNIT, "roles_held": 0}),
        (PEOPLE, PERSON),
        (APPOINTMENTS, {"person_id": 1, "unit_id": 1, "role": "village_head"}),
        (PLAN_VERSIONS, {"key": "pilot", "digest": "0" * 64, "body": {}}),
        (CAMPAIGNS, {"plan_version_id": 1, "issued_at": AT, "issued_on": AT.date()}),
        (VILLAGES, {"campaign_id": 1, "unit_id": 1, "state": "preparing"}),
        (TASKS, TASK),
        (INSPECTIONS, INSPECTION),
        (REASONS, REASON),
        (ANSWERS, ANSWER),
        (FINDINGS, FINDING),
        (DISPUTES, {"finding_id": 1, "reason": "不实", "raised_by": "x", "raised_at": AT}),
        (DRAWS, DRAW),
        (LOTS, LOT),
        (DIGESTS, DIGEST),
        (NOTICES, ABOUT_TASK),
        (NOTICES, ABOUT_INSPECTION),
        (NOTICES, {**NOTICE, "rung": -1}),
        (ESCALATIONS, CLIMB),
        (FORMS, FORM),
    ]
    with writing(engine) as connection:
        for table, row in rows:
            connection.execute(table.insert().values(**row))
    yield engine
    engine.dispose()


def insert(engine: sa.Engine, table: sa.Table, row: dict[str, Any]) -> int:
    """How many rows it let in; none is kept."""
    with reading(engine) as connection:
        return len(connection.execute(table.insert().values(**row).returning(sa.literal(1))).all())


TWICE: dict[str, tuple[sa.Table, dict[str, Any]]] = {
    "a code": (UNITS, {**UNIT, "name": "另一社区", "roles_held": 0}),
    "an address": (PEOPLE, {**PERSON, "name": "另一位"}),
    "a role": (APPOINTMENTS, {"person_id": 1, "unit_id": 1, "role": "village_head"}),
    "a version": (PLAN_VERSIONS, {"key": "other", "digest": "0" * 64, "body": {}}),
    "a village's part": (VILLAGES, {"campaign_id": 1, "unit_id": 1, "state": "mobilization"}),
    "a task": (TASKS, {**TASK, "state": "planned"}),
    "a message on its way to somebody": (DIGESTS, {**DIGEST, "state": "sending"}),
    "a notice of a task": (NOTICES, {**ABOUT_TASK, "form": "leader", "queued_at": AT.replace(hour=10)}),
    "a notice of an inspection": (NOTICES, {**ABOUT_INSPECTION, "cycle": 2}),
    "a notice of the issue": (NOTICES, {**NOTICE, "rung": -1, "kind": "issue"}),
    "a climb": (ESCALATIONS, {**CLIMB, "rung": 3}),
    "an answer": (ANSWERS, {**ANSWER, "answer": "no"}),
    "a dispute": (DISPUTES, {"finding_id": 1, "reason": "又不实", "raised_by": "x", "raised_at": AT}),
    "a draw": (DRAWS, {**DRAW, "seed": "另一种子"}),
    "a lot": (LOTS, {**LOT, "stratum": "另一层"}),
    "a reason": (REASONS, {**REASON, "reason": "又逾期"}),
    "a form": (FORMS, {**FORM, "about": "y"}),
    "an open special inspection": (INSPECTIONS, {**INSPECTION, "state": "on_site"}),
}


@pytest.mark.parametrize("what", TWICE)
def test_nothing_is_there_twice(house: sa.Engine, what: str) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        insert(house, *TWICE[what])


NOT_TWICE: dict[str, tuple[sa.Table, dict[str, Any]]] = {
    "the next rung": (NOTICES, {**ABOUT_TASK, "rung": 1}),
    "the next cycle": (NOTICES, {**ABOUT_TASK, "cycle": 2}),
    "another role": (NOTICES, {**ABOUT_TASK, "role": "assistant"}),
    "the verification's climb": (ESCALATIONS, {**CLIMB, "side": "verification"}),
    "the same file": (ATTACHMENTS, ATTACHMENT),
    "the same form of somebody else": (FORMS, {**FORM, "who": "person:1"}),
    "a reason of one's own": (REASONS, {**REASON, "task_id": None, "cycle": None}),
    "a periodic inspection": (INSPECTIONS, {**INSPECTION, "kind": "periodic"}),
    "the village's own inspection": (INSPECTIONS, {**INSPECTION, "kind": "self", "state": "reported"}),
    "an inspection that is over": (INSPECTIONS, {**INSPECTION, "state": "dismissed"}),
    "somebody without an address": (PEOPLE, {**PERSON, "email": None}),
}


@pytest.mark.parametrize("what", NOT_TWICE)
def test_what_differs_in_one_thing_that_counts_may_stand_beside_it(house: sa.Engine, what: str) -> None:
    assert insert(house, *NOT_TWICE[what]) == 1


BAD: dict[str, tuple[sa.Table, dict[str, Any]]] = {
    "a kind of unit": (UNITS, {**UNIT, "code": "1", "kind": "hamlet", "roles_held": 0}),
    "a language": (PEOPLE, {**PERSON, "email": None, "language": "fr"}),
    "a role": (APPOINTMENTS, {"person_id": 1, "unit_id": 1, "role": "mayor"}),
    "a task's state": (TASKS, {**TASK, "key": "x", "state": "overdue"}),
    "a cycle": (TASKS, {**TASK, "key": "x", "cycle": 0}),
    "a date before its window": (TASKS, {**TASK, "key": "x", "opens_on": date(2012, 6, 11)}),
    "a date that was brought forward": (TASKS, {**TASK, "key": "x", "effective_due": date(2012, 6, 9)}),
    "a clock for what is done": (TASKS, {**TASK, "key": "x", "state": "verified", "next_on": TENTH_OF_JUNE}),
    "a clock for what was waived": (TASKS, {**TASK, "key": "x", "state": "waived", "next_on": TENTH_OF_JUNE}),
    "a notice's state": (NOTICES, {**ABOUT_TASK, "rung": 1, "state": "read"}),
    "a notice about two things": (NOTICES, {**ABOUT_TASK, "rung": 1, "inspection_id": 1}),
    "a climb's state": (ESCALATIONS, {**CLIMB, "cycle": 2, "state": "ended"}),
    "a climb's side": (ESCALATIONS, {**CLIMB, "cycle": 2, "side": "left"}),
    "an inspection's state": (INSPECTIONS, {**INSPECTION, "state": "lost"}),
    "an inspection's kind": (INSPECTIONS, {**INSPECTION, "kind": "secret"}),
    "an answer": (ANSWERS, {**ANSWER, "item": "x", "answer": "maybe"}),
    "a weight": (LOTS, {**LOT, "unit_id": 2, "weight": -1}),
    "what a file shows": (ATTACHMENTS, {**ATTACHMENT, "part": "rumour"}),
    "a file for nothing": (ATTACHMENTS, {**ATTACHMENT, "task_id": None}),
    "evidence for a finding": (ATTACHMENTS, {**ATTACHMENT, "finding_id": 1}),
    "a repair of nothing": (ATTACHMENTS, {**ATTACHMENT, "part": "after"}),
    "a file without content": (ATTACHMENTS, {**ATTACHMENT, "size": 0}),
    "half a hash": (ATTACHMENTS, {**ATTACHMENT, "sha256": "0" * 32}),
    "a subject of history": (HISTORY, {**ROW_OF_HISTORY, "subject": "weather"}),
    "a check's state": (CHECK_RUNS, {**CHECK, "state": "lost"}),
    "a job's state": (JOB_RUNS, {**JOB, "state": "lost"}),
    "a digest's state": (DIGESTS, {**DIGEST, "state": "lost"}),
    "a delivery's outcome": (DELIVERIES, {**DELIVERY, "outcome": "lost"}),
}


@pytest.mark.parametrize("what", BAD)
def test_a_value_that_cannot_be_is_refused(house: sa.Engine, what: str) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)check"):
        insert(house, *BAD[what])


NOBODYS: dict[str, tuple[sa.Table, dict[str, Any]]] = {
    "a unit's parent": (UNITS, {**UNIT, "code": "1", "parent_id": 99, "roles_held": 0}),
    "an appointment's person": (APPOINTMENTS, {"person_id": 99, "unit_id": 1, "role": "assistant"}),
    "a campaign's plan": (CAMPAIGNS, {"plan_version_id": 99, "issued_at": AT, "issued_on": AT.date()}),
    "a task's village": (TASKS, {**TASK, "key": "x", "village_campaign_id": 99}),
    "a task's unit": (TASKS, {**TASK, "key": "x", "unit_id": 99}),
    "a notice's task": (NOTICES, {**NOTICE, "task_id": 99}),
    "a notice's person": (NOTICES, {**ABOUT_TASK, "person_id": 99}),
    "a file's task": (ATTACHMENTS, {**ATTACHMENT, "task_id": 99}),
    "an escalation's task": (ESCALATIONS, {**CLIMB, "task_id": 99}),
    "a reason's inspection": (REASONS, {**REASON, "inspection_id": 99, "cycle": 2}),
    "a finding's inspection": (FINDINGS, {**FINDING, "inspection_id": 99}),
    "a dispute's finding": (DISPUTES, {"finding_id": 99, "reason": "x", "raised_by": "x", "raised_at": AT}),
    "an inspection's draw": (INSPECTIONS, {**INSPECTION, "kind": "periodic", "draw_id": 99}),
    "a delivery's digest": (DELIVERIES, {**DELIVERY, "digest_id": 99}),
    "a row's campaign": (HISTORY, {**ROW_OF_HISTORY, "campaign_id": 99}),
    "a resumed check": (CHECK_RUNS, {**CHECK, "resumes_id": 99}),
}


@pytest.mark.parametrize("what", NOBODYS)
def test_nothing_belongs_to_what_is_not_there(house: sa.Engine, what: str) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        insert(house, *NOBODYS[what])


@pytest.mark.parametrize("table", [UNITS, PEOPLE, PLAN_VERSIONS, CAMPAIGNS, VILLAGES, TASKS, INSPECTIONS])
def test_what_others_belong_to_is_not_deleted(house: sa.Engine, table: sa.Table) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), reading(house) as connection:
        connection.execute(table.delete())
