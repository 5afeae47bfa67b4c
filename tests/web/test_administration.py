"""The administrator's pages: units, people, accounts, the calendar, the channel."""

from pathlib import Path

import pytest

from actions.account import list_accounts, read_invitation
from actions.calendar import read_calendar
from actions.directory import find_units_by
from actions.permission import CONSOLE
from actions.sign_in import at_the_door
from states.calendar import CHINA
from states.roles import Role
from tests.town import SUBDISTRICT, ZHUZHAI, Town, mail
from tests.web.conftest import Browser, Open

NEXT_YEAR = CHINA.known_until.year + 1
UNITS = "/administration/units"
PEOPLE = "/administration/people"


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


@pytest.fixture
def administrator(campaign: Town, open_browser: Open) -> Browser:
    return open_browser(campaign.desk, actor=campaign.who(Role.ADMINISTRATOR, "410000000000"))


def test_everything_that_is_looked_after_can_be_reached(administrator: Browser) -> None:
    page = administrator.see("/administration")
    for place in (UNITS, PEOPLE, "/people", "/administration/calendar", "/administration/channel", "/health"):
        assert place in page.links
    assert "共 15 人，0 个账号" in page.text


def test_units_are_found_by_name_and_by_the_beginning_of_their_code(administrator: Browser) -> None:
    assert "朱寨社区居民委员会" in administrator.see(f"{UNITS}?q=朱寨").text
    assert "通航社区" not in administrator.see(f"{UNITS}?q=朱寨").text
    assert "通航社区" in administrator.see(f"{UNITS}?q={SUBDISTRICT[:9]}").text
    assert "没有找到单位" in administrator.see(f"{UNITS}?q=没有的村").text


def test_units_are_imported(campaign: Town, administrator: Browser) -> None:
    rows = csv("code,name,kind,parent_code", f"410106004009,新村,village,{SUBDISTRICT}")
    page = administrator.uploaded(UNITS, rows)
    assert "新增 1 项" in page.text
    assert [one.name for one in find_units_by(campaign.desk, ("",), "410106004009")] == ["新村"]


def test_a_table_with_bad_rows_is_not_imported_and_each_row_is_named(
    campaign: Town, administrator: Browser
) -> None:
    rows = csv(
        "code,name,kind,parent_code",
        f"410106004009,新村,village,{SUBDISTRICT}",
        f"12,短码村,village,{SUBDISTRICT}",
        "410106004010,无上级,village,999999999999",
    )
    answer = administrator.upload(UNITS, rows, "单位<b>.csv")
    assert answer.status_code == 400
    assert "“单位&lt;b&gt;.csv”没有导入" in answer.text
    assert "第 3 行：代码 12 应为 12 位数字" in answer.text
    assert "第 4 行：410106004010 的上级 999999999999 不存在" in answer.text
    assert find_units_by(campaign.desk, ("",), "410106004009") == []


def test_a_table_of_another_kind_is_refused_by_its_own_name(administrator: Browser) -> None:
    answer = administrator.upload(UNITS, csv("name", "新村"), "村名.csv")
    assert answer.status_code == 400
    assert "村名.csv 的表头有误（缺少 code、缺少 kind、缺少 parent_code）" in answer.text
    assert "/tmp" not in answer.text
    assert "不是文本文件" in administrator.upload(UNITS, b"PK\x03\x04\x00\x00", "a.xlsx").text


def test_a_large_table_is_taken_where_tables_are_and_nowhere_else(administrator: Browser) -> None:
    rows = csv("code,name,kind,parent_code", *["x" * 99] * 1500)
    assert administrator.upload(UNITS, rows).status_code == 400
    assert administrator.upload("/administration/channel/test", rows).status_code == 413


def test_people_are_imported_with_their_roles(administrator: Browser) -> None:
    rows = csv("unit_code,role,name,email", f"{ZHUZHAI},assistant,王新,wang@duban.example")
    assert "新增 1 项" in administrator.uploaded(PEOPLE, rows).text
    assert "王新" in administrator.see(f"{PEOPLE}?q=WANG@").text
    bad = administrator.upload(PEOPLE, csv("unit_code,role,name", f"{ZHUZHAI},king,王新"))
    assert "第 2 行：没有角色 king" in bad.text


