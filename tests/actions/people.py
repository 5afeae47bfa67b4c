"""Putting people into office for a test."""

import tempfile
from pathlib import Path

from actions.permission import CONSOLE
from actions.person import import_people
from states.roles import Role
from tests.town import Town, mail


def appoint(town: Town, *held: tuple[Role, str]) -> None:
    """Put somebody into office for each role and unit, under the name that the town gives everybody."""
    import_rows(town, *(f"{unit},{role},{unit[-4:]} {role},{mail(role, unit)}" for role, unit in held))


def import_rows(town: Town, *rows: str) -> None:
    """Import people: `unit_code,role,name,email`."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.csv"
        file.write_text("\n".join(["unit_code,role,name,email", *rows]), encoding="utf-8")
        import_people(town.desk, CONSOLE, file)
