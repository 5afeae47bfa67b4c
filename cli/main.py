"""Which commands are there, and what happens when one is refused?"""

import sys
from typing import Annotated, Any

import typer
from sqlalchemy.exc import DBAPIError
from typer.core import TyperGroup

from cli import (
    absence,
    appeal,
    assessment,
    attendance,
    campaign,
    clock,
    cluster,
    comment,
    draw,
    extension,
    finding,
    group,
    hand_over,
    hold,
    inputs,
    inspection,
    install,
    letter,
    measures,
    meeting,
    notice,
    people,
    plan,
    progress,
    publicity,
    reading,
    referral,
    request,
    serve,
    simulate,
    target,
    task,
    unit,
    village,
    visit,
    work_group,
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
    "target": target.app,
    "reading": reading.app,
    "anomaly": reading.anomalies,
    "inspection": inspection.app,
    "assessment": assessment.app,
    "appeal": appeal.app,
    "referral": referral.app,
    "extension": extension.app,
    "hold": hold.app,
    "finding": finding.app,
    "notices": notice.app,
    "absence": absence.app,
    "work-group": work_group.app,
    "group": group.app,
    "meeting": meeting.app,
    "attendance": attendance.app,
    "letter": letter.app,
    "publicity": publicity.app,
    "visit": visit.app,
    "input": inputs.app,
    "measures": measures.app,
    "request": request.app,
    "comment": comment.app,
    "cluster": cluster.app,
}.items():
    app.add_typer(commands, name=name)

hand_over.register(people.app)
draw.register(inspection.app)

for register in (
    install.register,
    clock.register,
    progress.register,
    simulate.register,
    serve.register,
):
    register(app)
