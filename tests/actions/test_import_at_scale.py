"""A list of more rows than are held at once is imported like a short one: whole or not at all."""

import re
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.errors import BadInput, BadRows
from actions.permission import CONSOLE
from actions.person import Imported, import_people, list_people
from actions.unit import import_units, list_units
from records.database import ROWS_AT_ONCE, reading
from records.person import PEOPLE, SEATS
from records.unit import ANCESTORS, KINDS, UNITS
from states.roles import Role
from tests.query_plan import plans_of
from tests.shelf import Shelf, founded
from tests.town import SUBDISTRICT, ZHUZHAI, Town

VILLAGES = ROWS_AT_ONCE + 500
ABOVE = (f"410106009000,某街道,township,{SUBDISTRICT[:6]}000000",)


@pytest.fixture
def untouched(shelf: Shelf) -> Town:
    """A town that everybody shares, since a refused import leaves no trace."""
    return shelf.look_at(founded)


def villages(number: int) -> Iterator[str]:
    return (f"4101060{n:05},{n} 村,village,410106009000" for n in range(10_000, 10_000 + number))


def units_file(folder: Path, *parts: Iterator[str] | tuple[str, ...]) -> Path:
    file = folder / "units.csv"
    with file.open("w", encoding="utf-8") as text:
        text.write("code,name,kind,parent_code\n")
        for part in parts:
            text.writelines(f"{row}\n" for row in part)
    return file


def number_of(town: Town, table: sa.Table) -> int:
    with reading(town.desk.engine) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


# ── Units ─────────────────────────────────────────────────────────────────────────────


def test_villages_may_come_before_their_township_and_a_second_time(town: Town, tmp_path: Path) -> None:
    file = units_file(tmp_path, villages(VILLAGES), ABOVE)
    closure, seats = number_of(town, ANCESTORS), number_of(town, SEATS)
    read: list[int] = []
    added: list[int] = []
    done = import_units(town.desk, CONSOLE, file, read=read.append, progress=added.append)
    assert done == Imported(VILLAGES + 1, 0)
    assert (read, added) == ([ROWS_AT_ONCE], [1, ROWS_AT_ONCE, 500])
    assert number_of(town, ANCESTORS) == closure + 3 + 4 * VILLAGES
    assert number_of(town, SEATS) == seats + 1 + VILLAGES, (
        "only the administrator sits above the new township"
    )
    assert import_units(town.desk, CONSOLE, file) == Imported(0, VILLAGES + 1)
    renamed = units_file(tmp_path, villages(VILLAGES), ("410106099999,改名村,village,410106009000",))
    assert import_units(town.desk, CONSOLE, renamed) == Imported(1, VILLAGES)
    renamed.write_text(renamed.read_text("utf-8").replace("10000 村", "改名村"), encoding="utf-8")
    assert import_units(town.desk, CONSOLE, renamed) == Imported(0, VILLAGES + 1)
    assert [name for _, name, _ in list_units(town.desk) if name == "改名村"] == ["改名村"] * 2


LAST = {
    "没有单位类型 hamlet": f"410106008000,某处,hamlet,{SUBDISTRICT}",
    "与第 2 行重复": "410106010000,又一村,village,410106009000",
    "的上级 999999999999 不存在": "410106008000,某处,village,999999999999",
    "不能隶属于 community": f"410106008000,某处,village,{ZHUZHAI}",
    "已存在（community": f"{ZHUZHAI},朱寨村,village,{SUBDISTRICT}",
}


@pytest.mark.parametrize("said", LAST)
def test_a_bad_last_line_leaves_nothing_behind(untouched: Town, tmp_path: Path, said: str) -> None:
    file = units_file(tmp_path, villages(VILLAGES), ABOVE, (LAST[said],))
    before = [number_of(untouched, table) for table in (UNITS, ANCESTORS, SEATS)]
    with pytest.raises(BadRows, match=f"第 {VILLAGES + 3} 行：.*{said}") as refusal:
        import_units(untouched.desk, CONSOLE, file)
    assert len(refusal.value.problems) == 1
    assert [number_of(untouched, table) for table in (UNITS, ANCESTORS, SEATS)] == before


def test_a_file_that_breaks_off_is_refused_and_the_next_one_is_imported(town: Town, tmp_path: Path) -> None:
    before = number_of(town, UNITS)
    with pytest.raises(BadInput, match=f"第 {VILLAGES + 3} 行有 5 列"):
        import_units(town.desk, CONSOLE, units_file(tmp_path, ABOVE, villages(VILLAGES), ("1,2,3,4,5",)))
    assert number_of(town, UNITS) == before
    assert import_units(town.desk, CONSOLE, units_file(tmp_path, ABOVE)) == Imported(1, 0)


