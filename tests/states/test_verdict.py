"""Full coverage: every unit, every indicator, every household; what is not measured is not shown."""

from hypothesis import given
from hypothesis import strategies as st

from states.evidence import CONTACT, IndicatorEvidence
from states.verdict import Goal, judge

FULL = Goal("full-coverage", ("coverage", "renewal"), 0)


def figures(
    coverage: int | None = 97, renewal: int | None = 50, contact: int | None = 40
) -> list[IndicatorEvidence]:
    """97 of 100 must enrol, all 50 renew, all 40 households be contacted."""
    return [
        IndicatorEvidence("coverage", coverage, 97, 100),
        IndicatorEvidence.of_all("renewal", renewal, 50),
        IndicatorEvidence.of_all(CONTACT, contact, 40),
    ]


def test_full_coverage_is_reached_when_every_unit_shows_everything() -> None:
    assert judge(FULL, {"a": figures(), "b": figures(coverage=100)}).reached


def test_one_unit_below_one_target_is_enough_to_miss_it() -> None:
    verdict = judge(FULL, {"a": figures(), "b": figures(renewal=49)})
    assert (verdict.reached, verdict.short, verdict.unmeasured) == (False, ("b",), ())


def test_one_household_that_was_missed_is_enough() -> None:
    verdict = judge(FULL, {"a": figures(), "b": figures(contact=39)})
    assert (verdict.reached, verdict.short, verdict.uncontacted) == (False, ("b",), 1)


def test_what_was_never_measured_is_not_shown() -> None:
    verdict = judge(FULL, {"a": figures(), "b": figures(contact=None), "c": []})
    assert (verdict.reached, verdict.unmeasured) == (False, ("b", "c"))


def test_a_goal_that_asks_for_no_contact_is_reached_without_it() -> None:
    assert judge(Goal("rates", ("coverage",)), {"a": figures(contact=None)}).reached


def test_a_campaign_without_units_has_shown_nothing() -> None:
    assert not judge(FULL, {}).reached


@given(
    st.dictionaries(
        st.sampled_from("abcde"),
        st.tuples(
            st.none() | st.integers(95, 100), st.none() | st.integers(48, 50), st.none() | st.integers(38, 40)
        ),
    )
)
def test_the_goal_is_reached_exactly_when_no_unit_is_short_of_anything(
    units: dict[str, tuple[int | None, int | None, int | None]],
) -> None:
    wanted = bool(units) and all(
        coverage is not None and coverage >= 97 and renewal == 50 and contact == 40
        for coverage, renewal, contact in units.values()
    )
    assert judge(FULL, {unit: figures(*values) for unit, values in units.items()}).reached is wanted
