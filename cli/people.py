"""`duban people …`: who holds which role."""

import typer

from actions.person import import_people, list_people
from actions.table import count_rows
from cli.options import As, Json, actor_of, desk_of
from cli.show import print_json, print_table, progress, say
from cli.unit import File, SkipBad

app = typer.Typer(no_args_is_help=True, help="People and their roles.")


@app.command("import")
def import_(context: typer.Context, file: File, skip_bad: SkipBad = False, by: As = None) -> None:
    """Import people from a CSV file (unit_code,role,name,email,phone,language)."""
    desk = desk_of(context)
    with progress("导入人员", count_rows(file)) as advance:
        done = import_people(desk, actor_of(desk, by), file, skip_bad=skip_bad, progress=advance)
    for problem in done.skipped:
        typer.echo(f"略过：{problem}", err=True)
    say(f"新增 {done.added} 项任职，已有 {done.unchanged} 项，略过 {len(done.skipped)} 行。")


@app.command("list")
def list_(context: typer.Context, as_json: Json = False) -> None:
    """List everybody with the roles they hold."""
    people = list_people(desk_of(context))
    if as_json:
        print_json(
            [
                {
                    "id": person.id,
                    "name": person.name,
                    "email": person.email,
                    "language": person.language,
                    "roles": [{"role": role, "unit": code} for role, code, _ in person.roles],
                }
                for person in people
            ]
        )
        return
    print_table(
        ("编号", "姓名", "邮箱", "任职"),
        [(p.id, p.name, p.email, "；".join(f"{name} {role}" for role, _, name in p.roles)) for p in people],
        empty="还没有人员。请用 duban people import 导入。",
    )
