"""`duban request …`: what villages ask of the departments."""

from typing import Annotated

import typer

from actions import request as requests
from actions.words import STATES_ZH
from cli.options import AnyUnit, As, At, CampaignId, Json, UnitCode, actor_of, desk_of
from cli.show import print_listed, say

app = typer.Typer(no_args_is_help=True, help="Requests to departments for residents.")


@app.command()
def ask(
    context: typer.Context,
    unit: UnitCode,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="The plan's key of what is asked.")],
    whom: Annotated[str, typer.Option("--for", help="Initials or a reference; never an identity number.")],
    note: Annotated[str | None, typer.Option("--note", help="What the department should know.")] = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Ask the department for something that a resident needs."""
    desk = desk_of(context, at, campaign_id)
    number = requests.ask_request(desk, actor_of(desk, by), unit, kind, whom, note, campaign_id)
    say(f"申请已转部门（编号 {number}，任务 {requests.errand_of(number)}）。")


@app.command("list")
def list_(
    context: typer.Context,
    unit: AnyUnit = None,
    undone: Annotated[bool, typer.Option("--open", help="Only those that are not done.")] = False,
    at: At = None,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """List requests of villages and to departments, the oldest undone first."""
    listed = requests.list_requests(desk_of(context, at, campaign_id), campaign_id, unit, open_only=undone)
    print_listed(
        listed,
        as_json,
        ("编号", "单位", "事项", "为谁", "部门", "状态", "时限", "天数"),
        lambda one: (
            one.id,
            one.unit_name,
            one.title,
            one.whom,
            one.department_name,
            f"{STATES_ZH[one.state]}{'，逾期' if one.overdue else ''}",
            one.due,
            one.age,
        ),
        empty="没有申请。",
    )
