"""`duban inspection …`: the supervision office's desk."""

from typing import Annotated

import typer

from actions import inspection as inspections
from actions.person import find_people
from actions.words import STATES_ZH, day_zh
from cli.options import As, At, CampaignId, Json, OptionalReason, Reason, UnitCode, actor_of, day, desk_of
from cli.show import print_json, print_table, say

app = typer.Typer(no_args_is_help=True, help="Inspections: the supervision office's desk.")

InspectionId = Annotated[int, typer.Argument(metavar="ID", help="The inspection's number.")]


@app.command("list")
def list_(context: typer.Context, campaign_id: CampaignId = None, as_json: Json = False) -> None:
    """List the inspections."""
    listed = inspections.list_inspections(desk_of(context), campaign_id)
    if as_json:
        print_json(
            [
                {
                    "id": one.id,
                    "campaign": one.campaign_id,
                    "unit": one.unit,
                    "kind": one.kind,
                    "state": one.state,
                    "reasons": one.reasons,
                    "inspectors": one.inspectors,
                    "due": one.due,
                    "report": one.report,
                }
                for one in listed
            ]
        )
        return
    print_table(
        ("编号", "单位", "状态", "完成期限", "督查人员", "事由"),
        [
            (
                one.id,
                f"{one.unit} {one.unit_name}",
                STATES_ZH[one.state],
                one.due,
                "、".join(one.inspectors) or None,
                "；".join(one.reasons),
            )
            for one in listed
        ],
        empty="没有督查事项。",
    )


@app.command()
def propose(
    context: typer.Context,
    unit: UnitCode,
    reason: Reason,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Propose a special inspection of a village; where one is open, the reason joins it."""
    desk = desk_of(context, at, campaign_id)
    number = inspections.propose(desk, actor_of(desk, by), unit, reason, campaign_id)
    say(f"已对 {unit} 提出专项督查（编号 {number}）。")


@app.command()
def order(
    context: typer.Context,
    inspection: InspectionId,
    inspector: Annotated[
        list[str], typer.Option("--inspector", metavar="PERSON", help="Who carries it out; may be repeated.")
    ],
    due: Annotated[
        str | None, typer.Option("--due", metavar="DATE", help="By when; default: the plan's.")
    ] = None,
    reason: OptionalReason = None,
    by: As = None,
    at: At = None,
) -> None:
    """Order a proposed inspection; village and inspectors are notified."""
    desk = desk_of(context, at)
    people = find_people(desk, inspector)
    by_when = inspections.order(desk, actor_of(desk, by), inspection, people, day(due, "--due"), reason).due
    say(f"督查 {inspection} 已立项并通知被督查单位和督查人员，{day_zh(by_when)}前完成。")


@app.command()
def start(context: typer.Context, inspection: InspectionId, by: As = None, at: At = None) -> None:
    """The inspectors are on site."""
    desk = desk_of(context, at)
    inspections.start(desk, actor_of(desk, by), inspection)
    say(f"督查 {inspection} 已开始现场检查。")


@app.command()
def report(
    context: typer.Context,
    inspection: InspectionId,
    text: Annotated[str, typer.Option("--text", help="What was seen on site.")],
    by: As = None,
    at: At = None,
) -> None:
    """Report what was seen on site."""
    desk = desk_of(context, at)
    inspections.report(desk, actor_of(desk, by), inspection, text)
    say(f"督查 {inspection} 的报告已提交。")


@app.command()
def close(context: typer.Context, inspection: InspectionId, by: As = None, at: At = None) -> None:
    """Close an inspection that found nothing to repair."""
    desk = desk_of(context, at)
    inspections.close(desk, actor_of(desk, by), inspection)
    say(f"督查 {inspection} 已销号。")


@app.command()
def dismiss(
    context: typer.Context, inspection: InspectionId, reason: Reason, by: As = None, at: At = None
) -> None:
    """Dismiss a proposal, with a reason."""
    desk = desk_of(context, at)
    inspections.dismiss(desk, actor_of(desk, by), inspection, reason)
    say(f"督查 {inspection} 不予立项。")
