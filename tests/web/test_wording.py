"""The page on which the words of notices are read beforehand."""

import pytest

from states.roles import Role
from tests.town import SUBDISTRICT, ZHUZHAI, Town
from tests.web.conftest import Browser, Open

PLACE = "/administration/notices"


@pytest.fixture
def office(overdue: Town, open_browser: Open) -> Browser:
    return open_browser(overdue.desk, actor=overdue.who(Role.LEADING_GROUP_OFFICE, SUBDISTRICT))


def test_a_unit_is_found_by_name_and_its_notices_are_shown_in_all_forms(office: Browser) -> None:
    page = office.see(f"{PLACE}?q=朱寨")
    for words in ("邮件", "网页邮件", "卡片（Markdown）", "短信", "条计费", "几件事合为一条消息"):
        assert words in page.text
    assert f"{PLACE}/{ZHUZHAI}/overdue?in=zh" in page.links
    assert "**【催办】" in page.text


def test_several_units_are_offered_for_choice(office: Browser) -> None:
    page = office.see(PLACE)
    assert f"{PLACE}?unit={ZHUZHAI}&in=zh" in page.links
    assert "没有找到单位" in office.see(f"{PLACE}?q=没有的村").text


def test_the_words_are_shown_in_the_language_that_is_asked_for(office: Browser) -> None:
    assert "Overdue by" in office.see(f"{PLACE}?unit={ZHUZHAI}&in=en").text


def test_the_page_of_a_mail_stands_alone_and_may_do_nothing(office: Browser) -> None:
    answer = office.get(f"{PLACE}/{ZHUZHAI}/overdue?in=zh")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert '<a class="button" href="http://' in answer.text
    assert "催办" in answer.text


def test_a_form_that_was_not_sent_and_will_not_be_is_not_found(office: Browser) -> None:
    assert office.get(f"{PLACE}/{ZHUZHAI}/errand").status_code == 404
    assert office.get(f"{PLACE}/{ZHUZHAI}/praise").status_code == 400


def test_the_administration_leads_there(overdue: Town, open_browser: Open) -> None:
    administrator = open_browser(overdue.desk, actor=overdue.who(Role.ADMINISTRATOR, "410000000000"))
    assert PLACE in administrator.see("/administration").links
    assert "朱寨社区" in administrator.see(f"{PLACE}?unit={ZHUZHAI}").text
