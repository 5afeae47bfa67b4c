"""The walk through the 2012 campaign that `docs/walkthrough.md` shows: every line of output is real.

By command line alone, on a virtual clock. The tests run it and compare.
"""

import json
import shlex
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from cli.main import app
from tests import mailbox, walkthrough_year
from tests.town import GONGYELU, TONGHANG, ZHUZHAI, days

SELF = "self-inspection"
EARLIER = (
    ("training", "2012-04-23"),
    ("work-group", "2012-04-26"),
    ("responsibility-letter", "2012-04-27"),
    ("survey", "2012-04-28"),
    ("village-meeting", "2012-05-04"),
    ("duty-assignment", "2012-05-08"),
    ("measures", "2012-05-10"),
    ("publicity", "2012-05-30"),
    ("enrolment", "2012-05-31"),
)
"""Tasks before June, with the day on which a punctual village submits them."""

HEADS = {
    GONGYELU: "head@gongyelu-shequ.duban.example",
    ZHUZHAI: "head@zhuzhai.duban.example",
    TONGHANG: "head@tonghang.duban.example",
}
OFFICE = "office@gongyelu.duban.example"
SUPERVISION = "supervision@gongyelu.duban.example"


class Walk:
    """Runs commands on a database of its own and keeps what is shown."""

    def __init__(self, folder: Path) -> None:
        self.environment = {"DUBAN_DATABASE_URL": f"sqlite:///{folder / 'walk.sqlite'}", "COLUMNS": "100"}
        self.lines: list[str] = []
        self.acknowledged = ""
        """What was answered when 通航社区 acknowledged."""
        self.run("duban init")

    def run(self, command: str) -> str:
        """Run `duban …` silently; what it printed."""
        done = CliRunner().invoke(app, shlex.split(command)[1:], env=self.environment)
        if done.exit_code != 0:
            raise AssertionError(f"{command}: {done.output}")
        return done.stdout

    def refused(self, command: str) -> str:
        """Run a command that is refused; the sentence that it answers."""
        done = CliRunner().invoke(app, shlex.split(command)[1:], env=self.environment)
        if done.exit_code != 1:
            raise AssertionError(f"{command}: {done.output}")
        return done.stderr.strip()

    def ask(self, command: str) -> Any:
        return json.loads(self.run(f"{command} --json"))

    def show(self, *commands: str) -> None:
        """Run commands and show them with what they print."""
        self.lines.append("```console")
        for command in commands:
            self.lines.append(f"$ {command}")
            self.lines += [line.rstrip() for line in self.run(command).splitlines() if line.strip()]
        self.lines.append("```")
        self.lines.append("")

    def tell(self, text: str) -> None:
        self.lines += [text, ""]

    def notices(self, unit: str, since: str = "2012-06-01") -> None:
        """Show every notice about the self-inspection of a unit, as the outbox has it."""
        rows = [
            (
                n["queued_at"][:10],
                n["kind"],
                n["form"],
                "–" if n["rung"] is None else n["rung"],
                n["recipient"],
            )
            for n in self.ask(f"duban notices list --unit {unit}")
            if n["task"] == SELF and n["queued_at"] >= since
        ]
        self.table(("day", "kind", "form", "rung", "recipient"), rows)

    def table(self, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
        names = list(columns)
        self.lines += [f"| {' | '.join(names)} |", "|" + " --- |" * len(names)]
        self.lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
        self.lines.append("")


def page() -> str:
    """The walkthrough, as Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        walk = Walk(Path(folder))
        walk.tell(INTRODUCTION)
        _issue(walk)
        _spring(walk)
        _missed(walk)
        _ordered(walk)
        _punctual(walk)
        _held(walk)
        with tempfile.TemporaryDirectory() as another:
            year = Walk(Path(another))
            walkthrough_year.write(year, Path(another))
            walk.lines += year.lines
        walk.tell(mailbox.section())
        return "\n".join(walk.lines).rstrip() + "\n"


INTRODUCTION = """# The 2012 campaign, day by day

<!-- Written by tests/walkthrough.py: `make docs`. Do not edit. -->

Three communities of one subdistrict, the plan that ships, and the command line on a virtual clock (`--at`).
工业路社区 does everything in time, 朱寨社区 forgets its self-inspection, 通航社区 never finishes its survey.
Every line of output below is real; the tests run this page again and compare."""


def _issue(walk: Walk) -> None:
    walk.tell("## The plan is issued on 23 April")
    walk.show(
        "duban units import plans/demo/units-gongyelu.csv",
        "duban people import plans/demo/people-gongyelu.csv",
        f"duban campaign start 2012-pension-pilot --unit 410106004000 --as {OFFICE} --at 2012-04-23T08:00",
    )


def _spring(walk: Walk) -> None:
    walk.tell(
        "## April and May\n\n"
        "Each morning at 8 the clock checks (`duban check --at …`). 工业路社区 and 朱寨社区 submit their "
        "tasks in time and the office verifies them the same afternoon; 通航社区 leaves its survey undone."
    )
    for day in days("2012-04-23", "2012-05-31"):
        walk.run(f"duban check --at {day}T08:00")
        due = [(unit, key) for key, on in EARLIER if on == day.isoformat() for unit in HEADS]
        done = [(unit, key) for unit, key in due if (unit, key) != (TONGHANG, "survey")]
        for unit, key in done:
            walk.run(f"duban task submit {unit} {key} --as {HEADS[unit]} --at {day}T10:00")
        for unit, key in done:
            walk.run(f"duban task verify {unit} {key} --as {OFFICE} --at {day}T15:00")
    walk.tell("A village moves when its gates are verified, not because the date has come:")
    _phases(walk, "2012-05-31T18:00")


def _phases(walk: Walk, at: str) -> None:
    board = walk.ask(f"duban board --at {at}")
    walk.table(
        ("unit", "earned phase", "calendar phase", "light"),
        [(u["name"], u["phase"], u["calendar_phase"], u["light"]) for u in board["units"]],
    )


def _missed(walk: Walk) -> None:
    walk.tell(
        "## 朱寨社区 misses 10 June\n\n"
        "The self-inspection is due on 10 June, a Sunday. 3 June and 9 June are days off too, so the "
        "reminders go out on the working days before them; overdue begins on Monday the 11th."
    )
    for day in days("2012-06-01", "2012-06-18"):
        walk.run(f"duban check --at {day}T08:00")
        if day.isoformat() == "2012-06-09":
            head = HEADS[GONGYELU]
            walk.run(f"duban task submit {GONGYELU} {SELF} --note 自查完毕 --as {head} --at {day}T10:00")
        if day.isoformat() == "2012-06-11":
            _acknowledge(walk)
    walk.notices(ZHUZHAI)
    walk.tell("On the 18th a proposed special inspection stands on the supervision office's desk:")
    walk.show("duban inspection list")


def _acknowledge(walk: Walk) -> None:
    mine = [
        n for n in walk.ask(f"duban notices list --unit {TONGHANG}") if n["task"] == SELF and n["rung"] == 0
    ]
    walk.acknowledged = walk.run(
        f"duban notices ack {mine[0]['id']} --as {HEADS[TONGHANG]} --at 2012-06-11T10:00"
    ).strip()


def _ordered(walk: Walk) -> None:
    walk.tell("One order notifies the village and the inspectors:")
    listed = [i for i in walk.ask("duban inspection list") if i["unit"] == ZHUZHAI]
    order = f"duban inspection order {listed[0]['id']} --inspector inspector@gongyelu.duban.example"
    walk.show(f"{order} --as {SUPERVISION} --at 2012-06-18T10:00")
    rows = [
        (n["queued_at"][:16], n["form"], n["role"], n["recipient"], n["due"])
        for n in walk.ask(f"duban notices list --unit {ZHUZHAI}")
        if n["kind"] == "inspection_ordered"
    ]
    walk.table(("queued", "form", "role", "recipient", "due"), rows)


def _punctual(walk: Walk) -> None:
    walk.tell(
        "## 工业路社区 submitted on the 9th\n\n"
        "Nobody has verified it yet, and still the village hears nothing more: its clock stands since it "
        "submitted. The office is reminded of its own duty, and then climbs a ladder of its own."
    )
    walk.notices(GONGYELU)
    walk.tell("On the 18th the office sends it back. The returned task gets its short date and begins anew:")
    walk.show(
        f"duban task return {GONGYELU} {SELF} --reason 缺少参保台账 --as {OFFICE} --at 2012-06-18T15:00",
    )
    for day in days("2012-06-19", "2012-06-22"):
        walk.run(f"duban check --at {day}T08:00")
    walk.notices(GONGYELU, since="2012-06-18T15")


def _held(walk: Walk) -> None:
    walk.tell(
        "## 通航社区 is stuck in mobilization\n\n"
        "Its survey is undone, so it has earned no later phase. It owes its self-inspection all the same: "
        "tasks open with the calendar. Its head acknowledged the overdue notice on the 11th:"
    )
    walk.lines += ["```console", walk.acknowledged, "```", ""]
    walk.tell("The ladder was held for the three working days that the plan grants, and then went on:")
    walk.notices(TONGHANG)
    _phases(walk, "2012-06-22T18:00")
    walk.tell("What the machine did with it, from the history:")
    walk.table(
        ("at", "who", "trigger", "from", "to", "clause"),
        [
            (h["at"][:16], h["actor"], h["trigger"], h["from"] or "–", h["to"], h["clause"])
            for h in walk.ask(f"duban history {TONGHANG}")
            if h["subject"] == "village" or (h["subject"] == "escalation" and h["task"] == SELF)
        ],
    )
