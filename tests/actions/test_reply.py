"""A message is acknowledged by answering it: once, by its reader alone, and never by an answering machine."""

import logging
from collections.abc import Mapping
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.acknowledge_link import acknowledge_by_link
from actions.history import read_history
from actions.notice import acknowledge, list_notices
from actions.reply import BY_REPLY, Taken, collect_replies, receive_reply
from notifications.mail import as_email
from notifications.message import Message
from notifications.reply import LARGEST
from notifications.settings import WrongSetting
from records.database import reading
from records.reply import KEPT, REPLY_MAILS
from states.roles import Role
from tests.actions.messages import reachable, sent_to, token_in
from tests.actions.test_acknowledge_link import overdue
from tests.shelf import After
from tests.town import ZHUZHAI, Town, mail

HEAD = mail(Role.VILLAGE_HEAD, ZHUZHAI)


@pytest.fixture
def monday(after: After) -> Town:
    return after(overdue)


@pytest.fixture
def message(monday: Town) -> Message:
    """What the head of 朱寨社区 was sent on Monday."""
    return sent_to(monday, Role.VILLAGE_HEAD, ZHUZHAI)


def answer(
    message: Message,
    text: str = "收到",
    *,
    to: str | None = None,
    sender: str = f"主任 <{HEAD}>",
    number: int = 1,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """The reader's reply, as a mail program writes it."""
    reply = EmailMessage(SMTP)
    reply["From"] = sender
    reply["To"] = to or message.reply_to
    reply["Subject"] = f"回复：{message.subject}"
    reply["Message-ID"] = f"<{number}@zhuzhai.example>"
    for name, value in (headers or {}).items():
        reply[name] = value
    reply.set_content(text)
    return reply.as_bytes()


def receive(town: Town, reply: bytes) -> Taken:
    with reachable():
        return receive_reply(town.desk, reply)


def acknowledged(town: Town) -> dict[int, date | None]:
    """What the head has acknowledged, and with which promise."""
    return {one.id: one.promised_on for one in list_notices(town.desk, state="acknowledged")}


def remembered(town: Town) -> list[tuple[str, bool]]:
    """The outcome of each mail, and whether it is known which message it answers."""
    with reading(town.desk.engine) as connection:
        found = connection.execute(sa.select(REPLY_MAILS).order_by(REPLY_MAILS.c.at, REPLY_MAILS.c.key))
        return [(row.outcome, row.digest_id is not None) for row in found]


def by_its_name(message: Message) -> dict[str, str]:
    """The header with which a mail program says what it answers."""
    ours = as_email(message, Address(username="duban", domain="duban.example"))
    return {"In-Reply-To": str(ours["Message-ID"]), "References": f"<x@y.example> {ours['Message-ID']}"}


def test_an_answer_acknowledges_all_that_the_message_said(monday: Town, message: Message) -> None:
    taken = receive(monday, answer(message))
    assert taken.outcome == "acknowledged"
    assert len(acknowledged(monday)) > 1
    assert set(acknowledged(monday).values()) == {None}
    assert remembered(monday) == [("acknowledged", True)]
    said = [one for one in read_history(monday.desk, unit_code=ZHUZHAI) if one.subject == "notice"]
    assert {(one.actor, one.reason) for one in said if one.trigger == "acknowledge"} == {
        ("4002 village_head", BY_REPLY)
    }


def test_the_day_on_its_first_line_is_the_promise(monday: Town, message: Message) -> None:
    taken = receive(monday, answer(message, "6月13日前办结。\n\n谢谢"))
    assert "承诺 2012-06-13 前办结" in taken.detail
    assert set(acknowledged(monday).values()) == {date(2012, 6, 13)}


@pytest.mark.parametrize("text", ["6月1日已经办了", "9999-01-01", "收到，尽快"])
def test_a_day_that_can_be_no_promise_acknowledges_without_one(
    monday: Town, message: Message, text: str
) -> None:
    assert receive(monday, answer(message, text)).outcome == "acknowledged"
    assert set(acknowledged(monday).values()) == {None}


def test_the_same_mail_twice_acknowledges_once(monday: Town, message: Message) -> None:
    first, again = (receive(monday, answer(message, headers={"Received": way})) for way in ("mx1", "mx2"))
    assert (first.outcome, again.outcome) == ("acknowledged", "again")
    assert remembered(monday) == [("acknowledged", True)]


def test_a_second_answer_is_refused_and_changes_nothing(monday: Town, message: Message) -> None:
    receive(monday, answer(message))
    before = acknowledged(monday)
    taken = receive(monday, answer(message, "6月20日", number=2))
    assert taken.outcome == "refused"
    assert "不必再签" in taken.detail
    assert acknowledged(monday) == before


def test_an_answer_after_the_tap_is_refused(monday: Town, message: Message) -> None:
    acknowledge_by_link(monday.desk, token_in(message))
    assert receive(monday, answer(message)).outcome == "refused"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"Return-Path": "<>"},
        {"X-Autoreply": "yes"},
    ],
    ids=str,
)
def test_an_answering_machine_acknowledges_nothing(
    monday: Town, message: Message, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "duban.notifications"):
        assert receive(monday, answer(message, "6月15日前不在", headers=headers)).outcome == "machine"
    assert "a reply came: machine" in caplog.text
    assert acknowledged(monday) == {}
    assert remembered(monday) == [("machine", True)]


