"""Write the pages of docs/ that are generated; the tests compare each with what is there.

`make docs`
"""

from collections.abc import Callable
from pathlib import Path

from cli.reference import reference
from plans.lint.page import markdown
from states.diagram import states_page
from states.village import Phases
from tests import clauses, invariants, walkthrough

DOCS = Path(__file__).parent.parent / "docs"

PHASES = ("mobilization", "implementation", "inspection")
SHIPPED = Phases(PHASES, gated=frozenset(PHASES))

PAGES: dict[str, Callable[[], str]] = {
    "states.md": lambda: states_page(SHIPPED),
    "lint.md": markdown,
    "commands.md": reference,
    "clauses.md": clauses.page,
    "walkthrough.md": walkthrough.page,
    "invariants.md": invariants.page,
}


def main() -> None:
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
