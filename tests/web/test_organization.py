"""How a village is organized stands on its page, with small forms."""

from actions.comment import list_comments
from actions.group import Group, set_groups
from actions.permission import CONSOLE
from actions.publicity import list_publicity
from actions.work_group import Member, set_work_group
from tests.town import ZHUZHAI, Town
from tests.web.conftest import Browser

PAGE = f"/villages/{ZHUZHAI}"


def test_what_is_lacking_stands_on_the_villages_page(browser: Browser) -> None:
    text = browser.see(PAGE).text
    assert "工作小组 还没有登记" in text
    assert "未签订：朱寨社区居民委员会" in text
    assert "还差 3 种" in text


def test_what_is_there_stands_on_it_too(campaign: Town, browser: Browser) -> None:
    members = (Member("李明", "登记"), Member("王芳", "宣传"))
    set_work_group(campaign.desk, CONSOLE, ZHUZHAI, members)
    set_groups(campaign.desk, CONSOLE, ZHUZHAI, (Group(1, "一号院", "李明"), Group(2, "二号院")))
    text = browser.see(PAGE).text
    assert "李明（登记）、王芳（宣传）" in text
    assert "无人包干：二号院" in text


def test_publicity_and_comments_are_recorded_there(campaign: Town, browser: Browser) -> None:
    form = browser.see(PAGE).form(f"{PAGE}/publicity")
    page = browser.pressed(form.action, **{**form.fields, "medium": "banner", "evidence": "照片三张"})
    assert "已用 1 种宣传形式，还差 2 种。" in page.text
    assert "横幅：照片三张" in page.text
    assert "请抓紧补齐名册" in browser.pressed(f"{PAGE}/comment", said="请抓紧补齐名册").text
    assert list_publicity(campaign.desk, unit_code=ZHUZHAI)[0].media == 1
    assert list_comments(campaign.desk)[0].by == "console"


def test_the_work_group_the_groups_and_the_measures_are_written_there(
    campaign: Town, browser: Browser
) -> None:
    campaign.check()
    page = browser.pressed(f"{PAGE}/work-group", members="李明:登记\n王芳：宣传\n", submit="true")
    assert "工作小组已登记，共 3 人。" in page.text
    assert campaign.task(ZHUZHAI, "work-group").state == "submitted"
    page = browser.pressed(f"{PAGE}/groups", groups="1,一号院,李明,王芳\n2，二号院\n")
    assert "已登记 2 个，1 个无人包干" in page.text
    assert "一、分片包干" in browser.pressed(f"{PAGE}/measures", said="一、分片包干").text
    answer = browser.press(f"{PAGE}/groups", groups="一号院,李明")
    assert (answer.status_code, "应写成“组号,名称,包干人,协办员”" in answer.text) == (400, True)


def test_a_request_without_a_department_is_refused_in_words(browser: Browser) -> None:
    answer = browser.press(f"{PAGE}/request", kind="household-book", whom="Z.M.")
    assert answer.status_code == 404
    assert "没有设派出所" in answer.text
    answer = browser.press(f"{PAGE}/request", kind="household-book", whom="410106198001011234")
    assert answer.status_code == 400
    assert "不能写公民身份号码" in answer.text