def test_a_person_may_answer_after_their_machine_has(monday: Town, message: Message) -> None:
    receive(monday, answer(message, headers={"Auto-Submitted": "auto-replied"}))
    assert receive(monday, answer(message, number=2)).outcome == "acknowledged"


def test_the_ticket_counts_whoever_sends_it(monday: Town, message: Message) -> None:
    """Whoever forwards their mail answers from another address."""
    assert receive(monday, answer(message, sender="private@elsewhere.example")).outcome == "acknowledged"


def test_without_the_ticket_only_the_readers_own_address_counts(monday: Town, message: Message) -> None:
    for sender in ("stranger@elsewhere.example", mail(Role.ASSISTANT, ZHUZHAI), "", "\u202e"):
        mail_of = answer(message, to="duban@duban.example", sender=sender, headers=by_its_name(message))
        assert receive(monday, mail_of).outcome == "stranger"
    assert acknowledged(monday) == {}
    own = answer(message, to="duban@duban.example", sender=HEAD.upper(), headers=by_its_name(message))
    assert receive(monday, own).outcome == "acknowledged"


def test_the_readers_own_address_and_a_guessed_number_do_not_do(monday: Town, message: Message) -> None:
    real = message.message_id
    for guessed in (f"{real[:-16]}{'0' * 16}", real.replace(f"-{message.digest_id}-", "-99999-"), f"x{real}"):
        headers = {"In-Reply-To": f"<{guessed}@duban.example>"}
        reply = answer(message, to="duban@duban.example", headers=headers)
        assert receive(monday, reply).outcome == "stranger"
    assert acknowledged(monday) == {}


def test_the_message_is_known_by_its_name_although_some_of_it_was_acknowledged(
    monday: Town, message: Message
) -> None:
    head = monday.who(Role.VILLAGE_HEAD, ZHUZHAI)
    first = list_notices(monday.desk, person_id=head.person_id, unacknowledged=True)[0]
    monday.at("2012-06-11", 10)
    acknowledge(monday.desk, head, first.id)
    reply = answer(message, to="duban@duban.example", headers=by_its_name(message))
    assert receive(monday, reply).outcome == "acknowledged"


def test_a_ticket_that_has_ended_is_refused_by_either_way(monday: Town, message: Message) -> None:
    monday.at("2012-07-12", 0)
    taken = receive(monday, answer(message))
    assert (taken.outcome, taken.detail) == ("refused", "签收码已于 2012-07-12 00:00 失效")
    by_name = answer(message, to="duban@duban.example", headers=by_its_name(message), number=2)
    assert receive(monday, by_name).outcome == "stranger"
    assert acknowledged(monday) == {}