def test_bad_rows_far_apart_are_told_together_in_the_order_of_the_file(
    untouched: Town, tmp_path: Path
) -> None:
    file = units_file(
        tmp_path, (LAST["不能隶属于 community"],), ABOVE, villages(VILLAGES), tuple(LAST.values())[:2]
    )
    with pytest.raises(BadRows) as refusal:
        import_units(untouched.desk, CONSOLE, file)
    assert [one.partition("：")[0] for one in refusal.value.problems] == [
        "第 2 行",
        f"第 {VILLAGES + 4} 行",
        f"第 {VILLAGES + 5} 行",
    ]


def test_two_who_import_the_same_list_at_once_import_it_once(town: Town, tmp_path: Path) -> None:
    file = units_file(tmp_path, villages(200), ABOVE)
    with ThreadPoolExecutor(2) as both:
        done = list(both.map(lambda _: import_units(town.desk, CONSOLE, file), range(2)))
    assert sorted(done, key=lambda one: one.added) == [Imported(0, 201), Imported(201, 0)]


def test_no_step_goes_through_all_units_that_are_there(town: Town, tmp_path: Path) -> None:
    file = units_file(tmp_path, villages(200), ABOVE)
    with plans_of(town.desk.engine) as first:
        import_units(town.desk, CONSOLE, file)
    with plans_of(town.desk.engine) as again:
        import_units(town.desk, CONSOLE, file)
    plans = [plan for statement, plan in [*first, *again] if "incoming_unit" in statement]
    through_all = re.compile(r"(SCAN|Seq Scan on) (unit|unit_ancestor|seat|parent)\b")
    assert [plan for plan in plans if through_all.search(plan)] == []
    assert len(plans) > 2 * len(KINDS)


# ── People ────────────────────────────────────────────────────────────────────────────


def people_file(folder: Path, number: int, *rows: str) -> Path:
    file = folder / "people.csv"
    with file.open("w", encoding="utf-8") as text:
        text.write("unit_code,role,name,email\n")
        text.write(f"{ZHUZHAI},assistant,王 协办员,\n{ZHUZHAI},assistant,李 协办员,li@duban.example\n")
        text.writelines(f"{ZHUZHAI},assistant,{n} 号,{n}@duban.example\n" for n in range(number - 2))
        text.writelines(f"{row}\n" for row in rows)
    return file


def test_who_stands_far_apart_in_a_list_is_still_one_person(town: Town, tmp_path: Path) -> None:
    again = (f"{ZHUZHAI},village_head,王 协办员,", f"{ZHUZHAI},village_head,李 协办员,LI@duban.example")
    told: list[int] = []
    file = people_file(tmp_path, ROWS_AT_ONCE, *again)
    assert import_people(town.desk, CONSOLE, file, progress=told.append) == Imported(ROWS_AT_ONCE + 2, 0)
    assert told == [ROWS_AT_ONCE, 2]
    roles = {person.name: [role for role, _, _ in person.roles] for person in list_people(town.desk)}
    assert roles["王 协办员"] == roles["李 协办员"] == [Role.ASSISTANT, Role.VILLAGE_HEAD]
    assert import_people(town.desk, CONSOLE, file) == Imported(0, ROWS_AT_ONCE + 2)


def test_a_bad_last_person_leaves_nobody_behind(untouched: Town, tmp_path: Path) -> None:
    before = number_of(untouched, PEOPLE)
    file = people_file(tmp_path, ROWS_AT_ONCE, f"{ZHUZHAI},assistant,张 协办员,li@duban.example")
    with pytest.raises(BadRows, match=rf"第 {ROWS_AT_ONCE + 2} 行：邮箱 li@duban.example 已属于 李 协办员"):
        import_people(untouched.desk, CONSOLE, file)
    assert number_of(untouched, PEOPLE) == before


def test_a_person_is_looked_for_by_address_or_by_unit(town: Town, tmp_path: Path) -> None:
    with plans_of(town.desk.engine) as seen:
        import_people(town.desk, CONSOLE, people_file(tmp_path, 20))
    plans = [plan for statement, plan in seen if " IN (" in statement]
    through_all = re.compile(r"(SCAN|Seq Scan on) (unit|person|appointment)\b")
    assert [plan for plan in plans if through_all.search(plan)] == []
    assert len(plans) == 5


# ── Memory ────────────────────────────────────────────────────────────────────────────


def peak_of(work: Callable[[], object]) -> int:
    """The most bytes that Python had allocated at once."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_number_of_villages(town: Town, tmp_path: Path) -> None:
    few = units_file(tmp_path, villages(2 * VILLAGES), ABOVE)
    import_units(town.desk, CONSOLE, few)  # what is made once is made
    of_few = peak_of(lambda: import_units(town.desk, CONSOLE, few))
    many = units_file(tmp_path, villages(5 * VILLAGES), ABOVE)
    of_many = peak_of(lambda: import_units(town.desk, CONSOLE, many))
    assert of_many < 1.5 * of_few
