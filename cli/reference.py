"""Which commands are there, in full? `docs/commands.md` is written from their own help."""

from collections.abc import Iterator
from typing import Any

import typer

from cli.main import app

WIDTH = 100

HEADING = """# Commands

<!-- Written from the commands' own help: `make docs`. Do not edit. -->

Commands that act take `--as PERSON` (an e-mail address or an id of `duban people list`; without it the
administrator's console acts, and stands in the history as such) and `--at INSTANT`. Commands that read
take `--json`. `--database URL` may stand anywhere. A refusal is one line on stderr and a non-zero exit code.
"""


def reference() -> str:
    """The help of every command, as Markdown."""
    sections = [f"## {path}\n\n```text\n{_help(command, path)}\n```\n" for path, command in commands()]
    return "\n".join([HEADING, *sections])


def commands() -> list[tuple[str, Any]]:
    """Every command that does something, with the words that call it."""
    return list(_below(typer.main.get_command(app), "duban"))


def _below(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    children: dict[str, Any] = getattr(command, "commands", {})
    if not children:
        yield path, command
    for name, child in children.items():
        yield from _below(child, f"{path} {name}")


def _help(command: Any, path: str) -> str:
    context = command.make_context(
        path, [], resilient_parsing=True, terminal_width=WIDTH, max_content_width=WIDTH
    )
    text: str = command.get_help(context)
    return "\n".join(line.rstrip() for line in text.splitlines())
