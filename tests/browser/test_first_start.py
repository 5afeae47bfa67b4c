"""From an empty database to the first administrator, by the command itself."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from tests.browser.hand import Keyboard
from tests.browser.stage import HOUSE, PASSWORD, free_port, serving

DUBAN = ("-c", "from cli.main import app; app()")
LINK = re.compile(r"http://127\.0\.0\.1:\d+/invitation/\S+")


def test_the_first_administrator_comes_in_by_the_link_that_the_command_prints(
    tmp_path: Path, open_context: Callable[..., BrowserContext]
) -> None:
    port = free_port()
    kept = {"DUBAN_DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite'}", "PYTHONUNBUFFERED": "1"}
    subprocess.run([sys.executable, *DUBAN, "init"], cwd=HOUSE, env=os.environ | kept, check=True)
    with serving(
        *DUBAN, "serve", "--port", str(port), folder=tmp_path, port=port, environment=kept
    ) as server:
        link = LINK.search(server.log.read_text())
        assert link
        hand = Keyboard(open_context().new_page())
        hand.page.goto(link[0])
        for label, text in (("姓名", "系统管理员"), ("用户名", "admin"), ("密码", PASSWORD)):
            hand.write(hand.page.get_by_label(label).first, text)
        hand.write(hand.page.get_by_label("再输一次"), PASSWORD)
        hand.page.keyboard.press("Enter")
        expect(hand.page.get_by_role("heading", name="登录督办")).to_be_visible()
        hand.write(hand.page.get_by_label("用户名"), "admin")
        hand.write(hand.page.get_by_label("密码"), PASSWORD)
        hand.page.keyboard.press("Enter")
        expect(hand.page.get_by_role("navigation", name="主导航")).to_be_visible()
        assert "admin" not in server.log.read_text()