def test_a_list_of_many_goes_on_page_by_page(campaign: Town, administrator: Browser) -> None:
    rows = [f"{ZHUZHAI},assistant,员{number:03},y{number}@duban.example" for number in range(60)]
    administrator.uploaded(PEOPLE, csv("unit_code,role,name,email", *rows))
    first = administrator.see(f"{PEOPLE}?q=员")
    assert "员000" in first.text
    assert "员059" not in first.text
    [further] = [link for link in first.links if "after=" in link]
    assert "员059" in administrator.see(further).text


def test_a_link_for_an_account_is_shown_once(campaign: Town, administrator: Browser) -> None:
    person = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI).person_id
    answer = administrator.press(f"{PEOPLE}/{person}/invite")
    assert answer.status_code == 200
    token = answer.text.partition("/invitation/")[2].partition("<")[0]
    assert read_invitation(at_the_door(campaign.desk), token).person_id == person
    listed = administrator.see(f"{PEOPLE}?q={person}")
    assert token not in listed.html
    assert "链接已发" in listed.text


def test_a_person_is_bound_to_the_offices_own_sign_on_and_set_free(
    campaign: Town, administrator: Browser
) -> None:
    person = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI).person_id
    subject = "https://sso.example 4711"
    assert "已绑定单点登录" in administrator.pressed(f"{PEOPLE}/{person}/subject", subject=subject).text
    assert [one.subject for one in list_accounts(campaign.desk, CONSOLE)] == [subject]
    assert "已解除单点登录" in administrator.pressed(f"{PEOPLE}/{person}/subject", subject="").text
    assert [one.subject for one in list_accounts(campaign.desk, CONSOLE)] == [None]


def test_after_the_import_of_a_year_the_board_no_longer_warns_of_it(
    campaign: Town, administrator: Browser, open_browser: Open
) -> None:
    board = open_browser(campaign.desk)
    campaign.at(f"{NEXT_YEAR}-01-05")
    assert f"{NEXT_YEAR - 1} 年以后的放假安排尚未公布" in board.see("/?unit=all").text
    rows = csv("date,kind,name", f"{NEXT_YEAR}-01-01,休,元旦")
    page = administrator.uploaded("/administration/calendar", rows)
    assert f"{NEXT_YEAR} 年的放假安排已导入：放假 1 天，调休上班 0 天" in page.text
    assert "1月1日 元旦" in page.text
    assert "放假安排尚未公布" not in board.see("/?unit=all").text
    assert read_calendar(campaign.desk).known_until.year == NEXT_YEAR


def test_a_year_with_bad_rows_is_not_imported(campaign: Town, administrator: Browser) -> None:
    rows = csv("date,kind,name", f"{NEXT_YEAR}-01-01,假,元旦", "01.05.,休,劳动节")
    answer = administrator.upload("/administration/calendar", rows)
    assert answer.status_code == 400
    assert "第 2 行：类别 假 应为 休（放假）或 班（调休上班）" in answer.text
    assert "第 3 行：日期 01.05. 应如 2027-01-01" in answer.text
    assert read_calendar(campaign.desk).known_until == CHINA.known_until


def test_a_message_to_oneself_tries_the_channel(
    administrator: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_CHANNEL", "file")
    monkeypatch.setenv("DUBAN_OUTBOX", str(tmp_path / "outbox"))
    page = administrator.see("/administration/channel")
    assert f"测试消息发给 {mail(Role.ADMINISTRATOR, '410000000000')}" in page.text
    assert "测试消息已发出" in administrator.pressed("/administration/channel/test").text
    assert len(list((tmp_path / "outbox").rglob("*.eml"))) == 1


def test_a_channel_that_is_not_set_up_says_what_is_missing(
    administrator: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_CHANNEL", "smtp")
    monkeypatch.delenv("DUBAN_SMTP_URL", raising=False)
    assert "还需要设置 DUBAN_SMTP_URL" in administrator.see("/administration/channel").text
    assert "设置有误" in administrator.see("/administration").text
    assert administrator.press("/administration/channel/test").status_code == 409


def test_nobody_else_imports_invites_or_tries(campaign: Town, open_browser: Open) -> None:
    office = open_browser(campaign.desk, actor=campaign.who(Role.LEADING_GROUP_OFFICE))
    for place in (UNITS, PEOPLE, "/administration/calendar"):
        assert office.upload(place, csv("a,b", "1,2")).status_code == 403
    for place in (f"{PEOPLE}/1/invite", f"{PEOPLE}/1/subject", "/administration/channel/test"):
        assert office.press(place).status_code == 403
