"""All pages together: whole, reachable, and with nothing in them that people could have put there."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from actions.inspection import list_inspections, order, propose, report
from actions.inspection import start as begin
from actions.permission import CONSOLE
from actions.person import list_people
from actions.unit import import_units
from states.roles import Role
from tests.town import SUBDISTRICT, ZHUZHAI, Town
from tests.web.conftest import HOME, Browser, Open, SteppedTown

HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'{{7*7}}"


NO_PAGES = ("/export/", "/administration/notices/")
"""Files, and the pages that mails bring along, which are not in the house's frame (test_wording.py)."""


@pytest.fixture
def busy(overdue: Town, open_browser: Open) -> Browser:
    """A demo of a town in which everything has happened that pages show."""
    desk = overdue.desk
    propose(desk, overdue.who(Role.SUPERVISION_OFFICE), ZHUZHAI, HOSTILE)
    number = list_inspections(desk)[0].id
    order(desk, CONSOLE, number, [list_people(desk)[0].id], reason=HOSTILE)
    begin(desk, CONSOLE, number)
    report(desk, CONSOLE, number, HOSTILE)
    overdue.submit(ZHUZHAI, "training")
    return open_browser(desk, demo=SteppedTown(overdue, overdue.clock.instant))


def crawl(browser: Browser) -> Iterator[str]:
    """Every address that can be reached from the front page, once."""
    waiting, known = ["/"], {"/"}
    while waiting:
        path = waiting.pop()
        yield path
        for link in browser.see(path).links:
            target = urlsplit(urljoin(HOME + path, link))
            assert target.netloc == urlsplit(HOME).netloc, link
            if target.path.startswith(NO_PAGES):
                continue
            address = target._replace(scheme="", netloc="", fragment="").geturl()
            if address not in known:
                known.add(address)
                waiting.append(address)


def test_every_link_leads_to_a_page(busy: Browser) -> None:
    reached = list(crawl(busy))
    kinds = {urlsplit(path).path.split("/")[1] for path in reached}
    assert kinds == {
        "",
        "villages",
        "inspections",
        "progress",
        "dates",
        "meetings",
        "people",
        "assessment",
        "referrals",
        "receipts",
        "outbox",
        "plan",
        "health",
        "tasks",
        "leaders",
        "history",
        "coming",
        "administration",
        "account",
        "sign-in",
    }


def test_no_page_runs_or_loads_anything_foreign(busy: Browser) -> None:
    for path in crawl(busy):
        page = busy.see(path)
        assert all(one["src"].startswith("/static/") for one in page.all("script"))
        assert "</script>" not in page.html.replace("></script>", "")
        assert not page.all("style")
        assert not page.all("iframe")
        for _, attributes in page.tags:
            assert not [name for name in attributes if name == "style" or name.startswith("on")], path
            for name in ("src", "href", "action"):
                assert not attributes.get(name, "/").startswith(
                    ("http:", "https:", "//", "data:", "javascript:")
                )


def test_what_people_write_stays_text(busy: Browser) -> None:
    shown = [path for path in crawl(busy) if HOSTILE in busy.see(path).text]
    assert f"/villages/{ZHUZHAI}" in shown
    assert "/inspections" in shown
    for path in shown:
        html = busy.see(path).html
        assert html.count("<script") == html.count('<script src="/static/')
        assert "onerror=alert(2)>" not in busy.see(path).html


def test_a_units_name_stays_text(campaign: Town, browser: Browser, tmp_path: Path) -> None:
    name = "<b onclick=x>\"'&"
    file = tmp_path / "units.csv"
    quoted = name.replace('"', '""')
    file.write_text(
        f'code,name,kind,parent_code\n{ZHUZHAI},"{quoted}",community,{SUBDISTRICT}\n', encoding="utf-8"
    )
    import_units(campaign.desk, CONSOLE, file)
    for path in ("/", f"/villages/{ZHUZHAI}", "/outbox"):
        page = browser.see(path)
        assert name in page.text
        assert not page.all("b", onclick="x")


def test_every_page_names_its_language_and_has_one_heading(busy: Browser) -> None:
    for path in crawl(busy):
        page = busy.see(path)
        assert page.all("html", lang="zh-CN")
        assert len(page.all("h1")) == 1
        assert page.all("meta", name="viewport")


def test_every_field_has_a_label(busy: Browser) -> None:
    for path in ("/inspections", "/meetings", "/people", f"/villages/{ZHUZHAI}"):
        html = busy.see(path).html
        for kind in ('<input type="checkbox"', '<input type="date"', "<select", "<textarea"):
            for piece in html.split(kind)[:-1]:
                assert piece.rindex("<label") > piece.rfind("</label")


def test_where_one_is_stands_in_the_navigation(busy: Browser) -> None:
    for path in ("/", "/progress", "/inspections", "/meetings", "/people", "/outbox", "/plan", "/health"):
        assert [one["href"] for one in busy.see(path).all("a", **{"aria-current": "page"})] == [path]
