"""`duban assessment …`: scores, what is put beside them, and the ranking."""

from fractions import Fraction
from typing import Annotated, Any

import typer

from actions import assessment as assessments
from actions import ranking as rankings
from actions.errors import BadInput
from actions.ranking import Place
from actions.score_words import charge_line, item_lines, item_title, points_zh, proof_line
from actions.sheet import Sheet, preview, read_sheet
from actions.words import day_zh, village_state_zh
from cli.options import AnyUnit, As, At, CampaignId, Json, Reason, UnitCode, actor_of, desk_of
from cli.show import print_json, print_table, say

app = typer.Typer(no_args_is_help=True, help="Assessment: scores, ranking, what is put beside them.")


@app.command("preview")
def preview_(
    context: typer.Context,
    unit: UnitCode,
    at: At = None,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """Show what a village's score would be today."""
    _show_sheet(preview(desk_of(context, at, campaign_id), unit, campaign_id), as_json)


@app.command()
def show(
    context: typer.Context, unit: UnitCode, campaign_id: CampaignId = None, as_json: Json = False
) -> None:
    """Show a village's assessment, with every deduction, its proof and the notice before it."""
    _show_sheet(read_sheet(desk_of(context), unit, campaign_id), as_json)


@app.command()
def run(
    context: typer.Context,
    unit: AnyUnit = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """Assess the villages at or below a unit that await it (leading group's office)."""
    desk = desk_of(context, at, campaign_id)
    done = assessments.assess(desk, actor_of(desk, by), unit, campaign_id)
    if as_json:
        print_json(done)
        return
    say(
        f"已考核 {done.assessed} 个村（社区），得分未变 {done.unchanged} 个，"
        f"尚未进入考核验收 {done.waiting} 个，已有结论 {done.decided} 个。"
    )


@app.command()
def adjust(
    context: typer.Context,
    unit: UnitCode,
    points: Annotated[str, typer.Option("--points", help="Points to add, or with a minus to take.")],
    reason: Reason,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Put points beside a village's computed score, with a reason (head of the leading group)."""
    desk = desk_of(context, at, campaign_id)
    total = assessments.adjust(desk, actor_of(desk, by), unit, _points(points), reason, campaign_id)
    say(f"{unit} 的得分现为 {points_zh(total)} 分。")


@app.command()
def concur(
    context: typer.Context,
    opinion: Annotated[str, typer.Option("--opinion", help="What the group above says.")],
    units: Annotated[
        list[str] | None, typer.Argument(metavar="[UNIT...]", help="Units' codes; all that await it without.")
    ] = None,
    reference: Annotated[
        str | None, typer.Option("--reference", help="The number of the document, for a written opinion.")
    ] = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Record the opinion of the leading group above on the scores."""
    desk = desk_of(context, at, campaign_id)
    count = assessments.concur(desk, actor_of(desk, by), units or None, opinion, reference, campaign_id)
    say(f"已记录对 {count} 个村（社区）的会同意见。")


@app.command()
def publish(
    context: typer.Context,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """Announce the results: every head hears score, place and how to appeal."""
    desk = desk_of(context, at, campaign_id)
    done = assessments.publish(desk, actor_of(desk, by), campaign_id)
    if as_json:
        print_json(done)
        return
    until = f"，{day_zh(done.appeal_until)}前可以申诉" if done.appeal_until else ""
    say(f"已公布 {done.villages} 个村（社区）的考核结果{until}。")


@app.command()
def ranking(
    context: typer.Context, at: At = None, campaign_id: CampaignId = None, as_json: Json = False
) -> None:
    """Rank the villages that have been assessed; equal scores share a place."""
    ranked = rankings.ranking(desk_of(context, at, campaign_id), campaign_id)
    if as_json:
        print_json([_place(one) for one in ranked])
        return
    print_table(
        ("名次", "单位", "得分", "计算得分", "指标", "结论", "表彰"),
        [
            (
                one.place,
                f"{one.result.unit} {one.result.name}",
                points_zh(one.result.total),
                points_zh(one.result.computed),
                "达标" if one.result.targets_met else "未达标",
                "合格" if one.result.passed else "不合格",
                one.against or "可以表彰",
            )
            for one in ranked
        ],
        empty="还没有考核结果。",
    )


@app.command()
def scorecards(context: typer.Context, campaign_id: CampaignId = None, as_json: Json = False) -> None:
    """Show how the villages of each linked leader stand."""
    cards = rankings.scorecards(desk_of(context), campaign_id)
    if as_json:
        print_json(cards)
        return
    print_table(
        ("包村（社区）领导", "联系", "已考核", "平均分", "合格", "逾期", "督办通知单", "专项督查"),
        [
            (
                one.card.leader,
                one.linked,
                len(one.card.villages),
                None if one.card.average is None else points_zh(one.card.average),
                one.card.accepted,
                one.card.overdue,
                one.card.letters,
                one.card.special_inspections,
            )
            for one in cards
        ],
        empty="没有包村（社区）领导。",
    )


@app.command("groups")
def groups_(context: typer.Context, campaign_id: CampaignId = None, as_json: Json = False) -> None:
    """List the groups and buildings that have figures, with whether the plan commends them."""
    listed = rankings.groups(desk_of(context), campaign_id)
    if as_json:
        print_json(listed)
        return
    print_table(
        ("单位", "组号", "名称", "表彰"),
        [
            (
                f"{one.unit} {one.unit_name}",
                one.number,
                one.name,
                "可以表彰" if one.may_be_commended else "指标没有全部达标",
            )
            for one in listed
        ],
        empty="还没有村民组（楼院）的数值。",
    )


def _points(text: str) -> Fraction:
    try:
        return Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        raise BadInput(f"--points {text} 不是分值。请写成 2、-1.5 这样的数。") from None


def _place(one: Place) -> dict[str, Any]:
    result = one.result
    return {
        "place": one.place,
        "unit": result.unit,
        "name": result.name,
        "state": result.state,
        "total": result.total,
        "computed": result.computed,
        "targets_met": result.targets_met,
        "passed": result.passed,
        "published_at": result.published_at,
        "appeal_until": result.appeal_until,
        "may_be_commended": one.may_be_commended,
        "against": one.against,
    }


def _show_sheet(sheet: Sheet, as_json: bool) -> None:
    if as_json:
        print_json(_sheet(sheet))
        return
    result, book = sheet.result, sheet.book
    kind = "预评" if result is None else f"考核第 {result.version} 版"
    total = sheet.score.total if result is None else result.total
    state = village_state_zh(book, sheet.state)
    say(f"{sheet.name}（{state}），{sheet.judged_on} {kind}：{points_zh(total)} 分")
    if result is not None and result.adjusted is not None:
        adjusted = result.adjusted
        signed = points_zh(adjusted.points, signed=True)
        say(f"计算得分 {points_zh(result.computed)}，人工调整 {signed}（{adjusted.by}：{adjusted.reason}）")
    print_table(
        ("项目", "得分", "满分", "依据"),
        [
            (item_title(book, item), points_zh(item.earned), points_zh(item.points), line)
            for item in sheet.score.items
            for line in item_lines(book, item)
        ],
        empty="方案没有评分项目。",
    )
    print_table(
        ("编号", "扣分", "依据"),
        [(one.key, charge_line(book, one), proof_line(one.offence)) for one in sheet.score.charges],
        empty="没有扣分。",
    )


def _sheet(sheet: Sheet) -> dict[str, Any]:
    result = sheet.result
    return {
        "unit": sheet.unit,
        "name": sheet.name,
        "state": sheet.state,
        "judged_on": sheet.judged_on,
        "computed": sheet.score.total,
        "total": sheet.score.total if result is None else result.total,
        "targets_met": sheet.score.targets_met,
        "items": sheet.score.items,
        "charges": sheet.score.charges,
        "version": None if result is None else result.version,
        "passed": None if result is None else result.passed,
        "adjusted": None if result is None else result.adjusted,
        "concurred": None if result is None else result.concurred,
        "published_at": None if result is None else result.published_at,
        "appeal_until": None if result is None else result.appeal_until,
        "appeals": sheet.appeals,
    }
