"""`duban init`, `duban doctor`: is everything there that is needed?"""

import typer

from actions.doctor import examine
from actions.open import init_database
from cli.options import Json
from cli.show import Marked, print_json, print_table, say

SIGNS = {"ok": Marked("[green]✓[/]"), "warning": Marked("[yellow]！[/]"), "error": Marked("[bold red]✗[/]")}


def register(app: typer.Typer) -> None:
    app.command()(init)
    app.command()(doctor)


def init(context: typer.Context) -> None:
    """Make the database, or bring an older one up after copying it."""
    address, copy = init_database(context.obj)
    if copy is not None:
        say(f"已备份到 {copy}。")
    say(f"数据库已就绪：{address}")


def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Examine installation, database, calendar, roles and outbox; exit 1 if something cannot work."""
    findings = examine(context.obj)
    if as_json:
        print_json(findings)
    else:
        print_table(
            ("", "项目", "情况"),
            [(SIGNS[finding.severity], finding.subject, finding.message) for finding in findings],
            empty="没有检查项目。",
        )
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)
