"""What stands in the bar, and what is folded into the menu."""

from actions.sight import SEES
from states.roles import Role
from web.navigation import FEW, Navigation, navigation_for


def led_to(role: Role, path: str = "/", has_health: bool = True) -> Navigation:
    return navigation_for({view for view, roles in SEES.items() if role in roles}, has_health, path)


def bar(found: Navigation) -> list[str]:
    return [one.path for one in found.at_hand]


def menu(found: Navigation) -> list[str]:
    return [one.path for group in found.folded for one in group.entries]


def test_the_office_has_four_places_at_hand_and_all_others_in_the_menu() -> None:
    office = led_to(Role.LEADING_GROUP_OFFICE)
    assert bar(office) == ["/", "/tasks", "/progress", "/inspections"]
    assert {"/dates", "/meetings", "/assessment", "/plan", "/outbox", "/people"} < set(menu(office))
    assert menu(office)[-1] == "/health"


def test_a_head_sees_every_place_in_the_bar() -> None:
    head = led_to(Role.VILLAGE_HEAD)
    assert bar(head) == ["/", "/plan", "/outbox", "/history"]
    assert head.at_hand[0].view == "village"
    assert head.folded == ()


def test_nobody_has_more_in_the_bar_than_a_phone_has_room_for() -> None:
    for role in Role:
        found = led_to(role)
        assert 0 < len(found.at_hand) + bool(found.folded) <= FEW


def test_nobody_is_led_to_a_place_that_they_do_not_see() -> None:
    for role in Role:
        found = led_to(role)
        entries = [*found.at_hand, *(one for group in found.folded for one in group.entries)]
        assert [one.path for one in entries if role not in SEES[one.view]] == []
        assert all(group.entries for group in found.folded)


def test_how_it_runs_is_shown_only_where_that_can_be_read() -> None:
    assert "/health" not in menu(led_to(Role.LEADING_GROUP_OFFICE, has_health=False))


def test_a_page_below_a_place_is_at_that_place() -> None:
    supervision = led_to(Role.SUPERVISION_OFFICE, "/inspections/12")
    assert [one.path for one in supervision.at_hand if one.is_here] == ["/inspections"]
    assert supervision.here is None
    village = led_to(Role.SUPERVISION_OFFICE, "/villages/410106004002/tasks/survey")
    assert [one.path for one in village.at_hand if one.is_here] == ["/"]


def test_the_menu_says_at_which_of_its_places_one_is() -> None:
    here = led_to(Role.LEADING_GROUP_OFFICE, "/assessment/410106004002").here
    assert here is not None
    assert (here.path, here.name) == ("/assessment", "考核")
