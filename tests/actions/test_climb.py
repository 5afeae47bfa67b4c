"""What the ladder has done about a village's task: each rung, whom it told, who signed, who was not there."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from actions.climb import read_climbs
from actions.notice import acknowledge
from actions.task import return_task
from states.roles import Role
from tests.engines import open_shared
from tests.shelf import After, issued
from tests.town import GONGYELU, ZHUZHAI, Town, found_town

SELF = "self-inspection"


def climbing(town: Town) -> None:
    """朱寨社区 has not self-inspected by 14 June; its head acknowledged the first rung, with a promise."""
    town.issue()
    town.checked_daily("2012-06-01", "2012-06-11")
    head = town.who(Role.VILLAGE_HEAD, ZHUZHAI)
    first = next(one for one in town.notices(ZHUZHAI, SELF) if one.rung == 0)
    acknowledge(town.desk, head, first.id, date(2012, 6, 12))
    town.checked_daily("2012-06-12", "2012-06-14")


def test_each_rung_says_when_it_spoke_to_whom_and_who_has_signed(after: After) -> None:
    town = after(climbing)
    first, second = read_climbs(town.desk, ZHUZHAI)[SELF]
    assert (first.number, first.on) == (0, date(2012, 6, 11))
    (head,) = first.told
    assert (head.role, head.signed_on, head.promised_on) == (
        "village_head",
        date(2012, 6, 11),
        date(2012, 6, 12),
    )
    assert (second.number, [one.role for one in second.told]) == (1, ["linked_leader"])
    assert second.told[0].signed_on is None


def test_who_is_punctual_climbs_nothing(after: After) -> None:
    town = after(issued)
    town.at("2012-06-05").check()
    town.at("2012-06-09").submit(GONGYELU, SELF)
    town.checked_daily("2012-06-10", "2012-06-14")
    assert SELF not in read_climbs(town.desk, GONGYELU)
    assert SELF in read_climbs(town.desk, ZHUZHAI)


def test_what_was_sent_back_begins_at_the_bottom(after: After) -> None:
    town = after(climbing)
    town.submit(ZHUZHAI, SELF)
    office = town.who(Role.LEADING_GROUP_OFFICE)
    return_task(town.desk, office, ZHUZHAI, SELF, "自查表缺页")
    assert SELF not in read_climbs(town.desk, ZHUZHAI)


def test_a_role_that_nobody_holds_is_a_gap_on_its_rung(
    new_address: Callable[[], str], tmp_path: Path
) -> None:
    town = found_town(open_shared(new_address()), tmp_path, without=frozenset({Role.LINKED_LEADER}))
    town.issue()
    town.checked_daily("2012-06-01", "2012-06-12")
    rungs = read_climbs(town.desk, ZHUZHAI)[SELF]
    assert [(rung.number, rung.gaps) for rung in rungs if rung.gaps] == [(1, ["linked_leader"])]
    town.desk.engine.dispose()
