"""The plan as a page to read."""

from tests.town import Town
from tests.web.conftest import Browser


def test_every_task_stands_there_with_its_clause_and_who_owes_it(campaign: Town, browser: Browser) -> None:
    text = browser.see("/plan").text
    for task in campaign.board().book.plan.tasks:
        assert task.title.zh in text
        assert task.clause in text
    assert "提供居民身份信息 派出所 4月23日 至 4月25日 自定" in text


def test_the_ladder_stands_there_in_words(browser: Browser) -> None:
    text = browser.see("/plan").text
    assert "到期前 7 天 提醒村（居）负责人、协办员" in text
    assert "逾期 6 个工作日 提请专项督查 → 督查室" in text
    assert "不低于 97 %，5月31日前" in text
