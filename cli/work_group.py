"""`duban work-group …`: the work groups of the villages."""

from typing import Annotated

import typer

from actions import work_group as work_groups
from actions.errors import BadInput
from actions.words import day_zh
from actions.work_group import Member
from cli.options import AnyUnit, As, At, CampaignId, Json, UnitCode, actor_of, desk_of
from cli.show import print_listed, say

app = typer.Typer(no_args_is_help=True, help="Work groups: who carries the work in a village.")


@app.command("set")
def set_(
    context: typer.Context,
    unit: UnitCode,
    members: Annotated[
        list[str], typer.Option("--member", metavar="NAME:DUTY", help="A member with a duty; repeat.")
    ],
    submit: Annotated[bool, typer.Option("--submit", help="Submit the plan's task with the list.")] = False,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Set the whole work group of a village; its head need not be named."""
    desk = desk_of(context, at, campaign_id)
    given = [_member(text) for text in members]
    done = work_groups.set_work_group(
        desk, actor_of(desk, by), unit, given, submit=submit, campaign_id=campaign_id
    )
    say(f"{unit} 的工作小组：{'、'.join(f'{one.name}（{one.duty}）' for one in done.members)}。")
    if done.verify_by is not None:
        say(f"任务已提交，须在 {day_zh(done.verify_by)}前核验。")


@app.command("list")
def list_(
    context: typer.Context, unit: AnyUnit = None, campaign_id: CampaignId = None, as_json: Json = False
) -> None:
    """List the work groups, also of villages that have none yet."""
    listed = work_groups.list_work_groups(desk_of(context), campaign_id, unit)
    print_listed(
        listed,
        as_json,
        ("单位", "齐全", "成员"),
        lambda one: (
            f"{one.unit} {one.unit_name}",
            "是" if one.complete else "否",
            "、".join(f"{member.name}（{member.duty}）" for member in one.members) or None,
        ),
        empty="没有村或社区。",
    )


def _member(text: str) -> Member:
    name, _, duty = text.replace("：", ":").partition(":")
    if not name.strip() or not duty.strip():
        raise BadInput(f"成员 {text} 应写成“姓名:分工”，如 李明:登记造册。")
    return Member(name, duty)
