"""Which commands are there, and what happens when one is refused?"""

import sys
from typing import Annotated, Any

import typer
from sqlalchemy.exc import DBAPIError
from typer.core import TyperGroup

from cli import (
    campaign,
    clock,
    draw,
    finding,
    inspection,
    install,
    notice,
    people,
    plan,
    serve,
    task,
    unit,
    village,
)
from states.errors import DubanError

EVERYWHERE = "--database"


class Duban(TyperGroup):
    """The root command: refusals become one clear line, `--database` may stand anywhere."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        for word in args:
            if not word.isprintable() and any("\ud800" <= sign <= "\udfff" for sign in word):
                _refuse("命令行中有无法识别的字符（不是 UTF-8），请检查终端的编码。")
        return super().parse_args(ctx, _database_first(args))

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except DubanError as refusal:
            _refuse(str(refusal))
        except DBAPIError as problem:
            why = " ".join(str(problem.orig).split())
            _refuse(f"数据库无法使用：{why}。请检查地址与权限，或运行 duban doctor。")
        except BrokenPipeError:
            sys.stderr.close()  # whoever read us has gone; nothing is left to say
            raise SystemExit(1) from None


def _refuse(line: str) -> None:
    typer.echo(line, err=True)
    raise SystemExit(1)


def _database_first(args: list[str]) -> list[str]:
    """The arguments with `--database URL` moved to the front, so that it may stand after a command too."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(args)
    for word in waiting:
        if word == "--":
            return [*front, *rest, word, *waiting]
        if word == EVERYWHERE:
            front += [word, *([value] if (value := next(waiting, None)) is not None else [])]
        elif word.startswith(f"{EVERYWHERE}="):
            front.append(word)
        else:
            rest.append(word)
    return [*front, *rest]


app = typer.Typer(
    cls=Duban,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="duban (督办): turn an implementation plan into a running, supervised campaign.",
)


@app.callback()
def duban(
    context: typer.Context,
    database: Annotated[
        str | None,
        typer.Option(
            EVERYWHERE,
            metavar="URL",
            envvar="DUBAN_DATABASE_URL",
            help="sqlite:///FILE, a file, or postgresql://…; default: a file of your own.",
        ),
    ] = None,
) -> None:
    context.obj = database


for name, commands in {
    "plan": plan.app,
    "units": unit.app,
    "people": people.app,
    "campaign": campaign.app,
    "village": village.app,
    "task": task.app,
    "inspection": inspection.app,
    "finding": finding.app,
    "notices": notice.app,
}.items():
    app.add_typer(commands, name=name)

draw.register(inspection.app)

for register in (install.register, clock.register, serve.register):
    register(app)
