"""Lots for the periodic inspection: drawn by township, kind and light, kept, and drawn again (三.三.2)."""

from datetime import date
from importlib.resources import as_file, files

import pytest
import sqlalchemy as sa

from actions.board import list_tasks
from actions.campaign import start
from actions.draw import check_draw, draw_lots, list_draws
from actions.errors import BadInput, NotAllowed, NotFound, WrongState
from actions.history import read_history
from actions.inspection import list_inspections, merge, order, propose
from actions.permission import CONSOLE
from actions.unit import import_units
from plans.reader import parse_plan, read_plan, shipped_plan
from records.draw import DRAWS, LOTS
from records.inspection import INSPECTIONS
from states.roles import Role
from tests.plans import PILOT_TEXT
from tests.shelf import After, founded
from tests.town import SUBDISTRICT, VILLAGES, ZHUZHAI, Town

COUNTY = "410106000000"


def may(town: Town) -> None:
    """On Monday, 7 May, the first round has come; everything until then is overdue."""
    town.issue()
    town.at("2012-05-07").check()


@pytest.fixture
def town(after: After) -> Town:
    return after(may)


def draws_owed(town: Town) -> list[tuple[str, str, date, str]]:
    return [
        (unit, one.key, one.due, one.state)
        for unit, _, one in list_tasks(town.desk)
        if one.key.startswith("errand.draw-lots#")
    ]


def rows(town: Town, table: sa.Table) -> int:
    with town.desk.engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


# ── Rounds ────────────────────────────────────────────────────────────────────────────


def test_when_a_round_has_come_each_township_owes_its_lots(town: Town) -> None:
    assert draws_owed(town) == [(SUBDISTRICT, "errand.draw-lots#1", date(2012, 5, 9), "open")]
    town.at("2012-05-08").check()
    assert len(draws_owed(town)) == 1


def test_before_the_first_round_nobody_owes_any(campaign: Town) -> None:
    campaign.at("2012-05-06").check()
    assert draws_owed(campaign) == []


def test_a_round_that_was_missed_is_not_caught_up(campaign: Town) -> None:
    campaign.at("2012-06-05").check()
    assert [key for _, key, _, _ in draws_owed(campaign)] == ["errand.draw-lots#3"]


def test_the_draw_settles_it(town: Town) -> None:
    draw_lots(town.desk, town.who(Role.SUPERVISION_OFFICE), SUBDISTRICT)
    assert [state for _, _, _, state in draws_owed(town)] == ["verified"]


def test_lots_drawn_before_the_check_are_not_asked_for(campaign: Town) -> None:
    draw_lots(campaign.at("2012-05-07", 8).desk, CONSOLE, SUBDISTRICT)
    campaign.at("2012-05-07", 9).check()
    assert draws_owed(campaign) == []


# ── The draw ──────────────────────────────────────────────────────────────────────────


def test_a_quarter_and_at_least_one_of_each_stratum_is_drawn(town: Town) -> None:
    drawn = draw_lots(town.desk, CONSOLE, SUBDISTRICT, seed="2012-05-07 第一轮")
    assert (drawn.draw.round, drawn.draw.pool, len(drawn.draw.drawn)) == (date(2012, 5, 7), 3, 1)
    [one] = list_inspections(town.desk)
    assert (one.kind, one.state, one.reasons) == (
        "periodic",
        "proposed",
        ("第 1 轮定期督查（5月7日（星期一））抽签抽中",),
    )
    assert drawn.inspections == {one.unit: one.id}
    assert rows(town, LOTS) == 3


def test_the_same_seed_draws_the_same_and_anyone_may_check_it(town: Town, after: After) -> None:
    first = draw_lots(town.desk, CONSOLE, SUBDISTRICT, seed="种子")
    other = after(may)
    assert draw_lots(other.desk, CONSOLE, SUBDISTRICT, seed="种子").draw.drawn == first.draw.drawn
    checked = check_draw(town.desk, first.draw.id)
    assert checked.agrees
    assert checked.again == first.draw.drawn


