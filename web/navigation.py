"""Where does the navigation lead, and what of it is always at hand?

The places where the work is done stand in the bar; all others are folded into a menu, in groups. Whoever has
only a few places sees them all in the bar.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from web.language import gettext, pgettext

FEW = 5
"""As many as fit into the bar on a phone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place with the view that it shows. `is_here`: it is looked at, or a page below it."""

    view: str
    path: str
    name: str
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of the menu that belong together."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Navigation:
    """Everything that somebody is led to."""

    at_hand: tuple[Entry, ...]
    folded: tuple[Group, ...]

    @property
    def here(self) -> Entry | None:
        """The entry of the menu at which one is; None if it is in the bar or nowhere."""
        return next((one for group in self.folded for one in group.entries if one.is_here), None)


def navigation_for(views: Collection[str], has_health: bool, path: str) -> Navigation:
    """The places of whoever has these views and looks at this path."""

    def seen(places: Iterable[tuple[str, str, str]]) -> Iterator[Entry]:
        for view, where, name in places:
            if view in views and (view != "health" or has_health):
                yield Entry(view, where, name, _is_at(path, where))

    at_hand = tuple(seen(_at_hand("board" in views)))
    folded = tuple(Group(title, tuple(seen(places))) for title, places in _folded())
    if len(at_hand) + sum(len(group.entries) for group in folded) <= FEW:
        return Navigation((*at_hand, *chain.from_iterable(group.entries for group in folded)), ())
    return Navigation(at_hand, tuple(group for group in folded if group.entries))


def _is_at(path: str, where: str) -> bool:
    if where == "/":
        return path == "/" or path.startswith("/villages/")
    return path == where or path.startswith(f"{where}/")


def _at_hand(has_board: bool) -> list[tuple[str, str, str]]:
    return [
        ("board", "/", gettext("看板")) if has_board else ("village", "/", gettext("现在要办的")),
        ("tasks", "/tasks", pgettext("主导航", "任务")),
        ("progress", "/progress", pgettext("主导航", "进度")),
        ("inspections", "/inspections", pgettext("主导航", "督查")),
    ]


def _folded() -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [
        (
            pgettext("主导航", "推进"),
            [
                ("dates", "/dates", pgettext("主导航", "时限")),
                ("meetings", "/meetings", pgettext("主导航", "会议")),
                ("leaders", "/leaders", pgettext("主导航", "包村")),
            ],
        ),
        (
            pgettext("主导航", "评价"),
            [
                ("assessment", "/assessment", pgettext("主导航", "考核")),
                ("referrals", "/referrals", pgettext("主导航", "追责")),
            ],
        ),
        (
            pgettext("主导航", "查阅"),
            [
                ("plan", "/plan", pgettext("主导航", "方案")),
                ("outbox", "/outbox", gettext("发件箱")),
                ("history", "/history", pgettext("主导航", "历史")),
            ],
        ),
        (
            pgettext("主导航", "维护"),
            [
                ("people", "/people", pgettext("主导航", "人员")),
                ("administration", "/administration", pgettext("主导航", "管理")),
                ("health", "/health", pgettext("主导航", "运行")),
            ],
        ),
    ]
