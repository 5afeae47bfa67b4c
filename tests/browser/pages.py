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
        """Follow an entry of the main navigation, also one that is folded away."""
        bar = self.page.get_by_role("navigation", name="主导航")
        if bar.locator("details").get_by_text(name, exact=True).count():
            self.hand.unfold(bar.locator("summary"))
        self.hand.press(bar.get_by_role("link", name=name, exact=True))
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
        self.hand.press(form.get_by_role("button", name=button, exact=True))


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
        """On the inspection's own page: what was seen, and one finding of a severity that begins so."""
        self.hand.press(self.at(number).get_by_role("link", name="填写检查报告"))
        form = self.page.get_by_role("region", name="现场检查")
        self.hand.write(form.get_by_label("检查情况", exact=True), text)
        grades = form.get_by_label("问题 1 的等次")
        titles = grades.locator("option").all_inner_texts()
        self.hand.choose(grades, next(title for title in titles if title.startswith(severity)))
        self.hand.write(form.get_by_label("问题 1 的内容"), finding)
        self.confirm(form, "提交报告")

    def finding(self, text: str) -> Locator:
        return self.page.get_by_role("article").filter(has_text=text)

    def verify(self, finding: str) -> None:
        self.confirm(self.unfold(self.finding(finding), "复核通过"), "确认复核通过")

    def ended(self) -> Locator:
        return self.page.get_by_role("region", name="已结束")


class Village(Face):
    """A village's own page: what it owes, and what has been found."""

    def owes(self, task: str) -> Locator:
        named = self.page.get_by_role("heading", level=3).filter(has_text=task)
        return self.page.get_by_role("region", name="现在要办的").get_by_role("article").filter(has=named)

    def take_on(self, task: str) -> "Task":
        self.hand.press(self.owes(task).get_by_role("link", name="去办理"))
        return Task(self.hand).is_there()

    def look_at(self, task: str) -> "Task":
        """A task of the list, whoever has to do something about it."""
        table = self.page.get_by_role("region", name="全部任务")
        self.hand.press(table.get_by_role("link", name=task, exact=True))
        return Task(self.hand).is_there()


class Task(Face):
    """One task of a village: to report on it, to verify it."""

    def is_there(self) -> "Task":
        expect(self.state).to_be_visible()
        return self

    @property
    def form(self) -> Locator:
        return self.page.get_by_role("region", name="填报")

    @property
    def state(self) -> Locator:
        return self.page.get_by_role("region", name="办理状态")

    def say(self, label: str, text: str) -> None:
        self.hand.write(self.form.get_by_label(label).first, text)

    def submit(self) -> None:
        self.confirm(self.form, "提交")

    def verify(self) -> None:
        form = self.unfold(self.page.get_by_role("region", name="办理", exact=True), "核验通过")
        self.confirm(form, "确认核验通过")


class Board(Face):
    """The leading group's board."""

    def only(self, light: str) -> None:
        """Click the count of a light."""
        self.hand.press(self.page.get_by_role("region", name="总览").get_by_role("link", name=light))

    def search(self, name: str) -> None:
        self.hand.write(self.page.get_by_role("searchbox"), name)
        self.hand.press(self.page.get_by_role("search").get_by_role("button", name="查找"))

    def villages(self) -> Locator:
        return self.page.get_by_role("table").first.get_by_role("rowheader")

    def open(self, village: str) -> Village:
        self.hand.press(self.page.get_by_role("table").first.get_by_role("link", name=village))
        return Village(self.hand)


class Dates(Face):
    """Requests for a later date."""

    def open(self) -> None:
        self.go("时限")

    def request(self, village: str) -> Locator:
        return (
            self.page.get_by_role("region", name="待批复的延期申请")
            .get_by_role("article")
            .filter(has_text=village)
        )

    def favour(self, village: str, opinion: str) -> None:
        form = self.unfold(self.request(village), "预审")
        self.hand.tick(form.get_by_label("同意", exact=True))
        self.hand.write(form.get_by_label("说明"), opinion)
        self.confirm(form, "提交预审意见")

    def grant(self, village: str) -> None:
        self.confirm(self.unfold(self.request(village), "批准"), "确认批准")
