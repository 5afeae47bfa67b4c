"""An account, a session, a second step, a token: who comes in, and who does not."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest
import sqlalchemy as sa

from actions.access_token import bearer, create_token, list_tokens, revoke_token
from actions.account import (
    accept_invitation,
    bind_subject,
    change_password,
    confirm_totp,
    drop_totp,
    invite,
    invite_administrator,
    list_accounts,
    new_totp,
    read_account,
    read_invitation,
)
from actions.desk import Desk
from actions.errors import BadInput, NotAllowed, NotFound
from actions.permission import CONSOLE, Actor
from actions.sign_in import REFUSAL, SignInRefused, sign_in, sign_in_by_subject, sign_out, who
from actions.unit import import_units
from records.account import ACCESS_TOKENS, ACCOUNTS, INVITATIONS, SIGN_INS
from records.clock import FixedClock
from states.roles import Role
from tests.town import SHANGHAI, ZHUZHAI, Town, mail

PASSWORD = "三月春风吹过田野"
NEW_PASSWORD = "四月细雨落在村头"
HEAD = mail(Role.VILLAGE_HEAD, ZHUZHAI)
MORNING = datetime(2012, 6, 8, 8, tzinfo=SHANGHAI)


@pytest.fixture
def door(town: Town) -> Desk:
    """The town's database by a clock of its own."""
    return Desk(town.desk.engine, FixedClock(MORNING))


@pytest.fixture
def head(door: Desk, town: Town) -> Actor:
    """The head of 朱寨社区, with the account `zhuzhai`."""
    accept_invitation(door, invite(door, CONSOLE, HEAD), "Zhuzhai", PASSWORD)
    return town.who(Role.VILLAGE_HEAD, ZHUZHAI)


def later(door: Desk, **distance: float) -> Desk:
    return Desk(door.engine, FixedClock(MORNING + timedelta(**distance)))


def test_the_first_administrator_comes_in_by_a_link_that_works_once(engine: sa.Engine) -> None:
    door = Desk(engine, FixedClock(MORNING))
    token = invite_administrator(door)
    assert token is not None
    assert read_invitation(door, token).person is None
    accept_invitation(door, token, "admin", PASSWORD, "系统管理员")
    administrator = who(door, sign_in(door, "admin", PASSWORD))
    assert administrator is not None
    assert administrator.name == "系统管理员"
    with pytest.raises(NotFound, match="已经用过"):
        accept_invitation(door, token, "second", PASSWORD, "另一人")
    assert invite_administrator(door) is None


def test_the_first_administrator_may_import_units_before_there_are_any(
    engine: sa.Engine, tmp_path: Path
) -> None:
    door = Desk(engine, FixedClock(MORNING))
    accept_invitation(door, invite_administrator(door) or "", "admin", PASSWORD, "系统管理员")
    administrator = who(door, sign_in(door, "admin", PASSWORD))
    assert administrator is not None
    file = tmp_path / "units.csv"
    file.write_text("code,name,kind,parent_code\n410000000000,河南省,province,\n", encoding="utf-8")
    assert import_units(door, administrator, file).added == 1


def test_a_newer_first_link_ends_the_older(engine: sa.Engine) -> None:
    door = Desk(engine, FixedClock(MORNING))
    older, newer = invite_administrator(door), invite_administrator(door)
    with pytest.raises(NotFound):
        read_invitation(door, older or "")
    assert read_invitation(door, newer or "").person_id is None


def test_only_an_administrator_invites(door: Desk, town: Town) -> None:
    with pytest.raises(NotAllowed):
        invite(door, town.who(Role.LEADING_GROUP_OFFICE), HEAD)
    assert invite(door, town.who(Role.ADMINISTRATOR, "410000000000"), HEAD)


def test_a_link_is_good_for_a_week(door: Desk) -> None:
    token = invite(door, CONSOLE, HEAD)
    assert read_invitation(later(door, days=7, seconds=-1), token).person is not None
    with pytest.raises(NotFound):
        read_invitation(later(door, days=7), token)


def test_of_tokens_and_passwords_only_hashes_are_kept(door: Desk, head: Actor) -> None:
    link, session = invite(door, CONSOLE, HEAD), sign_in(door, "zhuzhai", PASSWORD)
    program = create_token(door, head, "统计", "read", 30)
    with door.engine.connect() as connection:
        kept = [
            str(value)
            for table in (ACCOUNTS, INVITATIONS, SIGN_INS, ACCESS_TOKENS)
            for row in connection.execute(sa.select(table))
            for value in row
        ]
    assert not {PASSWORD, link, session, program} & set(kept)
    assert any(value.startswith("$argon2id$") for value in kept)


