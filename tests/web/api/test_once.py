"""What a program sends twice is done once."""

import threading

import pytest
import sqlalchemy as sa

from actions.desk import Desk
from actions.history import read_history
from actions.once import KEPT
from states.roles import Role
from tests.town import GONGYELU, ZHUZHAI, Town
from tests.web.api.conftest import Gate, Program, problem

SUBMIT = f"/campaigns/1/units/{ZHUZHAI}/tasks/self-inspection/submit"
COMMENTS = f"/campaigns/1/villages/{ZHUZHAI}/comments"


def comments(program: Program) -> list[str]:
    return [one["text"] for one in program.read("/campaigns/1/comments")["items"]]


def test_a_request_that_is_sent_again_is_answered_again_and_not_done_again(gate: Gate) -> None:
    program = gate.role(Role.LEADING_GROUP_HEAD)
    first = program.post(COMMENTS, {"text": "抓紧"}, Idempotency_Key="a-1")
    again = program.post(COMMENTS, {"text": "抓紧"}, Idempotency_Key="a-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.text == first.text
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert comments(program) == ["抓紧"]


def test_without_a_key_it_is_done_twice(gate: Gate) -> None:
    program = gate.role(Role.LEADING_GROUP_HEAD)
    for _ in range(2):
        assert program.post(COMMENTS, {"text": "抓紧"}).status_code == 201
    assert comments(program) == ["抓紧", "抓紧"]


def test_a_submission_that_is_sent_again_is_no_conflict(gate: Gate) -> None:
    program = gate.role(Role.VILLAGE_HEAD)
    first = program.post(SUBMIT, {"note": "已自查"}, Idempotency_Key="s-1")
    assert first.status_code == 200, first.text
    assert program.post(SUBMIT, {"note": "已自查"}, Idempotency_Key="s-1").text == first.text
    problem(program.post(SUBMIT, {"note": "已自查"}), 409, "wrong-state")


@pytest.mark.parametrize(
    ("path", "body"),
    [(COMMENTS, {"text": "另一句"}), (COMMENTS.replace(ZHUZHAI, GONGYELU), {"text": "抓紧"})],
)
def test_a_key_stands_for_one_request_only(gate: Gate, path: str, body: dict[str, str]) -> None:
    program = gate.role(Role.LEADING_GROUP_HEAD)
    program.post(COMMENTS, {"text": "抓紧"}, Idempotency_Key="a-1")
    problem(program.post(path, body, Idempotency_Key="a-1"), 422, "key-used")
    assert comments(program) == ["抓紧"]


def test_everybody_has_keys_of_their_own(gate: Gate) -> None:
    head, member = gate.role(Role.LEADING_GROUP_HEAD), gate.role(Role.LEADING_GROUP)
    assert head.post(COMMENTS, {"text": "抓紧"}, Idempotency_Key="1").status_code == 201
    assert member.post(COMMENTS, {"text": "好"}, Idempotency_Key="1").status_code == 201
    assert sorted(comments(head)) == ["好", "抓紧"]


def test_a_refusal_is_not_kept_since_nothing_was_done(gate: Gate) -> None:
    program = gate.role(Role.VILLAGE_HEAD)
    path = f"/campaigns/1/units/{ZHUZHAI}/tasks/self-inspection/withdraw"
    problem(program.post(path, Idempotency_Key="w-1"), 409, "wrong-state")
    assert program.post(SUBMIT, {}).status_code == 200
    assert program.post(path, Idempotency_Key="w-1").status_code == 200


@pytest.mark.parametrize("key", ["", "a b", "x" * 256])
def test_a_key_is_plain_and_not_too_long(gate: Gate, key: str) -> None:
    program = gate.role(Role.LEADING_GROUP_HEAD)
    before = read_history(gate.town.desk)
    problem(program.post(COMMENTS, {"text": "抓紧"}, Idempotency_Key=key), 422, "invalid")
    assert read_history(gate.town.desk) == before


def test_what_was_done_and_what_was_answered_are_kept_together_or_not_at_all(gate: Gate) -> None:
    program = gate.role(Role.LEADING_GROUP_HEAD)
    with gate.town.desk.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON idempotent_request BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    problem(program.post(COMMENTS, {"text": "抓紧"}, Idempotency_Key="a-1"), 500, "broken")
    assert comments(program) == []


def test_of_two_that_come_at_once_one_is_done(gate: Gate) -> None:
    programs = [gate.role(Role.LEADING_GROUP_HEAD) for _ in range(4)]
    answers: list[str] = []

    def send(program: Program) -> None:
        answers.append(program.post(COMMENTS, {"text": "抓紧"}, Idempotency_Key="a-1").text)

    threads = [threading.Thread(target=send, args=(program,)) for program in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert comments(gate.role(Role.LEADING_GROUP_HEAD)) == ["抓紧"]


def test_answers_are_forgotten_in_time(gate: Gate) -> None:
    program = gate.role(Role.LEADING_GROUP_HEAD)
    program.post(COMMENTS, {"text": "抓紧"}, Idempotency_Key="old")
    age(gate.town)
    program.post(COMMENTS, {"text": "抓紧"}, Idempotency_Key="new")
    assert keys(gate.town.desk) == ["new"]


def age(town: Town) -> None:
    """All that was answered was answered long ago."""
    with town.desk.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE idempotent_request SET at = datetime(at, :by)"),
            {"by": f"-{KEPT.days + 1} days"},
        )


def keys(desk: Desk) -> list[str]:
    with desk.engine.connect() as connection:
        return list(connection.execute(sa.text("SELECT key FROM idempotent_request")).scalars())
