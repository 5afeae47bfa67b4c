"""Which villages of 工业路街道 come first, and which are commended?"""

from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from states.ranking import (
    GroupHonourRule,
    HonourFacts,
    HonourRule,
    Ranked,
    VillageValues,
    commended,
    commended_groups,
    rank,
    scorecard,
)
from tests.states.assessed import points

PILOT = HonourRule(share_at_most=points(20), score_at_least=points(90))
SOUND = HonourFacts(targets_met=True, findings_closed=True)


def scores(*numbers: int) -> dict[str, Fraction]:
    """Villages a, b, c … with these scores."""
    return {chr(ord("a") + n): points(number) for n, number in enumerate(numbers)}


def honoured(numbers: tuple[int, ...], rule: HonourRule = PILOT, **others: HonourFacts) -> tuple[str, ...]:
    """Who is commended of villages with these scores, all sound but those that are named."""
    ranked = rank(scores(*numbers))
    return commended(ranked, rule, {one.unit: others.get(one.unit, SOUND) for one in ranked})


def test_equal_scores_share_a_place_and_leave_the_next_free() -> None:
    assert rank(scores(90, 95, 90, 80)) == (
        Ranked("b", points(95), 1),
        Ranked("a", points(90), 2),
        Ranked("c", points(90), 2),
        Ranked("d", points(80), 4),
    )


def test_nobody_is_ranked_where_nobody_was_scored() -> None:
    assert rank({}) == ()
    assert honoured(()) == ()


def test_a_fifth_of_eleven_villages_is_two() -> None:
    assert honoured((99, 98, 97, *[91] * 8)) == ("a", "b")


def test_a_fifth_of_four_villages_is_none() -> None:
    assert honoured((99, 98, 97, 96)) == ()


def test_who_ties_where_the_share_ends_is_left_out_together_with_all_below() -> None:
    assert honoured((99, 98, 98, 97, *[50] * 6)) == ("a",)
    assert honoured((98, 98, 98, 97, *[50] * 6)) == ()


def test_below_90_points_nobody_is_commended_even_if_there_is_room() -> None:
    assert honoured((90, 89, *[50] * 8)) == ("a",)


def test_a_missed_target_an_open_finding_or_facts_unknown_make_room_for_the_next() -> None:
    numbers = (99, 98, 97, 96, *[50] * 6)
    missed = HonourFacts(targets_met=False, findings_closed=True)
    unrepaired = HonourFacts(targets_met=True, findings_closed=False)
    assert honoured(numbers, a=missed, b=unrepaired) == ("c", "d")
    ranked = rank(scores(*numbers))
    assert commended(ranked, PILOT, {"b": SOUND}) == ("b",)
    assert commended(reversed(ranked), PILOT, {"b": SOUND, "c": SOUND}) == ("b", "c")


def test_a_plan_may_ask_for_neither() -> None:
    lenient = HonourRule(points(20), points(90), targets_met=False, findings_closed=False)
    neither = HonourFacts(targets_met=False, findings_closed=False)
    assert honoured((99, *[50] * 9), lenient, a=neither) == ("a",)


def test_groups_that_met_every_indicator_are_commended() -> None:
    rule = GroupHonourRule(("coverage", "renewal"))
    met = {
        "三组": {"coverage": True, "renewal": True},
        "一组": {"coverage": True, "renewal": True, "contact": False},
        "二组": {"coverage": True, "renewal": False},
        "四组": {"coverage": True},
    }
    assert commended_groups(rule, met) == ("一组", "三组")


def test_a_linked_leaders_scorecard_adds_up_the_villages() -> None:
    card = scorecard(
        "l-3",
        [
            VillageValues("zhuzhai", Fraction(945, 10), True, overdue=1, letters=1),
            VillageValues("nanfeng", points(70), False, overdue=3, letters=2, special_inspections=1),
            VillageValues("dongxin", points(100), True),
        ],
    )
    assert card.villages == ("dongxin", "nanfeng", "zhuzhai")
    assert card.average == Fraction(882, 10)  # 88⅙
    assert (card.accepted, card.overdue, card.letters, card.special_inspections) == (2, 4, 3, 1)


def test_a_leader_without_villages_has_no_average() -> None:
    card = scorecard("l-9", [])
    assert (card.villages, card.average, card.accepted) == ((), None, 0)


many_scores = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3), st.integers(80, 100).map(Fraction), max_size=30
)
facts = st.builds(HonourFacts, st.booleans(), st.booleans())


@given(many_scores)
def test_a_place_is_one_more_than_the_number_of_better_villages(by_unit: dict[str, Fraction]) -> None:
    ranked = rank(by_unit)
    assert {one.unit: one.score for one in ranked} == by_unit
    for one in ranked:
        assert one.place == 1 + sum(other > one.score for other in by_unit.values())


@given(many_scores, st.randoms(use_true_random=False))
def test_the_order_in_which_villages_are_scored_does_not_matter(
    by_unit: dict[str, Fraction], random: Random
) -> None:
    pairs = list(by_unit.items())
    random.shuffle(pairs)
    assert rank(dict(pairs)) == rank(by_unit)


@given(many_scores, st.integers(0, 100), st.data())
def test_honours_keep_their_share_and_never_pass_over_a_better_or_equal_village(
    by_unit: dict[str, Fraction], share: int, data: st.DataObject
) -> None:
    known = {unit: data.draw(facts) for unit in by_unit}
    chosen = commended(rank(by_unit), HonourRule(Fraction(share), points(90)), known)
    assert len(chosen) * 100 <= len(by_unit) * share
    worthy = {u for u in by_unit if by_unit[u] >= 90 and known[u] == SOUND}
    assert worthy.issuperset(chosen)
    for unit in chosen:
        assert {u for u in worthy if by_unit[u] >= by_unit[unit]} <= set(chosen)
