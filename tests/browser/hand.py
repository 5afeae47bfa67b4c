"""By what does a person work at a page: by pointing, or by the keyboard alone?

The journeys are told once and walked by either hand.
"""

from playwright.sync_api import Locator, Page

MOST_TABS = 400
"""From the top of a page to any place on it."""


class Pointing:
    """A mouse, or a finger."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()

    def unfold(self, summary: Locator) -> None:
        summary.click()

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def choose(self, field: Locator, option: str) -> None:
        field.select_option(label=option)

    def tick(self, box: Locator) -> None:
        box.check()


class Keyboard(Pointing):
    """Tab, Enter, Space, the arrows within a list, and what is written; nothing is pointed at."""

    def press(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def unfold(self, summary: Locator) -> None:
        self.reach(summary)
        self.page.keyboard.press("Space")

    def write(self, field: Locator, text: str) -> None:
        self.reach(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, field: Locator, option: str) -> None:
        self.reach(field)
        titles = field.locator("option").all_inner_texts()
        self.page.keyboard.press("Home")
        for _ in range(titles.index(option)):
            self.page.keyboard.press("ArrowDown")

    def tick(self, box: Locator) -> None:
        self.reach(box)
        self.page.keyboard.press("Space")

    def reach(self, target: Locator) -> None:
        """Go from place to place until this one has the focus, which must be seen."""
        target.wait_for()
        for _ in range(MOST_TABS):
            if target.evaluate("one => one === document.activeElement"):
                assert target.evaluate(HAS_RING), "the focus is not seen"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} is not reached by the keyboard")


HAS_RING = """one => {
  const style = getComputedStyle(one);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
}"""
