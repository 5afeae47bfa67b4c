"""The hierarchy is imported from a table: whole, or not at all and every bad row named."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.errors import BadInput, BadRows
from actions.permission import CONSOLE
from actions.person import Imported
from actions.unit import import_units, list_units
from records.unit import ANCESTORS, UNITS
from states.roles import Role, roles_in
from tests.shelf import Shelf, founded
from tests.town import GONGYELU, SUBDISTRICT, VILLAGES, ZHUZHAI, Town

DISTRICT = "410106000000"
NEW = "410106004009"


@pytest.fixture
def untouched(shelf: Shelf) -> Town:
    """A town that everybody shares, since a refused import leaves no trace."""
    return shelf.look_at(founded)


def imported(town: Town, folder: Path, *rows: str, skip_bad: bool = False) -> Imported:
    file = folder / "units.csv"
    file.write_text("\n".join(["code,name,kind,parent_code", *rows]), encoding="utf-8")
    return import_units(town.desk, CONSOLE, file, skip_bad=skip_bad)


def names(town: Town) -> dict[str, str]:
    return {code: name for code, name, _ in list_units(town.desk)}


def test_units_are_listed_each_below_the_one_above_it(town: Town) -> None:
    assert [code for code, _, _ in list_units(town.desk)] == [
        "410000000000",
        "410100000000",
        DISTRICT,
        SUBDISTRICT,
        *VILLAGES,
    ]


def test_parents_may_stand_anywhere_in_the_file(town: Town, tmp_path: Path) -> None:
    done = imported(
        town,
        tmp_path,
        "420106001001,某村,village,420106001000",
        "420106001000-police,某派出所,department,420106001000",
        "420106001000,某镇,township,420106000000",
        "420106000000,某县,county,420000000000",
        "420000000000,湖北省,province,",
    )
    assert done == Imported(5, 0)
    with town.desk.engine.connect() as connection:
        village = connection.execute(sa.select(UNITS).where(UNITS.c.code == "420106001001")).one()
        assert village.path == "420000000000/420106000000/420106001000/420106001001/"
        above = sa.select(UNITS.c.code).join(ANCESTORS, ANCESTORS.c.ancestor_id == UNITS.c.id)
        mine = above.where(ANCESTORS.c.unit_id == village.id).order_by(ANCESTORS.c.distance)
        assert list(connection.execute(mine).scalars()) == ["420106001000", "420106000000", "420000000000"]


def test_the_progress_adds_up_to_what_is_new(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    rows = ("420000000000,湖北省,province,", "420106000000,某县,county,420000000000")
    known = f"{SUBDISTRICT},工业路街道,township,{DISTRICT}"
    file.write_text("\n".join(["code,name,kind,parent_code", *rows, known]), encoding="utf-8")
    told: list[int] = []
    done = import_units(town.desk, CONSOLE, file, progress=told.append)
    assert sum(told) == done.added == 2
    assert len(told) == 2, "a unit is never added in one batch with its parent"


def test_the_same_file_again_changes_nothing_and_another_name_is_taken_over(
    town: Town, tmp_path: Path
) -> None:
    row = f"{NEW},新社区,community,{SUBDISTRICT}"
    assert imported(town, tmp_path, row) == Imported(1, 0)
    assert imported(town, tmp_path, row) == Imported(0, 1)
    assert imported(town, tmp_path, f"{NEW},新新社区,community,{SUBDISTRICT}") == Imported(0, 1)
    assert names(town)[NEW] == "新新社区"


def test_who_holds_a_role_above_holds_it_for_a_new_unit_at_once(town: Town, tmp_path: Path) -> None:
    imported(town, tmp_path, f"{NEW},新社区,community,{SUBDISTRICT}")
    with town.desk.engine.connect() as connection:
        held = connection.execute(sa.select(UNITS.c.roles_held).where(UNITS.c.code == NEW)).scalar_one()
    assert roles_in(held) == {
        Role.LEADING_GROUP_OFFICE,
        Role.LEADING_GROUP,
        Role.LEADING_GROUP_HEAD,
        Role.SUPERVISION_OFFICE,
        Role.DISCIPLINE_COMMITTEE,
        Role.ADMINISTRATOR,
    }


BAD_ROWS = {
    f"41010600400,十一位,community,{SUBDISTRICT}": r"代码 41010600400 应为 12 位数字",
    f"４１０１０６００４００９,全角,community,{SUBDISTRICT}": r"应为 12 位数字",
    f",无代码,community,{SUBDISTRICT}": r"代码 （空） 应为 12 位数字",
    f"{NEW},,community,{SUBDISTRICT}": rf"{NEW} 的名称为空",
    f"{NEW},{'长' * 201},community,{SUBDISTRICT}": r"名称为空、过长或含有不可见字符",
    f"{NEW},隐\u200b形,community,{SUBDISTRICT}": r"不可见字符",
    f"{NEW},小组,hamlet,{SUBDISTRICT}": r"没有单位类型 hamlet，可选：province、.*、department",
    f"{NEW},无类型,,{SUBDISTRICT}": r"没有单位类型 （空）",
    f"{NEW},自己,township,{NEW}": rf"{NEW} 的上级不能是它自己",
    f"{NEW},无上级,community,999999999999": r"上级 999999999999 不存在，请补上该行或改正 parent_code",
    f"{NEW},村下之村,village,{ZHUZHAI}": rf"{NEW}（village）不能隶属于 community",
    f"{NEW},街道下的街道,township,{SUBDISTRICT}": r"（township）不能隶属于 township",
    f"{NEW},街道下的县,county,{SUBDISTRICT}": r"（county）不能隶属于 township",
    f"{ZHUZHAI},朱寨村,village,{SUBDISTRICT}": rf"{ZHUZHAI} 已存在（community，上级 {SUBDISTRICT}）",
    f"{ZHUZHAI},朱寨社区,community,": r"不能改为 community、上级 无",
    f"{SUBDISTRICT},派出所,department,{SUBDISTRICT}": r"部门代码 .* 应为上级 12 位代码加后缀",
    f"{SUBDISTRICT}-派出所,派出所,department,{SUBDISTRICT}": r"如 410106004000-police",
    f"{SUBDISTRICT}-police,派出所,department,{DISTRICT}": rf"的上级应为 {SUBDISTRICT}，而不是 {DISTRICT}",
    f"{SUBDISTRICT}-police,派出所,department,": r"而不是 （空）",
    f"{ZHUZHAI}-police,警务室,department,{ZHUZHAI}": r"（department）不能隶属于 community",
    f"{SUBDISTRICT}-{'a' * 64},过长,department,{SUBDISTRICT}": r"部门代码 .*最多 64 个字符",
}


@pytest.mark.parametrize(("row", "said"), BAD_ROWS.items(), ids=list(map(str, range(len(BAD_ROWS)))))
def test_a_bad_row_is_refused_with_its_line_and_what_would_be_right(
    untouched: Town, tmp_path: Path, row: str, said: str
) -> None:
    with pytest.raises(BadRows, match=rf"第 2 行：.*{said}"):
        imported(untouched, tmp_path, row)


def test_every_bad_row_is_reported_in_order_and_the_good_ones_are_not_imported(
    untouched: Town, tmp_path: Path
) -> None:
    with pytest.raises(BadRows) as refusal:
        imported(
            untouched,
            tmp_path,
            f"{NEW},新社区,community,{SUBDISTRICT}",
            f"410106004010,悬空,community,{DISTRICT[:-1]}9",
            f"{NEW},又一个,community,{SUBDISTRICT}",
            "410106004011,无上级的类型,hamlet,",
        )
    assert [problem.partition("：")[0] for problem in refusal.value.problems] == [
        "第 3 行",
        "第 4 行",
        "第 5 行",
    ]
    assert f"代码 {NEW} 与第 2 行重复" in refusal.value.problems[1]
    assert "3 处有误，未导入任何内容" in str(refusal.value)
    assert NEW not in names(untouched)


def test_a_circle_is_named_for_each_of_its_members(untouched: Town, tmp_path: Path) -> None:
    with pytest.raises(BadRows) as refusal:
        imported(
            untouched,
            tmp_path,
            "420100000000,甲市,city,420106000000",
            "420106000000,乙县,county,420100000000",
            "420106001000,丙镇,township,420106000000",
        )
    assert [problem.rpartition("，")[2] for problem in refusal.value.problems] == ["或上下级互为循环"] * 3


def test_on_request_the_good_rows_are_imported_but_nothing_that_hangs_below_a_bad_one(
    town: Town, tmp_path: Path
) -> None:
    done = imported(
        town,
        tmp_path,
        f"{NEW},新社区,community,{SUBDISTRICT}",
        f"410106009000,坏街道,hamlet,{DISTRICT}",
        "410106009001,坏街道下的村,village,410106009000",
        skip_bad=True,
    )
    assert (done.added, done.unchanged) == (1, 0)
    assert [problem.partition("：")[0] for problem in done.skipped] == ["第 3 行", "第 4 行"]
    assert NEW in names(town)
    assert "410106009001" not in names(town)


def test_an_unreadable_file_is_refused_even_when_bad_rows_may_be_skipped(
    untouched: Town, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="无法读取"):
        import_units(untouched.desk, CONSOLE, tmp_path / "nowhere.csv", skip_bad=True)


def test_a_new_unit_does_not_join_a_campaign_that_has_been_issued(campaign: Town, tmp_path: Path) -> None:
    imported(campaign, tmp_path, f"{NEW},新社区,community,{SUBDISTRICT}")
    assert [village.unit for village in campaign.board().units] == list(VILLAGES)
    assert GONGYELU in names(campaign)
