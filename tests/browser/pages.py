"""The pages that the journeys lead over, as people name what is on them."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.hand import Pointing


class Face:
    """A page of duban, worked at by a hand."""

    def __init__(self, hand: Pointing) -> None:
        self.hand = hand

    @property
    def page(self) -> Page:
        return self.hand.page

    def go(self, name: str) -> None:
        """Follow an entry of the main navigation."""
        self.hand.press(self.page.get_by_role("navigation", name="主导航").get_by_role("link", name=name))
        self.shows_heading(name)

    def shows_heading(self, name: str) -> None:
        expect(self.page.get_by_role("heading", level=1).filter(has_text=name)).to_be_visible()

    def is_told(self, text: str) -> None:
        """What has just been done is said at the top of the page."""
        expect(self.page.locator("main").get_by_role("status").filter(has_text=text)).to_be_visible()

    def unfold(self, within: Locator, title: str) -> Locator:
        """The form behind a button of a card."""
        button = self.page.locator("summary", has_text=re.compile(rf"^\s*{title}\s*$"))
        folded = within.locator("details").filter(has=button)
        self.hand.unfold(folded.locator("> summary").first)
        return folded.locator("form").first

    def confirm(self, form: Locator, button: str) -> None:
        self.hand.press(form.get_by_role("button", name=button))


class Desk(Face):
    """The supervision office's desk."""

    def open(self) -> None:
        self.go("督查")

    def case(self, village: str) -> Locator:
        """The card of the special inspection of a village."""
        return self.page.get_by_role("article").filter(has_text=village).filter(has_text="专项督查").first

    def number(self, village: str) -> str:
        """The number of the special inspection of a village."""
        return (self.case(village).get_attribute("id") or "").removeprefix("inspection-")

    def at(self, number: str) -> Locator:
        return self.page.locator(f"#inspection-{number}")

    def order(self, number: str, inspector: str, why: str) -> None:
        form = self.unfold(self.at(number), "立项")
        self.hand.tick(form.get_by_label(inspector, exact=True))
        self.hand.write(form.get_by_label("立项意见"), why)
        self.confirm(form, "确认立项")

    def dismiss(self, number: str, why: str) -> None:
        form = self.unfold(self.at(number), "不予立项")
        self.hand.write(form.get_by_label("理由"), why)
        self.confirm(form, "确认不予立项")

    def start(self, number: str) -> None:
        self.confirm(self.unfold(self.at(number), "开始检查"), "确认开始")

    def report(self, number: str, text: str, finding: str, severity: str) -> None:
        form = self.at(number).locator("details[open] form")  # it stands open: this is what is to be done
        self.hand.write(form.get_by_label("检查情况", exact=True), text)
        self.hand.choose(form.get_by_label("问题 1 的等次"), severity)
        self.hand.write(form.get_by_label("问题 1 的内容"), finding)
        self.confirm(form, "提交报告")

    def finding(self, text: str) -> Locator:
        return self.page.get_by_role("article").filter(has_text=text)

    def verify(self, finding: str) -> None:
        self.confirm(self.unfold(self.finding(finding), "复核通过"), "确认复核通过")

    def ended(self) -> Locator:
        return self.page.get_by_role("region", name="已结束")


class Village(Face):
    """A village's own page, and its tasks'."""

    def repair(self, finding: str, how: str) -> None:
        card = self.page.get_by_role("article").filter(has_text=finding).first
        form = self.unfold(card, "整改回复")
        self.hand.write(form.get_by_label("整改情况"), how)
        self.confirm(form, "提交回复")