def test_a_name_is_taken_in_any_case_and_with_spaces_around_it(door: Desk, head: Actor) -> None:
    assert who(door, sign_in(door, " ZHUZHAI ", PASSWORD)) == head


@pytest.mark.parametrize(
    ("name", "password"), [("zhuzhai", "错误的密码一二三"), ("nobody", PASSWORD), ("", "")]
)
def test_whoever_guesses_is_not_told_what_was_wrong(
    door: Desk, head: Actor, name: str, password: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "duban.sign_in"), pytest.raises(SignInRefused) as refused:
        sign_in(door, name, password)
    assert str(refused.value) == REFUSAL
    assert "sign-in refused" in caplog.text
    assert PASSWORD not in caplog.text


def test_after_five_wrong_passwords_the_right_one_waits_a_minute(door: Desk, head: Actor) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefused):
            sign_in(door, "zhuzhai", "错误的密码一二三")
    with pytest.raises(SignInRefused):
        sign_in(later(door, seconds=59), "zhuzhai", PASSWORD)
    assert who(later(door, seconds=60), sign_in(later(door, seconds=60), "zhuzhai", PASSWORD)) == head


def test_a_right_password_forgives_the_slips_before_it(door: Desk, head: Actor) -> None:
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(SignInRefused):
                sign_in(door, "zhuzhai", "错误的密码一二三")
        assert sign_in(door, "zhuzhai", PASSWORD)


def test_a_session_ends_when_it_is_left_alone_and_after_half_a_day(door: Desk, head: Actor) -> None:
    token = sign_in(door, "zhuzhai", PASSWORD)
    for hours in (1, 2.5, 4, 5.5, 7, 8.5, 10, 11.5):
        assert who(later(door, hours=hours), token) == head
    assert who(later(door, hours=12), token) is None
    left = sign_in(door, "zhuzhai", PASSWORD)
    assert who(later(door, hours=2), left) is None


def test_every_sign_in_has_a_session_of_its_own_and_leaving_ends_one(door: Desk, head: Actor) -> None:
    phone, desk = sign_in(door, "zhuzhai", PASSWORD), sign_in(door, "zhuzhai", PASSWORD)
    assert phone != desk
    sign_out(door, phone)
    assert who(door, phone) is None
    assert who(door, desk) == head


def test_a_new_password_ends_every_session(door: Desk, head: Actor) -> None:
    token = sign_in(door, "zhuzhai", PASSWORD)
    change_password(door, head, PASSWORD, NEW_PASSWORD)
    assert who(door, token) is None
    with pytest.raises(SignInRefused):
        sign_in(door, "zhuzhai", PASSWORD)
    assert sign_in(door, "zhuzhai", NEW_PASSWORD)


def test_a_password_is_changed_only_by_whoever_knows_it(door: Desk, head: Actor) -> None:
    with pytest.raises(BadInput, match="原密码不对"):
        change_password(door, head, "错误的密码一二三", NEW_PASSWORD)
    with pytest.raises(NotAllowed):
        change_password(door, CONSOLE, PASSWORD, NEW_PASSWORD)


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaa", "abababababab", "my-Zhuzhai-1", "x" * 201])
def test_a_weak_password_is_refused(door: Desk, head: Actor, weak: str) -> None:
    with pytest.raises(BadInput, match="密码"):
        change_password(door, head, PASSWORD, weak)


@pytest.mark.parametrize("name", ["x", "a b", "a/b", "<b>", "n" * 65, "a\u0000b", "sso:1"])
def test_a_name_that_cannot_be_typed_is_refused(door: Desk, name: str) -> None:
    with pytest.raises(BadInput, match="用户名"):
        accept_invitation(door, invite(door, CONSOLE, HEAD), name, PASSWORD)


def test_a_name_that_somebody_has_is_refused_and_the_link_still_works(door: Desk, head: Actor) -> None:
    token = invite(door, CONSOLE, mail(Role.ASSISTANT, ZHUZHAI))
    with pytest.raises(BadInput, match="已有人使用"):
        accept_invitation(door, token, "zhuzhai", PASSWORD)
    accept_invitation(door, token, "assistant", PASSWORD)
    assert {one.name for one in list_accounts(door, CONSOLE)} == {"zhuzhai", "assistant"}