def test_a_draw_that_was_tampered_with_does_not_agree(town: Town) -> None:
    drawn = draw_lots(town.desk, CONSOLE, SUBDISTRICT, seed="种子")
    with town.desk.engine.begin() as connection:
        connection.execute(LOTS.update().values(drawn=~LOTS.c.drawn))
    assert not check_draw(town.desk, drawn.draw.id).agrees


def test_a_seed_is_made_up_and_kept(town: Town) -> None:
    drawn = draw_lots(town.desk, CONSOLE, SUBDISTRICT)
    assert len(drawn.draw.seed) == 16
    assert list_draws(town.desk) == [drawn.draw]
    [row] = [one for one in read_history(town.desk) if one.subject == "draw"]
    assert (row.trigger, row.unit, row.clause) == ("draw", SUBDISTRICT, "三.三.2")
    assert drawn.draw.seed in (row.reason or "")


def test_a_red_village_has_more_lots(town: Town) -> None:
    for key in ("training", "survey", "work-group", "responsibility-letter", "village-meeting"):
        town.complete(ZHUZHAI, key)
    draw_lots(town.desk, CONSOLE, SUBDISTRICT)
    with town.desk.engine.connect() as connection:
        weights = dict(connection.execute(sa.select(LOTS.c.code, LOTS.c.weight)).tuples().all())
    assert {weights[unit] for unit in VILLAGES if unit != ZHUZHAI} == {4}
    assert weights[ZHUZHAI] in (1, 2)


def test_the_strata_are_the_townships_and_kinds_of_unit(after: After) -> None:
    town = after(founded)
    with as_file(files("plans") / "demo" / "units-shangjie.csv") as file:
        import_units(town.desk, CONSOLE, file)
    town.at("2012-04-23")
    start(town.desk, CONSOLE, read_plan(shipped_plan("2012-pension-pilot")), COUNTY)
    town.at("2012-05-07").check()
    drawn = draw_lots(town.desk, CONSOLE, COUNTY)
    with town.desk.engine.connect() as connection:
        strata = sa.select(LOTS.c.stratum, sa.func.max(sa.case((LOTS.c.drawn, 1), else_=0)))
        found = dict(connection.execute(strata.group_by(LOTS.c.stratum)).tuples().all())
    assert set(found.values()) == {1}
    assert {stratum.split("/")[1] for stratum in found} == {"village", "community"}
    assert len(drawn.inspections) >= len(found)
    assert {state for _, _, _, state in draws_owed(town)} == {"verified"}


def test_what_was_drawn_is_ordered_together_with_the_date_of_the_draw(town: Town) -> None:
    drawn = draw_lots(town.desk, CONSOLE, SUBDISTRICT)
    ordered = order(town.at("2012-05-08").desk, CONSOLE, list(drawn.inspections.values()), [1])
    assert (ordered.due, ordered.number) == (date(2012, 5, 14), 1)
    told = [one.form for one in town.notices(drawn.draw.drawn[0]) if one.kind == "inspection_ordered"]
    assert "inspection_village" in told


def test_a_drawn_village_with_an_open_special_inspection_is_pointed_out(town: Town) -> None:
    for unit in VILLAGES:
        propose(town.desk, CONSOLE, unit, "群众来电反映")
    drawn = draw_lots(town.desk, CONSOLE, SUBDISTRICT)
    [warning] = drawn.warnings
    [(unit, number)] = drawn.inspections.items()
    special = next(one for one in list_inspections(town.desk) if (one.unit, one.kind) == (unit, "special"))
    assert f"duban inspection merge {number} {special.id}" in warning
    merge(town.desk, CONSOLE, number, special.id, "合并检查")
    listed = {one.id: one for one in list_inspections(town.desk)}
    assert listed[number].state == "dismissed"
    assert listed[special.id].reasons[-1].endswith("抽签抽中")


# ── Refusals: nothing is half-written ─────────────────────────────────────────────────


