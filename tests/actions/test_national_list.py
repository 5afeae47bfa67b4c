"""The national list becomes a units file that can be imported; what stands twice in it is merged and told."""

from pathlib import Path

import pytest

from actions.errors import BadInput
from actions.national_list import convert_national_list
from actions.permission import CONSOLE
from actions.unit import import_units, list_units
from tests.town import Town

PROVINCES = 'code,name\n98,"某省"\n'
CITIES = 'code,name,provinceCode\n9801,"甲市",98\n9819,"不设区的市",98\n'
AREAS = 'code,name,cityCode,provinceCode\n980101,"乙县",9801,98\n981900,"不设区的市",9819,98\n'
STREETS = (
    "code,name,areaCode,provinceCode,cityCode\n"
    '980101100,"丙镇",980101,98,9801\n981900003,"丁街道",981900,98,9819\n980101000,"乙县",980101,98,9801\n'
)
VILLAGES = (
    "code,name,streetCode,provinceCode,cityCode,areaCode\n"
    '980101100201,"戊村村委会",980101100,98,9801,980101\n'
    '981900003001,"己社区居委会",981900003,98,9819,981900\n'
    '980101000000,"乙县",980101000,98,9801,980101\n'
)
TABLES = {
    "provinces.csv": PROVINCES,
    "cities.csv": CITIES,
    "areas.csv": AREAS,
    "streets.csv": STREETS,
    "villages.csv": VILLAGES,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small country with the oddities of the real list."""
    dist = tmp_path / "dist"
    dist.mkdir()
    for name, text in TABLES.items():
        (dist / name).write_text(text, encoding="utf-8")
    return dist


def test_the_units_file_is_imported_as_it_is(folder: Path, tmp_path: Path, town: Town) -> None:
    before = {code for code, _, _ in list_units(town.desk)}
    done = convert_national_list(folder, tmp_path / "units.csv")
    added = import_units(town.desk, CONSOLE, tmp_path / "units.csv").added
    new = {code: kind for code, _, kind in list_units(town.desk) if code not in before}
    assert done.units == added == len(new)
    assert new == {
        "980000000000": "province",
        "980100000000": "city",
        "980101000000": "county",
        "980101100000": "township",
        "980101100201": "village",
        "981900000000": "city",
        "981900003000": "township",
        "981900003001": "community",
    }


def test_a_place_that_stands_at_two_levels_is_one_unit_at_the_wider_and_told(
    folder: Path, tmp_path: Path
) -> None:
    done = convert_national_list(folder, tmp_path / "units.csv")
    assert done.merged == (
        "981900000000 不设区的市：county 与已有的 city 同为一地，已合并",
        "980101000000 乙县：township 与已有的 county 同为一地，已合并",
        "980101000000 乙县：village 与已有的 county 同为一地，已合并",
    )
    rows = (tmp_path / "units.csv").read_text(encoding="utf-8").splitlines()
    assert "981900003000,丁街道,township,981900000000" in rows


def test_a_character_that_no_font_shows_is_a_box_and_told(folder: Path, tmp_path: Path, town: Town) -> None:
    table = folder / "villages.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("戊村", "\ue170村"), encoding="utf-8")
    done = convert_national_list(folder, tmp_path / "units.csv")
    assert done.mended == ("980101100201 □村村委会：名称中有无法显示的字，以“□”代替，请核对",)
    assert import_units(town.desk, CONSOLE, tmp_path / "units.csv").added == done.units


@pytest.mark.parametrize(
    ("table", "text", "said"),
    [
        ("streets.csv", None, "无法读取"),
        ("streets.csv", "code,name\n1,a\n", "缺少列：areaCode"),
        ("villages.csv", 'code,name,streetCode\n980101100201,"戊村,980101100\n', "不是有效的 CSV"),
    ],
)
def test_a_list_that_is_not_whole_is_refused_and_nothing_is_written(
    folder: Path, tmp_path: Path, table: str, text: str | None, said: str
) -> None:
    if text is None:
        (folder / table).unlink()
    else:
        (folder / table).write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        convert_national_list(folder, tmp_path / "units.csv")
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("units")] == []


def test_a_folder_that_is_not_there_cannot_be_written_to(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有文件夹"):
        convert_national_list(folder, tmp_path / "nowhere" / "units.csv")