def test_a_forged_ticket_is_a_strangers(monday: Town, message: Message) -> None:
    assert message.reply_to is not None
    user, _, rest = message.reply_to.partition("+")
    forged = f"{user}+{'b' if rest[0] == 'a' else 'a'}{rest[1:]}"
    assert receive(monday, answer(message, to=forged)).outcome == "stranger"


@pytest.mark.parametrize("reply", [b"", b"\x00\xff" * 100, b"no header at all"])
def test_what_is_no_mail_is_said_so(monday: Town, reply: bytes) -> None:
    assert receive(monday, reply).outcome == "unreadable"
    assert remembered(monday) == [("unreadable", False)]


def test_a_mail_that_is_too_large_is_not_read(monday: Town, message: Message) -> None:
    assert receive(monday, answer(message) + b" " * LARGEST).outcome == "too_large"
    assert acknowledged(monday) == {}


# ── A folder of them ──────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A Maildir into which a mail server delivers."""
    for part in ("new", "cur", "tmp"):
        (tmp_path / part).mkdir()
    return tmp_path


def test_the_folder_is_emptied_and_what_nobody_can_read_is_kept_and_flagged(
    monday: Town, message: Message, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "new" / "1.a.mx").write_bytes(answer(message))
    (folder / "new" / "2.b.mx").write_bytes(b"\x00\xff" * 100)
    (folder / "new" / "3.c.mx:2,").write_bytes(answer(message, headers={"Received": "mx2"}))
    with reachable(), caplog.at_level(logging.WARNING, "duban.notifications"):
        counts = collect_replies(monday.desk, folder)
    assert counts == {"acknowledged": 1, "unreadable": 1, "again": 1}
    assert list((folder / "new").iterdir()) == []
    assert sorted(file.name for file in (folder / "cur").iterdir()) == [
        "1.a.mx:2,S",
        "2.b.mx:2,F",
        "3.c.mx:2,S",
    ]
    assert (folder / "cur" / "2.b.mx:2,F").read_bytes() == b"\x00\xff" * 100
    assert "2.b.mx is kept and flagged" in caplog.text
    with reachable():
        assert collect_replies(monday.desk, folder) == {}


def test_a_mail_that_was_taken_in_before_the_machine_died_acknowledges_no_second_time(
    monday: Town, message: Message, folder: Path
) -> None:
    receive(monday, answer(message))
    (folder / "new" / "1.a.mx").write_bytes(answer(message))
    with reachable():
        assert collect_replies(monday.desk, folder) == {"again": 1}


def test_a_mail_that_cannot_be_taken_in_now_stays_and_stops_no_other(
    monday: Town, message: Message, folder: Path
) -> None:
    bad = folder / "new" / "1.a.mx"
    bad.write_bytes(answer(message))
    (folder / "cur" / "1.a.mx:2,S").mkdir()  # so that it cannot be put aside
    (folder / "new" / "2.b.mx").write_bytes(b"\x00\xff")
    with reachable(), pytest.raises(OSError, match=r"1\.a\.mx"):
        collect_replies(monday.desk, folder)
    assert bad.exists()
    assert not (folder / "new" / "2.b.mx").exists()


def test_without_a_folder_nothing_is_collected_and_a_wrong_one_is_said(
    monday: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DUBAN_MAILDIR", raising=False)
    assert collect_replies(monday.desk) is None
    monkeypatch.setenv("DUBAN_MAILDIR", str(tmp_path))
    with pytest.raises(WrongSetting, match="DUBAN_MAILDIR"):
        collect_replies(monday.desk)


def test_what_came_long_ago_is_forgotten(monday: Town, message: Message, folder: Path) -> None:
    receive(monday, answer(message))
    monday.clock.advance(days=KEPT.days)
    collect_replies(monday.desk, folder)
    assert remembered(monday) == [("acknowledged", True)]
    monday.clock.advance(days=1)
    collect_replies(monday.desk, folder)
    assert remembered(monday) == []
