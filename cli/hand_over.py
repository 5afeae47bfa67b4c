"""`duban people hand-over`: an office passes to a successor."""

from typing import Annotated

import typer

from actions import hand_over as hand_overs
from actions.errors import BadInput
from actions.hand_over import HandOverListed, NewPerson
from cli.options import As, At, Json, Reason, actor_of, desk_of
from cli.show import print_listed, say
from states.roles import TITLES_ZH, Role


def register(app: typer.Typer) -> None:
    """Add the commands to those about people."""
    app.command("hand-over")(hand_over)
    app.command("hand-overs")(list_)


def hand_over(
    context: typer.Context,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Who leaves: e-mail or id.")],
    role: Annotated[Role, typer.Option("--role", help="The role that passes on.")],
    unit: Annotated[str, typer.Option("--unit", metavar="UNIT", help="Where it is held.")],
    reason: Reason,
    to: Annotated[
        str | None, typer.Option("--to", metavar="PERSON", help="A successor who is known.")
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="The name of a successor who is new.")] = None,
    email: Annotated[str | None, typer.Option("--email", help="The new one's e-mail.")] = None,
    phone: Annotated[str | None, typer.Option("--phone", help="The new one's phone.")] = None,
    by: As = None,
    at: At = None,
) -> None:
    """Hand an office over with everything that is open."""
    desk = desk_of(context, at)
    if (to is None) == (name is None):
        raise BadInput("请指明继任者：已有人员用 --to，新人员用 --name（可加 --email、--phone）。")
    successor = to if to is not None else NewPerson(name or "", email, phone)
    done = hand_overs.hand_over(desk, actor_of(desk, by), person, successor, role, unit, reason)
    say(f"已移交给 {done.successor}（编号 {done.successor_id}），转交待发通知 {done.notices} 条。")
    if done.substitutions_ended:
        say(f"原任不再替岗，{done.substitutions_ended} 项不在岗登记现无人替岗，请另行安排。")
    say(f"未办结 {len(done.open)} 项{'：' if done.open else '。'}")
    for one in done.open:
        say(f"  {one.unit_name}{one.what}")


def list_(context: typer.Context, as_json: Json = False) -> None:
    """List the offices that have been handed over."""
    columns = ("编号", "单位", "职务", "原任", "继任", "原因", "经办")
    listed = hand_overs.list_hand_overs(desk_of(context))
    print_listed(listed, as_json, columns, _row, empty="没有移交记录。")


def _row(one: HandOverListed) -> tuple[object, ...]:
    title = TITLES_ZH[Role(one.role)]
    return (one.id, one.unit_name, title, one.holder, one.successor, one.reason, one.done_by)
