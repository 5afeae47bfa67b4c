"""Units and people are found by what an administrator remembers of them."""

from pathlib import Path

from actions.account import accept_invitation, bind_subject, invite
from actions.directory import ON_A_PAGE, count_all, find_people_by, find_units_by
from actions.permission import CONSOLE, WHOLE
from actions.sight import powers_of
from states.roles import Role
from tests.actions.people import import_rows
from tests.town import GONGYELU, SUBDISTRICT, ZHUZHAI, Town, mail

HEAD = mail(Role.VILLAGE_HEAD, ZHUZHAI)


def test_a_unit_is_found_by_a_piece_of_its_name_or_the_beginning_of_its_code(town: Town) -> None:
    [found] = find_units_by(town.desk, (WHOLE,), "朱寨")
    assert (found.code, found.kind, found.parent) == (ZHUZHAI, "community", "工业路街道")
    assert [one.code for one in find_units_by(town.desk, (WHOLE,), "410106004001")] == [GONGYELU]
    assert find_units_by(town.desk, (WHOLE,), "4001") == []
    assert find_units_by(town.desk, (WHOLE,), "%") == []


def test_units_go_on_after_the_last_that_was_shown(town: Town) -> None:
    everything = find_units_by(town.desk, (WHOLE,))
    assert find_units_by(town.desk, (WHOLE,), after=everything[2].path) == everything[3:]


def test_whoever_administers_a_part_finds_that_part(town: Town) -> None:
    paths = (find_units_by(town.desk, (WHOLE,), ZHUZHAI)[0].path,)
    assert [one.code for one in find_units_by(town.desk, paths)] == [ZHUZHAI]
    found = {role for one in find_people_by(town.desk, paths) for role, _, _ in one.roles}
    assert found == {Role.VILLAGE_HEAD, Role.ASSISTANT, Role.LINKED_LEADER}
    assert find_people_by(town.desk, ()) == []


def test_a_person_is_found_by_name_address_or_number(town: Town) -> None:
    [found] = find_people_by(town.desk, (WHOLE,), HEAD.upper())
    assert found.roles == ((Role.VILLAGE_HEAD, ZHUZHAI, "朱寨社区居民委员会"),)
    assert found in find_people_by(town.desk, (WHOLE,), str(found.id))
    assert found in find_people_by(town.desk, (WHOLE,), "4002 village")


def test_the_account_stands_beside_the_person(town: Town) -> None:
    token = invite(town.desk, CONSOLE, HEAD)
    [invited] = find_people_by(town.desk, (WHOLE,), HEAD)
    assert invited.account is None
    assert invited.invited_until is not None
    accept_invitation(town.desk, token, "zhuzhai", "correct horse battery")
    bind_subject(town.desk, CONSOLE, HEAD, "https://sso.example 1")
    [known] = find_people_by(town.desk, (WHOLE,), HEAD)
    assert (known.account, known.invited_until, known.totp) == ("zhuzhai", None, False)
    assert known.subject == "https://sso.example 1"
    assert count_all(town.desk)[1:] == (15, 1)


def test_one_more_than_a_page_says_that_there_are_more(town: Town, tmp_path: Path) -> None:
    import_rows(town, *(f"{ZHUZHAI},assistant,员{n:03},x{n}@duban.example" for n in range(ON_A_PAGE + 5)))
    first = find_people_by(town.desk, (WHOLE,), "员")
    assert len(first) == ON_A_PAGE + 1
    rest = find_people_by(town.desk, (WHOLE,), "员", after=first[ON_A_PAGE - 1].id)
    assert [one.name for one in rest] == [f"员{n:03}" for n in range(ON_A_PAGE, ON_A_PAGE + 5)]


def test_a_view_of_everything_and_a_view_of_a_part_are_told_apart(town: Town) -> None:
    office = powers_of(town.desk, town.who(Role.LEADING_GROUP_OFFICE))
    [path] = office.paths("board")
    assert path.endswith(f"{SUBDISTRICT}/")
    assert office.may_at("task.verify.village", f"{path}{ZHUZHAI}/")
    assert not office.may_at("task.verify.village", "410000000000/")
    assert not office.may_at("task.verify.office", path)
    assert not office.may_at("no.such.deed", path)
