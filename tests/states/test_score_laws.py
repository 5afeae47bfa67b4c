"""Whatever the plan weighs and whatever history shows: what may a score never do?"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from states.evidence import (
    ACCURACY,
    CONTACT,
    Evidence,
    FalseReportEvidence,
    FindingEvidence,
    IndicatorEvidence,
    InspectionEvidence,
    LetterEvidence,
    NoticeEvidence,
    RoundEvidence,
    TaskEvidence,
)
from states.inspection import INSPECTION
from states.roles import Role
from states.score import Deduction, ScoreRule, Standing, score, to_one_decimal
from tests.states.assessed import GATES, RULE

DAY = date(2012, 7, 1)
days = st.sampled_from([DAY + timedelta(days=n) for n in (-30, -21, -20, -19, -10, -3, -1, 0, 1, 5)])
"""Some of them after the day of judging."""

few_points = st.integers(0, 60).map(lambda tenths: Fraction(tenths, 10))
ids = st.sampled_from(((), (1,), (2, 1), (3, 5, 4)))
roles = st.sampled_from((Role.VILLAGE_HEAD, Role.ASSISTANT, Role.LINKED_LEADER))
notice = st.builds(
    NoticeEvidence, st.integers(1, 40), days, st.just("any"), st.integers(-1, 2), st.just("any"), roles
)
notices = st.lists(notice, max_size=2, unique_by=lambda one: one.notice_id).map(tuple)


def some(evidence: st.SearchStrategy[Any], name: str) -> st.SearchStrategy[Any]:
    return st.lists(evidence, max_size=3, unique_by=lambda one: getattr(one, name)).map(tuple)


@st.composite
def figures(draw: st.DrawFn) -> IndicatorEvidence:
    eligible = draw(st.integers(0, 50))
    required = draw(st.integers(0, eligible))
    name = draw(st.sampled_from(("coverage", "renewal", CONTACT, ACCURACY)))
    return IndicatorEvidence(name, draw(st.none() | st.integers(0, eligible)), required, eligible)


rounds = st.builds(
    RoundEvidence, st.integers(1, 4), days, st.none() | days, st.booleans(), history_ids=ids, notices=notices
)
tasks = st.builds(
    TaskEvidence,
    key=st.sampled_from((*GATES, "publicity")),
    rounds=some(rounds, "cycle"),
    waiver_id=st.none() | st.none() | st.just(7),
)
findings = st.builds(
    FindingEvidence,
    st.integers(1, 99),
    st.sampled_from(RULE.severities),
    st.none() | days,
    st.none() | days,
    st.booleans(),
    ids,
    notices,
)
inspections = st.builds(
    InspectionEvidence,
    inspection_id=st.integers(1, 9),
    kind=st.sampled_from(("self", "periodic", "special")),
    state=st.sampled_from(INSPECTION.states),
    reported_on=st.none() | days,
    findings=some(findings, "finding_id"),
    history_ids=ids,
    notices=notices,
)
letters = st.builds(
    LetterEvidence,
    notice_ids=st.integers(50, 58).map(lambda n: (n, n + 10)),
    on=days,
    task=st.none() | st.sampled_from(GATES),
    history_ids=ids,
    notices=notices,
)
reports = st.builds(FalseReportEvidence, st.integers(1, 9), days, ids, notices)


@st.composite
def villages(draw: st.DrawFn) -> Evidence:
    inspected = draw(some(inspections, "inspection_id"))
    return Evidence(
        judged_on=DAY,
        indicators=draw(some(figures(), "indicator")),
        tasks=draw(some(tasks, "key")),
        letters=draw(some(letters, "notice_ids")),
        inspections=tuple(
            replace(one, findings=tuple(replace(f, finding_id=100 * n + f.finding_id) for f in one.findings))
            for n, one in enumerate(inspected)
        ),
        false_reports=draw(some(reports, "referral_id")),
    )


@st.composite
def rules(draw: st.DrawFn) -> ScoreRule:
    """The pilot's rule with other points."""
    deductions = tuple(
        Deduction(deduction.key, deduction.per, draw(few_points), draw(few_points))
        for deduction in RULE.deductions
    )
    weights = tuple(replace(weight, points=draw(few_points) * 3) for weight in RULE.weights)
    return replace(RULE, weights=weights, deductions=deductions, pass_mark=draw(few_points) * 10)


def in_another_order(value: Any, random: Random) -> Any:
    """The same facts, every list of them shuffled."""
    if isinstance(value, tuple):
        return tuple(random.sample([in_another_order(one, random) for one in value], len(value)))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {field.name: in_another_order(getattr(value, field.name), random) for field in fields(value)}
    return replace(value, **changed)


def without(whole: tuple[Any, ...], one: Any) -> tuple[Any, ...]:
    return tuple(other for other in whole if other is not one)


