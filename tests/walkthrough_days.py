"""How do the days of a walk pass: what is checked, done and verified on each, and what of it is shown?

For the year in `docs/walkthrough.md` (`tests/walkthrough_year.py`).
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from tests.town import TONGHANG, days

OFFICE = "office@gongyelu.duban.example"
GROUP_HEAD = "head@gongyelu.duban.example"
SUPERVISION = "supervision@gongyelu.duban.example"
INSPECTOR = "inspector@gongyelu.duban.example"
RIGHT = "head@gongyelu-shequ.duban.example"
WRONG = "head@zhuzhai.duban.example"
OTHERS = (TONGHANG, "410106004004", "410106004005")
"""Three that do as most do, so that a fifth of all is one village to be commended."""


class Commands(Protocol):
    """The walk that commands are run on (`tests.walkthrough.Walk`)."""

    lines: list[str]

    def run(self, command: str) -> str: ...
    def refused(self, command: str) -> str: ...
    def ask(self, command: str) -> Any: ...
    def show(self, *commands: str) -> None: ...
    def tell(self, text: str) -> None: ...
    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None: ...


class Year:
    """Days pass: the check at 8, what was put on the agenda at 10, what the office verifies at 15."""

    def __init__(self, walk: Commands, folder: Path) -> None:
        self.walk, self.folder = walk, folder
        self.day = "2012-04-22"
        self.submitted: list[tuple[str, str, str]] = []
        """(unit, task, who verifies it) of what is to be verified in the afternoon."""
        self.agenda: defaultdict[str, list[Callable[[], object]]] = defaultdict(list)

    def until(self, last: str) -> None:
        for day in list(days(self.day, last))[1:]:
            self._verify()
            self.day = day.isoformat()
            self.walk.run(f"duban check --at {self.day}T08:00")
            for deed in self.agenda[self.day]:
                deed()

    def at(self, hour: str, command: str, by: str | None = None) -> str:
        """A command with its day and hour, and whose it is."""
        return f"{command}{f' --as {by}' if by else ''} --at {self.day}T{hour}"

    def do(self, command: str, by: str | None = None, hour: str = "10:00") -> str:
        return self.walk.run(self.at(hour, command, by))

    def show(self, *commands: tuple[str, str | None], hour: str = "10:00") -> None:
        self.walk.show(*(self.at(hour, command, by) for command, by in commands))

    def refuse(self, command: str, by: str | None) -> None:
        """Show a command that is refused, with the sentence that it answers."""
        asked = self.at("10:00", command, by)
        self.walk.lines += ["```console", f"$ {asked}", self.walk.refused(asked), "```", ""]

    def file(self, name: str, *rows: str) -> Path:
        file = self.folder / name
        file.write_text("\n".join(rows) + "\n", encoding="utf-8")
        return file

    def submit(self, unit: str, key: str, by: str | None, verifier: str = OFFICE) -> None:
        """Submitted at 10, verified at 15."""
        self.do(f"duban task submit {unit} '{key}'", by)
        self.submitted.append((unit, key, verifier))

    def _verify(self) -> None:
        for unit, key, verifier in self.submitted:
            self.do(f"duban task verify {unit} '{key}'", verifier, "15:00")
        self.submitted = []

    def report(self, unit: str, share: int, by: str | None) -> None:
        """Every figure of a unit at so many per cent of what is required; households are missed by most."""
        for target in self.walk.ask(f"duban target list {unit}"):
            most = 96 if unit in OTHERS and target["indicator"] == "contact" else 100
            count = target["required"] * min(share, most) // 100
            self.do(f"duban reading report {unit} {target['indicator']} {count}", by)

    def history(self, unit: str, wanted: Callable[[Mapping[str, Any]], bool]) -> None:
        """Show what happened in a unit, as far as it is wanted."""
        rows = [
            (one["at"][:16], one["actor"], one["subject"], one["trigger"], one["to"], one["reason"] or "–")
            for one in self.walk.ask(f"duban history {unit}")
            if wanted(one)
        ]
        self.walk.table(("at", "who", "subject", "trigger", "to", "why"), rows)