def nothing_written(town: Town) -> bool:
    return (rows(town, DRAWS), rows(town, LOTS), rows(town, INSPECTIONS)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("strata", "words"),
    [
        ([], r"抽签须至少写明一种分层：township（街道（乡镇））、kind（村与社区）"),
        (["weather"], r"没有“weather”这种分层。可用：township"),
        ([""], r"没有“”这种分层。可用：township"),
    ],
)
def test_a_draw_without_a_stratum_is_refused_with_what_would_be_right(
    town: Town, strata: list[str], words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        draw_lots(town.desk, CONSOLE, SUBDISTRICT, strata=strata)
    assert nothing_written(town)


def test_a_second_draw_of_a_round_is_refused(town: Town) -> None:
    draw_lots(town.desk, CONSOLE, SUBDISTRICT)
    with pytest.raises(WrongState, match=r"第 1 轮（5月7日（星期一））已于.*（编号 1），不能再抽"):
        draw_lots(town.desk, CONSOLE, SUBDISTRICT)
    with pytest.raises(WrongState, match="不能再抽"):
        draw_lots(town.desk, CONSOLE, COUNTY)
    assert rows(town, DRAWS) == 1
    assert draw_lots(town.at("2012-05-21").desk, CONSOLE, SUBDISTRICT).draw.round == date(2012, 5, 21)


def test_a_round_is_one_of_the_plans_and_has_come(town: Town) -> None:
    with pytest.raises(BadInput, match=r"方案没有 2012-05-08 这一轮。各轮为：5月7日（星期一）、5月21日"):
        draw_lots(town.desk, CONSOLE, SUBDISTRICT, date(2012, 5, 8))
    with pytest.raises(BadInput, match=r"第 2 轮定期督查5月21日（星期一）才开始"):
        draw_lots(town.desk, CONSOLE, SUBDISTRICT, date(2012, 5, 21))
    assert nothing_written(town)


def test_before_the_first_round_nothing_is_drawn(campaign: Town) -> None:
    with pytest.raises(BadInput, match=r"第一轮定期督查5月7日（星期一）才开始，还不能抽签"):
        draw_lots(campaign.desk, CONSOLE, SUBDISTRICT)


def test_lots_are_drawn_among_several_villages_of_the_campaign(town: Town) -> None:
    with pytest.raises(BadInput, match="是村（社区），请在街道（乡镇）或以上单位抽签"):
        draw_lots(town.desk, CONSOLE, ZHUZHAI)
    with as_file(files("plans") / "demo" / "units-shangjie.csv") as file:
        import_units(town.desk, CONSOLE, file)
    with pytest.raises(BadInput, match="以下没有参加专项工作 1 的村（社区），无从抽签"):
        draw_lots(town.desk, CONSOLE, "410106001000")
    assert nothing_written(town)


def test_a_plan_without_rounds_has_no_lots(after: After) -> None:
    town = after(founded)
    begin, end = PILOT_TEXT.index("  periodic:"), PILOT_TEXT.index("  special:\n    clause")
    town.issue(parse_plan(PILOT_TEXT[:begin] + PILOT_TEXT[end:]))
    town.at("2012-05-07").check()
    with pytest.raises(BadInput, match="方案没有规定定期督查的轮次"):
        draw_lots(town.desk, CONSOLE, SUBDISTRICT)


def test_where_no_village_has_a_lot_nothing_is_drawn(after: After) -> None:
    town = after(founded)
    town.issue(
        parse_plan(PILOT_TEXT.replace("{green: 1, yellow: 2, red: 4}", "{green: 0, yellow: 0, red: 0}"))
    )
    with pytest.raises(BadInput, match="签数都是 0"):
        draw_lots(town.at("2012-05-07").desk, CONSOLE, SUBDISTRICT)
    assert nothing_written(town)


def test_a_seed_is_of_reasonable_length(town: Town) -> None:
    with pytest.raises(BadInput, match="最多 64 字"):
        draw_lots(town.desk, CONSOLE, SUBDISTRICT, seed="字" * 65)


def test_only_the_supervision_office_draws(town: Town) -> None:
    with pytest.raises(NotAllowed, match=r"inspection.draw"):
        draw_lots(town.desk, town.who(Role.LEADING_GROUP_OFFICE), SUBDISTRICT)


def test_an_unknown_draw_is_not_checked(town: Town) -> None:
    with pytest.raises(NotFound, match="没有编号为 7 的抽签"):
        check_draw(town.desk, 7)