def with_one_offence_less(evidence: Evidence) -> Iterator[Evidence]:
    """The same village, had it done one thing in time, or not got one letter, finding or referral."""
    for letter in evidence.letters:
        yield replace(evidence, letters=without(evidence.letters, letter))
    for report in evidence.false_reports:
        yield replace(evidence, false_reports=without(evidence.false_reports, report))
    for inspection in evidence.inspections:
        others = without(evidence.inspections, inspection)
        yield replace(evidence, inspections=others)
        for finding in inspection.findings:
            clean = replace(inspection, findings=without(inspection.findings, finding))
            repaired = replace(finding, repaired_on=finding.due)
            better = replace(clean, findings=(*clean.findings, repaired))
            yield replace(evidence, inspections=(*others, clean))
            yield replace(evidence, inspections=(*others, better))
    for task in evidence.tasks:
        for late in (r for r in task.counted if r.late_on(evidence.judged_on)):
            punctual = replace(late, submitted_on=late.due)
            mended = replace(task, rounds=(*without(task.rounds, late), punctual))
            yield replace(evidence, tasks=(*without(evidence.tasks, task), mended))


@given(rules(), villages())
def test_a_score_is_within_0_and_100_and_each_item_within_its_points(
    rule: ScoreRule, evidence: Evidence
) -> None:
    result = score(rule, evidence)
    assert 0 <= result.total <= 100
    assert all(0 <= item.earned <= item.points for item in result.items)


@given(rules(), villages())
def test_the_lines_add_up_to_the_total(rule: ScoreRule, evidence: Evidence) -> None:
    result = score(rule, evidence)
    exact = sum(item.earned for item in result.items) - sum(charge.points for charge in result.charges)
    assert result.total == to_one_decimal(min(max(Fraction(exact), Fraction(0)), Fraction(100)))


@given(rules(), villages(), st.randoms(use_true_random=False))
def test_the_order_of_the_evidence_does_not_matter(
    rule: ScoreRule, evidence: Evidence, random: Random
) -> None:
    assert score(rule, in_another_order(evidence, random)) == score(rule, evidence)


@given(rules(), villages())
def test_no_deduction_exceeds_its_limit_and_no_charge_its_full_points(
    rule: ScoreRule, evidence: Evidence
) -> None:
    charges = score(rule, evidence).charges
    assert all(0 <= charge.points <= charge.full for charge in charges)
    for deduction in rule.deductions:
        mine = [charge for charge in charges if charge.deduction == deduction.key]
        taken = [charge for charge in mine if charge.standing is Standing.TAKEN]
        expected = min(deduction.at_most, deduction.points * len(taken))
        assert sum(charge.points for charge in mine) == expected


@given(rules(), villages())
def test_every_charge_has_a_key_of_its_own(rule: ScoreRule, evidence: Evidence) -> None:
    keys = [charge.key for charge in score(rule, evidence).charges]
    assert len(keys) == len(set(keys))


@given(rules(), villages())
def test_what_is_taken_names_a_notice_that_went_before(rule: ScoreRule, evidence: Evidence) -> None:
    for charge in score(rule, evidence).charges:
        warning = charge.offence.warning
        assert (charge.standing is Standing.TAKEN) == (warning is not None)
        if warning is None:
            assert charge.points == 0
        else:
            assert warning.warns_village
            assert warning.on <= (charge.offence.done_on or DAY)


@given(rules(), villages(), st.data())
def test_every_charge_that_is_struck_only_raises_the_score(
    rule: ScoreRule, evidence: Evidence, data: st.DataObject
) -> None:
    before = score(rule, evidence)
    keys = [charge.key for charge in before.charges]
    struck = frozenset(data.draw(st.lists(st.sampled_from(keys), unique=True))) if keys else frozenset()
    after = score(rule, evidence, struck)
    assert after.total >= before.total
    assert after.items == before.items
    assert [charge.key for charge in after.charges] == keys
    assert {charge.key for charge in after.charges if charge.standing is Standing.STRUCK} == struck


@given(rules(), villages())
def test_one_offence_less_never_lowers_the_score(rule: ScoreRule, evidence: Evidence) -> None:
    before = score(rule, evidence).total
    for better in with_one_offence_less(evidence):
        assert score(rule, better).total >= before


@given(rules(), villages(), st.integers(0, 3))
def test_more_heads_never_lower_the_score(rule: ScoreRule, evidence: Evidence, number: int) -> None:
    more = tuple(replace(f, count=f.eligible) for f in evidence.indicators[: number + 1])
    better = replace(evidence, indicators=(*more, *evidence.indicators[number + 1 :]))
    before, after = score(rule, evidence), score(rule, better)
    assert after.total >= before.total
    assert after.targets_met >= before.targets_met


@given(rules(), villages())
def test_a_pass_is_the_mark_and_the_targets_together(rule: ScoreRule, evidence: Evidence) -> None:
    result = score(rule, evidence)
    reached = {figure.indicator for figure in evidence.indicators if figure.met}
    assert result.pass_mark_reached == (rule.pass_mark is None or result.total >= rule.pass_mark)
    assert result.targets_met == ({"coverage", "renewal"} <= reached)
    assert result.passed == (result.pass_mark_reached and result.targets_met)
