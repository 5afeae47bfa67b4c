"""A ticket acknowledges one message of one person until its end, and cannot be made, changed or reused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.link import LONGEST_LOCAL_PART, LONGEST_USER, Expired, Forged, Signer, Ticket

SECRET = bytes(range(32))
OURS = Signer(SECRET, "https://duban.example", Address(username="duban", domain="reply.example"))
END = datetime(2012, 7, 10, 16, tzinfo=UTC)
TICKET = Ticket(12, 5, END)
BEFORE = END - timedelta(seconds=1)
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"

ids = st.integers(1, 2**31 - 1)
ends = st.integers(0, 7_258_000_000_000).map(
    lambda ms: datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=ms)
)


def token() -> str:
    link = OURS.link(12, 5, END)
    assert link is not None
    return link.removeprefix("https://duban.example/n/")


def in_an_address(signer: Signer = OURS) -> str:
    address = signer.reply_address(12, 5, END)
    assert address is not None
    return address.partition("@")[0].partition("+")[2]


@given(ids, ids, ends)
def test_what_is_written_is_read_again_whatever_a_mail_server_does_to_its_case(
    digest: int, person: int, end: datetime
) -> None:
    ticket = Ticket(digest, person, end.replace(microsecond=0))
    before = ticket.expires - timedelta(microseconds=1)
    link, address = OURS.link(digest, person, end), OURS.reply_address(digest, person, end)
    assert link is not None
    assert address is not None
    written, replied = link.rpartition("/")[2], address.partition("@")[0].partition("+")[2]
    assert {*written, *replied} <= set(ALPHABET)
    for folded in (written, written.upper(), written.title()):
        assert OURS.read(folded, before) == ticket
    assert OURS.read(replied.upper(), before, "reply") == ticket


def test_it_ends_at_its_instant_and_not_before() -> None:
    assert OURS.read(token(), BEFORE) == TICKET
    with pytest.raises(Expired) as refused:
        OURS.read(token(), END)
    assert refused.value.ticket == TICKET


@pytest.mark.parametrize("place", range(len(token())))
def test_whichever_sign_is_changed_it_is_forged(place: int) -> None:
    written = token()
    for sign in set(ALPHABET) - {written[place]}:
        with pytest.raises(Forged):
            OURS.read(written[:place] + sign + written[place + 1 :], BEFORE)


@pytest.mark.parametrize("written", ["", "a", "a" * 39, "a" * 40, "a" * 41, "=" * 40, "签" * 40, "１" * 40])
def test_what_is_no_ticket_is_forged(written: str) -> None:
    with pytest.raises(Forged):
        OURS.read(written, BEFORE)


@given(st.text(max_size=60))
def test_no_text_that_is_made_up_is_a_ticket(written: str) -> None:
    with pytest.raises(Forged):
        OURS.read(written, BEFORE)


def test_a_ticket_of_another_installation_is_forged() -> None:
    theirs = replace(OURS, secret=bytes(32))
    with pytest.raises(Forged):
        theirs.read(token(), BEFORE)


def test_an_address_out_of_a_mail_log_opens_no_page_and_a_link_is_no_address() -> None:
    assert OURS.read(in_an_address(), BEFORE, "reply") == TICKET
    with pytest.raises(Forged):
        OURS.read(in_an_address(), BEFORE)
    with pytest.raises(Forged):
        OURS.read(token(), BEFORE, "reply")


def test_the_longest_user_still_makes_an_address() -> None:
    mailbox = Address(username="u" * LONGEST_USER, domain="reply.example")
    address = replace(OURS, mailbox=mailbox).reply_address(2**31 - 1, 2**31 - 1, END)
    assert address is not None
    assert len(address.partition("@")[0]) == LONGEST_LOCAL_PART


def test_without_an_address_nothing_is_offered() -> None:
    nowhere = Signer(SECRET, None)
    assert nowhere.link(12, 5, END) is None
    assert nowhere.reply_address(12, 5, END) is None


def test_the_secret_stands_in_no_log() -> None:
    assert "secret" not in repr(OURS)
