"""The files that pages load."""

from tests.web.conftest import Browser
from web.assets import A_YEAR, read_assets


def test_a_page_loads_one_small_style_two_small_scripts_and_one_sign(browser: Browser) -> None:
    page = browser.see("/")
    addresses = [one["href"] for one in page.all("link")] + [one["src"] for one in page.all("script")]
    assert len(addresses) == 4
    for address in addresses:
        answer = browser.get(address)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == A_YEAR
        assert len(answer.content) < 40_000


def test_the_address_changes_with_the_content() -> None:
    assets = read_assets()
    digests = [asset.digest for asset in assets.known.values()]
    assert len(set(digests)) == len(digests)
    assert assets.url("duban.css").endswith(assets.known["duban.css"].digest)


def test_an_address_without_or_with_an_old_hash_is_asked_for_again(browser: Browser) -> None:
    for address in ("/static/duban.css", "/static/duban.css?v=old"):
        assert browser.get(address).headers["cache-control"] == "no-cache"


def test_nothing_else_can_be_asked_for(browser: Browser) -> None:
    for name in ("nothing.css", "%2e%2e%2fapp.py", "..%2f__init__.py"):
        assert browser.get(f"/static/{name}").status_code == 404


def test_the_style_loads_nothing_and_keeps_red_for_what_is_overdue() -> None:
    css = read_assets().known["duban.css"].content.decode()
    assert "url(" not in css
    assert "@import" not in css
    for line in css.splitlines():
        if "var(--red" in line:
            assert any(word in line for word in (".red", "behind", "lag", "reached")), line


def test_the_script_makes_no_code_of_text_and_asks_nobody_else() -> None:
    script = read_assets().known["drafts.js"]
    text = script.content.decode()
    assert script.media_type.startswith("text/javascript")
    for word in ("eval(", "innerHTML", "document.write", "http:", "https:", "import("):
        assert word not in text