def test_a_link_for_whoever_has_an_account_sets_the_password_anew(door: Desk, head: Actor) -> None:
    token = sign_in(door, "zhuzhai", PASSWORD)
    link = invite(door, CONSOLE, HEAD)
    assert read_invitation(door, link).name == "zhuzhai"
    assert who(door, token) == head  # until the link is used, nothing changes
    accept_invitation(door, link, "zhuzhai", NEW_PASSWORD)
    assert who(door, token) is None
    assert sign_in(door, "zhuzhai", NEW_PASSWORD)


def test_a_code_is_asked_for_once_one_has_been_shown(door: Desk, head: Actor) -> None:
    secret, address = new_totp(door, head)
    assert address.startswith("otpauth://totp/")
    with pytest.raises(BadInput):
        confirm_totp(door, head, secret, "000000")
    made = pyotp.TOTP(secret)
    confirm_totp(door, head, secret, made.at(MORNING))
    with pytest.raises(SignInRefused):
        sign_in(door, "zhuzhai", PASSWORD)
    soon = later(door, seconds=30)
    assert sign_in(soon, "zhuzhai", PASSWORD, made.at(soon.clock.now()))


def test_a_code_is_good_for_one_sign_in(door: Desk, head: Actor) -> None:
    secret, _ = new_totp(door, head)
    made, soon = pyotp.TOTP(secret), later(door, minutes=2)
    confirm_totp(door, head, secret, made.at(MORNING))
    code = made.at(soon.clock.now())
    assert sign_in(soon, "zhuzhai", PASSWORD, code)
    with pytest.raises(SignInRefused):
        sign_in(soon, "zhuzhai", PASSWORD, code)


def test_whoever_knows_the_password_may_do_without_codes_again(door: Desk, head: Actor) -> None:
    secret, _ = new_totp(door, head)
    confirm_totp(door, head, secret, pyotp.TOTP(secret).at(MORNING))
    with pytest.raises(BadInput):
        drop_totp(door, head, "错误的密码一二三")
    drop_totp(door, head, PASSWORD)
    account = read_account(door, head)
    assert account is not None
    assert not account.totp
    assert sign_in(door, "zhuzhai", PASSWORD)


def test_the_single_sign_on_admits_whom_the_administrator_has_named(door: Desk, head: Actor) -> None:
    with pytest.raises(SignInRefused, match="没有与之对应的账号"):
        sign_in_by_subject(door, "issuer 42")
    bind_subject(door, CONSOLE, HEAD, "issuer 42")
    assert who(door, sign_in_by_subject(door, "issuer 42")) == head


def test_whoever_comes_by_single_sign_on_alone_has_no_password(door: Desk) -> None:
    bind_subject(door, CONSOLE, HEAD, "issuer 42")
    name = next(one.name for one in list_accounts(door, CONSOLE))
    with pytest.raises(SignInRefused):
        sign_in(door, name or "", "")


def test_a_subject_is_one_persons(door: Desk, head: Actor) -> None:
    bind_subject(door, CONSOLE, HEAD, "issuer 42")
    with pytest.raises(BadInput, match="已有人使用"):
        bind_subject(door, CONSOLE, mail(Role.ASSISTANT, ZHUZHAI), "issuer 42")


def test_a_token_acts_for_its_person_until_it_ends(door: Desk, head: Actor) -> None:
    token = create_token(door, head, "统计", "read", 30)
    shown = bearer(later(door, days=29), token)
    assert shown is not None
    assert (shown.actor, shown.may_write) == (head, False)
    assert bearer(later(door, days=30), token) is None
    assert bearer(door, token + "x") is None
    assert list_tokens(door, head)[0].used_at == MORNING + timedelta(days=29)


def test_a_revoked_token_is_worth_nothing(door: Desk, head: Actor, town: Town) -> None:
    token = create_token(door, head, "统计", "write", 30)
    number = list_tokens(door, head)[0].id
    with pytest.raises(NotFound):
        revoke_token(door, town.who(Role.ASSISTANT, ZHUZHAI), number)
    revoke_token(door, head, number)
    assert bearer(door, token) is None
    assert list_tokens(door, head) == []


@pytest.mark.parametrize(
    ("title", "scope", "days"), [("", "read", 1), ("x", "all", 1), ("x", "read", 0), ("x", "read", 367)]
)
def test_a_token_says_what_it_is_for_and_ends(
    door: Desk, head: Actor, title: str, scope: str, days: int
) -> None:
    with pytest.raises(BadInput):
        create_token(door, head, title, scope, days)


def test_the_console_needs_no_token(door: Desk) -> None:
    with pytest.raises(NotAllowed):
        create_token(door, replace(CONSOLE), "统计", "read", 1)
