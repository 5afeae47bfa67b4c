"""`duban inspection …`: the supervision office's desk."""

from typing import Annotated

import typer

from actions import finding as findings
from actions import inspection as inspections
from actions.order import Ordered
from actions.person import find_people
from actions.words import KINDS_ZH, STATES_ZH, day_zh
from cli.options import As, At, CampaignId, Json, OptionalReason, Reason, UnitCode, actor_of, day, desk_of
from cli.reported import Answers, Findings, answers_of, found_of
from cli.show import print_json, print_table, say

app = typer.Typer(no_args_is_help=True, help="Inspections: the supervision office's desk.")

InspectionIds = Annotated[list[int], typer.Argument(metavar="ID...", help="The inspections' numbers.")]
UnitCodes = Annotated[list[str], typer.Argument(metavar="UNIT...", help="The units' codes.")]
Inspectors = Annotated[
    list[str], typer.Option("--inspector", metavar="PERSON", help="Who carries it out; may be repeated.")
]
Due = Annotated[str | None, typer.Option("--due", metavar="DATE", help="By when; default: the plan's.")]
InspectionId = Annotated[int, typer.Argument(metavar="ID", help="The inspection's number.")]


@app.command("list")
def list_(context: typer.Context, campaign_id: CampaignId = None, as_json: Json = False) -> None:
    """List the inspections."""
    listed = inspections.list_inspections(desk_of(context), campaign_id)
    if as_json:
        print_json([_as_json(one) for one in listed])
        return
    print_table(
        ("编号", "单位", "种类", "状态", "完成期限", "督查人员", "事由"),
        [
            (
                one.id,
                f"{one.unit} {one.unit_name}",
                KINDS_ZH[one.kind],
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
    inspection: InspectionIds,
    inspector: Inspectors,
    due: Due = None,
    reason: OptionalReason = None,
    by: As = None,
    at: At = None,
) -> None:
    """Order proposed inspections, one or several at once; villages and inspectors are notified."""
    desk = desk_of(context, at)
    people = find_people(desk, inspector)
    _say_ordered(inspections.order(desk, actor_of(desk, by), inspection, people, day(due, "--due"), reason))


@app.command("order-units")
def order_units(
    context: typer.Context,
    unit: UnitCodes,
    inspector: Inspectors,
    reason: Reason,
    due: Due = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Propose special inspections of villages and order them together."""
    desk = desk_of(context, at, campaign_id)
    people = find_people(desk, inspector)
    actor, until = actor_of(desk, by), day(due, "--due")
    _say_ordered(inspections.order_outright(desk, actor, unit, people, reason, until, campaign_id))


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
    answer: Answers = None,
    finding: Findings = None,
    by: As = None,
    at: At = None,
) -> None:
    """Report what was seen on site: in words, by checklist, with what was found."""
    desk = desk_of(context, at)
    answers, found = answers_of(answer), found_of(finding)
    numbers = inspections.report(desk, actor_of(desk, by), inspection, text, answers, found)
    say(f"督查 {inspection} 的报告已提交。")
    if numbers:
        say(f"发现问题 {len(numbers)} 个（编号 {'、'.join(map(str, numbers))}），已通知被督查单位限期整改。")


@app.command()
def close(context: typer.Context, inspection: InspectionId, by: As = None, at: At = None) -> None:
    """Close an inspection that found nothing to repair."""
    desk = desk_of(context, at)
    inspections.close(desk, actor_of(desk, by), inspection)
    say(f"督查 {inspection} 已销号。")


@app.command()
def revisit(
    context: typer.Context,
    inspection: InspectionId,
    text: Annotated[str, typer.Option("--text", help="What was seen at the second look.")],
    repaired: Annotated[
        bool, typer.Option("--repaired/--not-repaired", help="Whether what was found stands repaired.")
    ] = True,
    by: As = None,
    at: At = None,
) -> None:
    """Look a second time at what was repaired; what is not, is found again."""
    desk = desk_of(context, at)
    numbers = inspections.revisit(desk, actor_of(desk, by), inspection, text, repaired)
    again = f"，重新登记问题 {numbers[0]}，限期整改" if numbers else "，整改到位"
    say(f"督查 {inspection} 已回头看{again}。")


@app.command()
def dismiss(
    context: typer.Context, inspection: InspectionId, reason: Reason, by: As = None, at: At = None
) -> None:
    """Dismiss a proposal, with a reason."""
    desk = desk_of(context, at)
    inspections.dismiss(desk, actor_of(desk, by), inspection, reason)
    say(f"督查 {inspection} 不予立项。")


@app.command()
def cancel(
    context: typer.Context, inspection: InspectionId, reason: Reason, by: As = None, at: At = None
) -> None:
    """Cancel an inspection before anybody is on site; whoever knew of it is told."""
    desk = desk_of(context, at)
    inspections.cancel(desk, actor_of(desk, by), inspection, reason)
    say(f"督查 {inspection} 已撤销。")


@app.command()
def merge(
    context: typer.Context,
    inspection: InspectionId,
    into: Annotated[int, typer.Argument(metavar="INTO", help="The inspection that takes over its reasons.")],
    reason: Reason,
    by: As = None,
    at: At = None,
) -> None:
    """Merge a proposal into another inspection of the same village."""
    desk = desk_of(context, at)
    inspections.merge(desk, actor_of(desk, by), inspection, into, reason)
    say(f"督查 {inspection} 已并入督查 {into}。")


@app.command("replace-inspector")
def replace_inspector(
    context: typer.Context,
    inspection: InspectionId,
    old: Annotated[str, typer.Option("--old", metavar="PERSON", help="Who does not go after all.")],
    new: Annotated[str, typer.Option("--new", metavar="PERSON", help="Who goes instead.")],
    by: As = None,
    at: At = None,
) -> None:
    """Send somebody else in place of an inspector; both are told."""
    desk = desk_of(context, at)
    [leaves], [comes] = find_people(desk, [old]), find_people(desk, [new])
    warnings = inspections.replace_inspector(desk, actor_of(desk, by), inspection, leaves, comes)
    say(f"督查 {inspection} 的督查人员已更换。")
    for warning in warnings:
        say(f"注意：{warning}")


@app.command()
def show(context: typer.Context, inspection: InspectionId, as_json: Json = False) -> None:
    """Show one inspection with its reasons and what it found."""
    desk = desk_of(context)
    one = inspections.get_inspection(desk, inspection)
    found = [
        finding
        for finding in findings.list_findings(desk, one.campaign_id, one.unit)
        if finding.inspection_id == one.id
    ]
    if as_json:
        print_json({**_as_json(one), "findings": found})
        return
    say(f"督查 {one.id}：对{one.unit_name}的{KINDS_ZH[one.kind]}，{STATES_ZH[one.state]}")
    for reason in one.reasons:
        say(f"  事由：{reason}")
    if one.due is not None:
        say(f"  {day_zh(one.due)}前完成，督查人员：{'、'.join(one.inspectors)}")
    if one.report is not None:
        say(f"  报告：{one.report}")
    for finding in found:
        state = "已撤销" if finding.struck else f"整改{STATES_ZH[finding.repair]}，{day_zh(finding.due)}前"
        say(f"  问题 {finding.id}（{finding.severity_title}）：{finding.text}；{state}")


def _say_ordered(ordered: Ordered) -> None:
    listed = "、".join(map(str, ordered.inspections))
    say(
        f"督查 {listed} 已立项（第 {ordered.number} 号），已通知被督查单位和督查人员，"
        f"{day_zh(ordered.due)}前完成。"
    )
    for warning in ordered.warnings:
        say(f"注意：{warning}")


def _as_json(one: inspections.InspectionListed) -> dict[str, object]:
    return {
        "id": one.id,
        "campaign": one.campaign_id,
        "unit": one.unit,
        "kind": one.kind,
        "state": one.state,
        "reasons": one.reasons,
        "inspectors": one.inspectors,
        "order": one.order_number,
        "due": one.due,
        "reported_on": one.reported_on,
        "report": one.report,
        "answers": one.answers,
    }
