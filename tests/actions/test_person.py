"""People are imported with their roles, and a role is held at the nearest unit upward (四.一)."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.errors import BadRows, NotFound
from actions.permission import CONSOLE, Actor
from actions.person import Imported, find_actor, find_people, import_people, list_people, read_roles
from records.person import SEATS
from records.unit import UNITS
from states.roles import Role, roles_in
from tests.shelf import Shelf, founded
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, VILLAGES, ZHUZHAI, Town, found_town, mail

HEADER = "unit_code,role,name,email,phone,language"
PROVINCE = "410000000000"


@pytest.fixture
def untouched(shelf: Shelf) -> Town:
    """A town that everybody shares, since a refused import leaves no trace."""
    return shelf.look_at(founded)


def people_file(folder: Path, *rows: str, encoding: str = "utf-8") -> Path:
    file = folder / "people.csv"
    file.write_text("\n".join([HEADER, *rows]), encoding=encoding)
    return file


def imported(town: Town, folder: Path, *rows: str, skip_bad: bool = False) -> Imported:
    return import_people(town.desk, CONSOLE, people_file(folder, *rows), skip_bad=skip_bad)


def named(town: Town, name: str) -> list[tuple[tuple[str, str], ...]]:
    """The roles of everybody of that name, one entry a person."""
    return [
        tuple((role.value, code) for role, code, _ in person.roles)
        for person in list_people(town.desk)
        if person.name == name
    ]


# ── Who is the same person ────────────────────────────────────────────────────────────


def test_rows_with_the_same_address_are_one_person(town: Town, tmp_path: Path) -> None:
    done = imported(
        town,
        tmp_path,
        f"{ZHUZHAI},assistant,朱寨 协办员,one@duban.example",
        f"{ZHUZHAI},village_head,朱寨 协办员,ONE@duban.example",
        f"{TONGHANG},linked_leader,朱寨 协办员,one@duban.example",
    )
    assert done == Imported(3, 0)
    assert named(town, "朱寨 协办员") == [
        (("assistant", ZHUZHAI), ("village_head", ZHUZHAI), ("linked_leader", TONGHANG))
    ]


def test_without_an_address_the_same_name_at_the_same_unit_is_one_person(town: Town, tmp_path: Path) -> None:
    imported(town, tmp_path, f"{ZHUZHAI},assistant,王 协办员", f"{ZHUZHAI},village_head,王 协办员")
    assert named(town, "王 协办员") == [(("assistant", ZHUZHAI), ("village_head", ZHUZHAI))]


def test_without_an_address_the_same_name_elsewhere_is_somebody_else(town: Town, tmp_path: Path) -> None:
    imported(town, tmp_path, f"{ZHUZHAI},assistant,王 协办员", f"{TONGHANG},assistant,王 协办员")
    assert named(town, "王 协办员") == [(("assistant", ZHUZHAI),), (("assistant", TONGHANG),)]


def test_a_second_import_knows_everybody_again(town: Town, tmp_path: Path) -> None:
    rows = (f"{ZHUZHAI},assistant,王 协办员", f"{ZHUZHAI},village_head,李 主任,li@duban.example")
    assert imported(town, tmp_path, *rows) == Imported(2, 0)
    assert imported(town, tmp_path, *rows, rows[0]) == Imported(0, 3)
    assert len(named(town, "王 协办员")) == 1


def test_phone_and_language_are_kept_and_chinese_is_assumed(town: Town, tmp_path: Path) -> None:
    imported(
        town,
        tmp_path,
        f"{ZHUZHAI},assistant,An assistant,an@duban.example,+86 (371) 6892-0000,en",
        f"{ZHUZHAI},assistant,另一位,other@duban.example,,",
    )
    languages = {person.name: person.language for person in list_people(town.desk)}
    assert (languages["An assistant"], languages["另一位"]) == ("en", "zh")


def test_a_file_from_excel_on_a_chinese_windows_is_read(town: Town, tmp_path: Path) -> None:
    file = people_file(tmp_path, f"{ZHUZHAI},assistant,朱寨社区 协办员", encoding="gb18030")
    assert import_people(town.desk, CONSOLE, file) == Imported(1, 0)
    assert named(town, "朱寨社区 协办员") == [(("assistant", ZHUZHAI),)]


# ── Bad rows ──────────────────────────────────────────────────────────────────────────

BAD_ROWS = {
    f"{ZHUZHAI},mayor,某人": r"没有角色 mayor，可选：village_head、.*、administrator",
    f"{ZHUZHAI},,某人": r"没有角色 （空）",
    "999999999999,assistant,某人": r"没有代码为 999999999999 的单位，请先导入单位",
    ",assistant,某人": r"没有代码为 （空） 的单位",
    f"{SUBDISTRICT},village_head,某人": rf"村（居）负责人 只能任职于村或社区，{SUBDISTRICT} 是 township",
    f"{SUBDISTRICT},assistant,某人": r"协办员 只能任职于村或社区",
    f"{SUBDISTRICT},department,某人": rf"部门（department）不能任职于 {SUBDISTRICT}：它是 township",
    f"{ZHUZHAI},assistant,": r"姓名为空",
    f"{ZHUZHAI},assistant,{'长' * 101}": r"姓名为空、过长",
    f"{ZHUZHAI},assistant,某\u200b人": r"不可见字符",
    f"{ZHUZHAI},assistant,某人,not an address": r"邮箱 not an address 格式不对，应如 name@example.cn",
    f"{ZHUZHAI},assistant,某人,a@b@c": r"邮箱 a@b@c 格式不对",
    f"{ZHUZHAI},assistant,某人,{'a' * 250}@b.cn": r"格式不对",
    f"{ZHUZHAI},assistant,某人,,call me": r"电话 call me 格式不对",
    f"{ZHUZHAI},assistant,某人,,12": r"电话 12 格式不对",
    f"{ZHUZHAI},assistant,某人,,,fr": r"语言 fr 不支持，可选：zh、en",
    f"{ZHUZHAI},assistant,某人,{mail(Role.ASSISTANT, ZHUZHAI)}": r"已属于 4002 assistant，又写在 某人 名下",
}


@pytest.mark.parametrize(("row", "said"), BAD_ROWS.items(), ids=list(map(str, range(len(BAD_ROWS)))))
def test_a_bad_row_is_refused_with_its_line_and_what_would_be_right(
    untouched: Town, tmp_path: Path, row: str, said: str
) -> None:
    with pytest.raises(BadRows, match=rf"第 2 行：.*{said}"):
        imported(untouched, tmp_path, row)


def test_every_bad_row_is_reported_and_the_good_ones_are_not_imported(
    untouched: Town, tmp_path: Path
) -> None:
    with pytest.raises(BadRows) as refusal:
        imported(
            untouched,
            tmp_path,
            f"{ZHUZHAI},assistant,好人,good@duban.example",
            f"{ZHUZHAI},mayor,某人",
            f"{ZHUZHAI},village_head,另一个,good@duban.example",
        )
    assert [problem.partition("：")[0] for problem in refusal.value.problems] == ["第 3 行", "第 4 行"]
    assert named(untouched, "好人") == []


def test_on_request_the_good_rows_are_imported_and_the_bad_ones_named(town: Town, tmp_path: Path) -> None:
    done = imported(
        town, tmp_path, f"{ZHUZHAI},mayor,某人", f"{ZHUZHAI},assistant,好人,good@duban.example", skip_bad=True
    )
    assert (done.added, done.unchanged, len(done.skipped)) == (1, 0, 1)
    assert named(town, "好人") == [(("assistant", ZHUZHAI),)]


def test_nobody_of_a_department_sits_elsewhere_and_nobody_else_in_a_department(
    town: Town, tmp_path: Path
) -> None:
    with town.desk.engine.begin() as connection:
        parent = connection.execute(sa.select(UNITS).where(UNITS.c.code == SUBDISTRICT)).one()
        code = f"{SUBDISTRICT}-police"
        police = {"code": code, "name": "派出所", "kind": "department", "parent_id": parent.id}
        connection.execute(UNITS.insert().values(**police, path=f"{parent.path}{code}/", roles_held=0))
    with pytest.raises(BadRows, match=r"领导小组成员（leading_group）不能任职于 .*-police：它是 department"):
        imported(town, tmp_path, f"{SUBDISTRICT}-police,leading_group,某人")
    assert imported(town, tmp_path, f"{SUBDISTRICT}-police,department,户籍民警") == Imported(1, 0)


def test_the_roles_of_a_file_are_read_without_a_database(tmp_path: Path) -> None:
    file = people_file(tmp_path, f"{ZHUZHAI},assistant,某人", f"{SUBDISTRICT},leading_group,某人")
    assert read_roles(file) == [(ZHUZHAI, Role.ASSISTANT), (SUBDISTRICT, Role.LEADING_GROUP)]
    with pytest.raises(BadRows, match="第 2 行：没有角色 mayor"):
        read_roles(people_file(tmp_path, f"{ZHUZHAI},mayor,某人"))


# ── Who acts ──────────────────────────────────────────────────────────────────────────


def test_a_person_is_found_by_address_whatever_its_case_or_by_number(untouched: Town) -> None:
    head = find_actor(untouched.desk, mail(Role.VILLAGE_HEAD, ZHUZHAI))
    assert head.name == "4002 village_head"
    assert find_actor(untouched.desk, f" {mail(Role.VILLAGE_HEAD, ZHUZHAI).upper()} ") == head
    assert find_actor(untouched.desk, str(head.person_id)) == head
    assert find_people(untouched.desk, [str(head.person_id)]) == [head.person_id]


def test_without_a_name_the_local_console_acts(untouched: Town) -> None:
    assert find_actor(untouched.desk, None) == CONSOLE == Actor("console", None)


@pytest.mark.parametrize(
    "who", ["nobody@duban.example", "9999", "999999999999999999", "9" * 30, "-1", "²", "", "朱寨"]
)
def test_an_unknown_person_is_refused(untouched: Town, who: str) -> None:
    with pytest.raises(NotFound, match=r"没有找到人员 .*duban people list"):
        find_actor(untouched.desk, who)


# ── Where a role is held ──────────────────────────────────────────────────────────────


def seats(town: Town, role: Role) -> dict[str, str]:
    """For each unit the unit at which the role is held for it."""
    at = UNITS.alias("at")
    query = (
        sa.select(UNITS.c.code, at.c.code.label("at"))
        .join_from(SEATS, UNITS, UNITS.c.id == SEATS.c.unit_id)
        .join(at, at.c.id == SEATS.c.at_unit_id)
        .where(SEATS.c.role == role.value)
    )
    with town.desk.engine.connect() as connection:
        return {row.code: row.at for row in connection.execute(query)}


def test_a_role_is_held_by_the_nearest_holder_upward(engine: sa.Engine, tmp_path: Path) -> None:
    town = found_town(engine, tmp_path, without=frozenset({Role.LINKED_LEADER}))
    assert seats(town, Role.LINKED_LEADER) == {}
    imported(
        town,
        tmp_path,
        f"{SUBDISTRICT},linked_leader,包片领导",
        f"{ZHUZHAI},linked_leader,朱寨 包村领导",
    )
    assert seats(town, Role.LINKED_LEADER) == {
        SUBDISTRICT: SUBDISTRICT,
        GONGYELU: SUBDISTRICT,
        ZHUZHAI: ZHUZHAI,
        TONGHANG: SUBDISTRICT,
    }


def test_a_role_never_reaches_upward_or_sideways(untouched: Town) -> None:
    assert seats(untouched, Role.VILLAGE_HEAD) == {unit: unit for unit in VILLAGES}
    assert set(seats(untouched, Role.SUPERVISION_OFFICE)) == {SUBDISTRICT, *VILLAGES}
    assert set(seats(untouched, Role.ADMINISTRATOR).values()) == {PROVINCE}


def test_each_unit_knows_which_roles_somebody_holds_for_it(untouched: Town) -> None:
    with untouched.desk.engine.connect() as connection:
        held = {
            row.code: roles_in(row.roles_held)
            for row in connection.execute(sa.select(UNITS.c.code, UNITS.c.roles_held))
        }
    assert held["410106000000"] == {Role.ADMINISTRATOR}
    assert held[ZHUZHAI] == set(Role) - {Role.DEPARTMENT}
    assert held[SUBDISTRICT] == held[ZHUZHAI] - {Role.VILLAGE_HEAD, Role.ASSISTANT, Role.LINKED_LEADER}
