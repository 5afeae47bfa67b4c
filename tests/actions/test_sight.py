"""Who sees what: every role its own units, a village its own campaign and never another's."""

import pytest

from actions.errors import NotAllowed, NotFound
from actions.permission import CONSOLE
from actions.sight import SEES, SeveralPlaces, Sight, codes_seen, look, places_of, powers_of, widest
from actions.unit import list_units
from records.person import APPOINTMENTS
from records.unit import UNITS
from states.roles import Role
from tests.town import GONGYELU, SUBDISTRICT, VILLAGES, ZHUZHAI, Town


def views(town: Town, role: Role, unit: str = SUBDISTRICT) -> frozenset[str]:
    return powers_of(town.desk, town.who(role, unit)).views


def test_every_role_is_somewhere_in_the_table() -> None:
    assert set(Role) == set().union(*SEES.values())


def test_a_village_sees_its_own_page_and_messages_and_the_plan(town: Town) -> None:
    assert views(town, Role.VILLAGE_HEAD, ZHUZHAI) == {"village", "outbox", "history", "plan"}


def test_the_discipline_committee_changes_nothing_and_sees_no_village(town: Town) -> None:
    powers = powers_of(town.desk, town.who(Role.DISCIPLINE_COMMITTEE))
    assert powers.deeds == frozenset()
    assert powers.views == {"referrals", "history", "plan"}


def test_the_administrator_looks_after_people_and_sees_no_campaign(town: Town) -> None:
    seen = views(town, Role.ADMINISTRATOR, "410000000000")
    assert "administration" in seen
    assert not {"board", "village", "inspections", "assessment"} & seen


def test_a_head_sees_the_own_village_without_naming_it(town: Town) -> None:
    head = powers_of(town.desk, town.who(Role.VILLAGE_HEAD, ZHUZHAI))
    assert look(town.desk, head, "village").unit == ZHUZHAI
    assert look(town.desk, head, "village", ZHUZHAI).unit == ZHUZHAI


@pytest.mark.parametrize("code", [GONGYELU, SUBDISTRICT, "410000000000"])
def test_a_head_sees_no_other_unit(town: Town, code: str) -> None:
    head = powers_of(town.desk, town.who(Role.VILLAGE_HEAD, ZHUZHAI))
    with pytest.raises(NotAllowed, match="任职范围不包括"):
        look(town.desk, head, "village", code)


def test_a_view_that_no_role_gives_is_refused_with_who_has_it(town: Town) -> None:
    head = powers_of(town.desk, town.who(Role.VILLAGE_HEAD, ZHUZHAI))
    with pytest.raises(NotAllowed, match="督查室"):
        look(town.desk, head, "inspections")


def test_a_unit_that_there_is_not_is_not_found(town: Town) -> None:
    with pytest.raises(NotFound):
        look(town.desk, powers_of(town.desk, CONSOLE), "board", "999999999999")


def test_an_office_sees_its_villages_and_not_the_county(town: Town) -> None:
    office = powers_of(town.desk, town.who(Role.LEADING_GROUP_OFFICE))
    sight = look(town.desk, office, "board")
    assert sight.unit == SUBDISTRICT
    assert not sight.everything
    seen = codes_seen(town.desk, sight)
    assert seen is not None
    assert set(VILLAGES) <= seen
    assert "410106000000" not in seen
    assert look(town.desk, office, "board", ZHUZHAI).unit == ZHUZHAI


def test_the_console_and_whoever_holds_a_role_above_all_see_everything(town: Town) -> None:
    everything = Sight(("",), None)
    assert look(town.desk, powers_of(town.desk, CONSOLE), "board") == everything
    top = powers_of(town.desk, town.who(Role.ADMINISTRATOR, "410000000000"))
    assert look(town.desk, top, "people") == everything
    assert codes_seen(town.desk, everything) is None


def test_whoever_holds_a_role_at_several_units_chooses(town: Town) -> None:
    leader = town.who(Role.LINKED_LEADER, ZHUZHAI)
    with town.desk.engine.begin() as connection:
        unit_id = connection.execute(UNITS.select().where(UNITS.c.code == GONGYELU)).one().id
        row = {"person_id": leader.person_id, "unit_id": unit_id, "role": Role.LINKED_LEADER.value}
        connection.execute(APPOINTMENTS.insert().values(row))
    powers = powers_of(town.desk, leader)
    with pytest.raises(SeveralPlaces) as several:
        look(town.desk, powers, "board")
    assert [place.code for place in several.value.places] == [GONGYELU, ZHUZHAI]
    assert [place.code for place in places_of(town.desk, powers, "board")] == [GONGYELU, ZHUZHAI]
    assert look(town.desk, powers, "board", GONGYELU).unit == GONGYELU


def test_of_paths_only_the_widest_count() -> None:
    assert widest(["a/b/", "a/", "c/d/", "a/b/e/"]) == ("a/", "c/d/")


def test_all_units_are_seen_by_somebody_and_none_by_a_stranger(town: Town) -> None:
    stranger = powers_of(town.desk, type(CONSOLE)("路人", 999_999))
    assert stranger.views == frozenset()
    for code, _, _ in list_units(town.desk):
        with pytest.raises(NotAllowed):
            look(town.desk, stranger, "board", code)
