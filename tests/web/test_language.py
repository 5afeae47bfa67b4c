"""Chinese first, English by a switch: a page is wholly in one, but for names and what people wrote."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
import sqlalchemy as sa

from actions.account import accept_invitation, invite
from actions.desk import Desk
from actions.hand_over import list_hand_overs
from actions.permission import CONSOLE
from actions.person import list_people
from actions.sign_in import at_the_door
from actions.unit import list_units
from records.clock import FixedClock
from records.person import PEOPLE
from states.calendar import Offset
from states.roles import Role
from tests.assessing import OVERDUE, at_the_assessment
from tests.conftest import MADE_AT
from tests.town import SHANGHAI, SUBDISTRICT, TONGHANG, VILLAGES, ZHUZHAI, Town, mail
from tests.web.conftest import Browser, Open, SteppedTown
from tests.web.seen import UNSEEN, VOID, Seen
from tests.web.test_pages import busy, crawl  # noqa: F401  (a fixture)
from tests.web.test_sign_in import PASSWORD, Stranger
from web import words
from web.language import CHINESE, COOKIE, ENGLISH, LANGUAGES, catalogue, chosen, say_many, speak
from web.said import SENTENCES, Said

SHOWN = (
    *("title", "aria-label", "placeholder", "alt", "data-t"),
    *("data-sent", "data-refused", "data-restored", "data-sending", "data-waiting"),
)
"""Attributes that people see or hear, and those out of which drafts.js speaks to them."""

LETTERS = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


ONE_CLAUSE = "(?:[一二三四五六七八九十]+(?:[.][一二三四五六七八九十0-9]+)*|文头)"
CLAUSE = f"{ONE_CLAUSE}(?:、{ONE_CLAUSE})*"
"""Clauses are called as the document calls them."""


class Foreign(Seen):
    """What a page says outside of the elements that are marked as Chinese."""

    def __init__(self, html: str) -> None:
        self.chinese: list[bool] = []
        self.said: list[str] = []
        super().__init__(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        marked = (dict(attrs).get("lang") or "").startswith("zh") or any(self.chinese[-1:])
        if not marked:
            self.said += [value or "" for name, value in attrs if name in SHOWN]
        if tag not in VOID:
            self.chinese.append(marked)

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        self.chinese.pop()

    def handle_data(self, data: str) -> None:
        super().handle_data(data)
        if not set(self.open) & (UNSEEN - {"title"}) and not any(self.chinese[-1:]):
            self.said.append(data)


def english(browser: Browser) -> Browser:
    """The same browser, with the switch pressed."""
    browser.press("/language", language="en", back="/")
    return browser


def foreign(desk: Desk, html: str) -> list[str]:
    """What is Chinese on a page and neither marked so nor the name of a unit, a person or a clause."""
    names = {name for _, name, _ in list_units(desk)} | {one.name for one in list_people(desk)}
    pattern = "|".join([*map(re.escape, sorted(names, key=len, reverse=True)), CLAUSE])
    said = (re.sub(pattern, "", text).strip() for text in Foreign(html).said)
    return [text for text in said if LETTERS.search(text)]


def test_a_page_is_chinese_until_the_switch_is_pressed(browser: Browser) -> None:
    assert browser.see("/plan").all("html", lang="zh-CN")
    switch = browser.see("/plan").form("/language")
    assert switch.fields["back"] == "/plan"
    page = browser.pressed("/language", language="en", back="/plan")
    assert page.all("html", lang="en")
    assert "Evidence required" in page.text
    page = browser.pressed("/language", language="zh", back="/plan")
    assert page.all("html", lang="zh-CN")
    assert "要交的材料" in page.text


def test_a_board_that_was_drawn_in_one_language_is_drawn_anew_in_the_other(browser: Browser) -> None:
    assert "已到阶段" in browser.see("/").text
    assert "Phase reached" in english(browser).see("/").text
    assert "已到阶段" in browser.pressed("/language", language="zh", back="/").text


def test_the_switch_leads_back_only_to_our_own_pages(browser: Browser) -> None:
    assert browser.press("/language", language="en", back="//elsewhere.example").headers["location"] == "/"
    assert browser.press("/language", language="fr", back="/").status_code == 400


def test_a_cookie_that_names_no_language_of_ours_counts_for_none() -> None:
    assert chosen(None) is CHINESE
    assert chosen("zh") is CHINESE
    assert chosen("en") is ENGLISH
    assert chosen("fr") is CHINESE


def test_every_page_of_june_is_wholly_english(june: Town, open_browser: Open) -> None:
    browser = english(open_browser(june.desk))
    found = {path: foreign(june.desk, browser.see(path).html) for path in crawl(browser)}
    assert {path: said for path, said in found.items() if said} == {}


def test_every_page_of_a_busy_town_is_wholly_english(busy: Browser, overdue: Town) -> None:  # noqa: F811
    browser = english(busy)
    found = {path: foreign(overdue.desk, browser.see(path).html) for path in crawl(browser)}
    assert {path: said for path, said in found.items() if said} == {}
    assert list_hand_overs(overdue.desk) == []


def test_meetings_letters_and_referrals_are_wholly_english(campaign: Town, browser: Browser) -> None:
    on = "2012-04-23"
    english(browser)
    browser.pressed("/meetings/hold", place=SUBDISTRICT, title="工作例会", on=on)
    browser.pressed("/meetings/1/minutes", said="通报进度。", problems="名册不全")
    browser.pressed("/meetings/1/follow-up", owner=ZHUZHAI, about="补齐名册", on="2012-04-27")
    browser.pressed("/meetings/visit", place=ZHUZHAI, seen="名册已补齐", on=on)
    browser.pressed("/meetings/input", place=ZHUZHAI, kind="money", what="宣传费", amount="1,200.50", on=on)
    letter = {"level": 2, "giver": SUBDISTRICT, "taker": ZHUZHAI, "gives": "Li", "takes": "Wang"}
    browser.pressed("/meetings/letter", **letter, on=on)
    fraud = {"ground": "fraud", "against": "单位主要责任人", "source": "complaint:群众来信"}
    browser.pressed("/referrals", unit=ZHUZHAI, reason="数值不符", **fraud)
    browser.pressed("/referrals/1/step", text="调阅凭证")
    browser.pressed("/dates/holds", until="2012-05-02", reason="防汛")
    absent = {"person": mail(Role.VILLAGE_HEAD, ZHUZHAI), "first": on, "last": "2012-05-02"}
    browser.pressed("/people/absence", **absent, reason="病假")
    for path in ("/meetings", "/referrals", "/dates", "/people"):
        assert foreign(campaign.desk, browser.see(path).html) == [], path
    assert "¥1,200.50" in browser.see("/meetings").text


def test_the_assessment_is_wholly_english(town: Town, open_browser: Open) -> None:
    at_the_assessment(town)
    browser = english(open_browser(town.desk))
    browser.pressed("/assessment/run")
    browser.pressed("/assessment/concur", said="同意", reference="上社保组〔2012〕3号")
    browser.pressed("/assessment/publish")
    browser.pressed(f"/assessment/{TONGHANG}/appeal", charge=OVERDUE, reason="已按时送交")
    for path in ("/assessment", *(f"/assessment/{code}" for code in VILLAGES)):
        assert foreign(town.desk, browser.see(path).html) == [], path
    sheet = browser.see(f"/assessment/{TONGHANG}").text
    assert "due Sunday 10 June, completed on Friday 15 June; deduction: 1" in sheet
    assert "preceded by notice" in sheet


def test_the_door_is_wholly_english(campaign: Town) -> None:
    door = at_the_door(campaign.desk)
    link = invite(door, CONSOLE, mail(Role.VILLAGE_HEAD, ZHUZHAI))
    stranger = Stranger(campaign)
    stranger.fill_in("/sign-in", "/language", language="en", back="/sign-in")
    for path in ("/sign-in", f"/invitation/{link}"):
        assert foreign(campaign.desk, stranger.get(path).text) == [], path
    accept_invitation(door, link, "zhuzhai", PASSWORD)
    assert foreign(campaign.desk, stranger.sign_in("wrong").text) == []
    assert stranger.sign_in().status_code == 303
    assert foreign(campaign.desk, stranger.get("/account").text) == []


def test_whoever_signs_in_is_spoken_to_in_their_own_language(campaign: Town) -> None:
    door = at_the_door(campaign.desk)
    accept_invitation(door, invite(door, CONSOLE, mail(Role.VILLAGE_HEAD, ZHUZHAI)), "zhuzhai", PASSWORD)
    with campaign.desk.engine.begin() as connection:
        connection.execute(PEOPLE.update().values(language="en"))
    stranger = Stranger(campaign)
    assert '<html lang="zh-CN">' in stranger.get("/sign-in").text
    stranger.sign_in()
    assert '<html lang="en">' in stranger.get("/plan").text
    chooser = Stranger(campaign)
    chooser.fill_in("/sign-in", "/language", language="zh", back="/sign-in")
    chooser.sign_in()
    assert '<html lang="zh-CN">' in chooser.get("/plan").text


def test_a_chinese_page_marks_nothing_as_foreign(busy: Browser) -> None:  # noqa: F811
    for path in ("/", "/plan", "/inspections", f"/villages/{ZHUZHAI}", "/assessment"):
        assert not busy.see(path).all("span", lang="zh-CN")[1:], path


def test_what_people_wrote_stays_as_they_wrote_it_and_is_marked(june: Town, open_browser: Open) -> None:
    browser = english(open_browser(june.desk))
    browser.press("/inspections/order", inspection="x")
    browser.press(f"/villages/{ZHUZHAI}/comment", said="抓紧<b>办理</b>。")
    html = browser.see(f"/villages/{ZHUZHAI}").html
    assert '<span lang="zh-CN">抓紧&lt;b&gt;办理&lt;/b&gt;。</span>' in html


def test_a_refusal_of_the_rules_keeps_its_chinese_under_an_english_heading(
    june: Town, open_browser: Open
) -> None:
    browser = english(open_browser(june.desk))
    answer = browser.get("/villages/999999999999")
    assert answer.status_code == 404
    assert "<h1>Not found</h1>" in answer.text
    assert re.search(r'<p><span lang="zh-CN">[^<]*999999999999[^<]*</span></p>', answer.text)
    assert foreign(june.desk, answer.text) == []


def test_what_is_refused_without_the_rules_is_wholly_english(june: Town, open_browser: Open) -> None:
    browser = english(open_browser(june.desk))
    for answer in (
        browser.get("/nowhere"),
        browser.get("/?unit=1&campaign=x"),
        browser.get("/language"),
        browser.post("/language", {"language": "en"}),
    ):
        assert answer.status_code >= 400
        assert "zh-CN" not in answer.text.replace('lang="zh-CN">中文', "")
        assert foreign(june.desk, answer.text) == []
    assert "A unit code has 12 digits." in browser.get("/?unit=1").text


def test_an_empty_house_speaks_english_too(engine: sa.Engine, open_browser: Open) -> None:
    desk = Desk(engine, FixedClock(MADE_AT))
    browser = english(open_browser(desk))
    for path in ("/", "/health"):
        assert foreign(desk, browser.see(path).html) == []


def test_what_has_just_been_done_is_said_in_the_language_of_the_page(june: Town, open_browser: Open) -> None:
    demo = SteppedTown(june, june.clock.instant)
    browser = english(open_browser(june.desk, demo))
    assert "It is now Saturday 9 June." in browser.pressed("/demo/step", back="/").text


@pytest.fixture
def in_english() -> Iterator[None]:
    speak(ENGLISH)
    yield
    speak(CHINESE)


@pytest.mark.usefixtures("in_english")
def test_every_sentence_about_a_deed_has_its_english() -> None:
    for code in SENTENCES:
        said = [one for one in (_sentence(code, length) for length in range(6)) if one]
        assert said, code
        assert not any(LETTERS.search(one) for one in said), said


def _sentence(code: str, length: int) -> str | None:
    """What a code says of so many numbers, if it takes so many."""
    try:
        return Said(code, (date(2012, 6, 8).toordinal(),) * length).sentence
    except (TypeError, ValueError):
        return None


def test_days_and_numbers_have_the_form_of_the_locale() -> None:
    day, instant = date(2012, 6, 8), datetime(2012, 6, 8, 9, 5, 59, tzinfo=SHANGHAI)
    chinese = ["6月8日", "6月8日 周五", "2012年6月8日 星期五", "6月8日 09:05", "96.9%", "1234", "1,234.50"]
    inland = ["8 June", "Fri 8 June", "Friday 8 June 2012", "8 June, 09:05", "96.9%", "1,234", "1,234.50"]
    for language, forms in ((CHINESE, chinese), (ENGLISH, inland)):
        speak(language)
        assert forms == [
            words.day_of(day),
            words.day_and_weekday(day),
            words.whole_day(day),
            words.instant_of(instant),
            words.per_cent_of(Fraction(9699, 100)),
            words.number_of(1234),
            words.yuan_of(123450),
        ]
    speak(CHINESE)


@pytest.mark.usefixtures("in_english")
def test_english_tells_one_day_from_several() -> None:
    assert words.offset_of(Offset(1, "days")) == "1 day"
    assert words.offset_of(Offset(3, "working_days")) == "3 working days"
    assert say_many("已逾期 %(num)s 天", 1) == "1 day overdue"
    assert words.points_of(Fraction(Decimal("11.29"))) == "11.2 percentage points"


def test_the_catalogue_is_read_only_when_somebody_reads_english() -> None:
    script = "import sys, web.app; print([m for m in sys.modules if m.startswith('babel.messages')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert catalogue("en") is catalogue("en")


def test_every_language_has_its_forms() -> None:
    assert set(LANGUAGES) == {"zh", "en"}
    assert COOKIE == "duban_language"
