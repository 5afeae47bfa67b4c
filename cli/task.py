"""`duban task …`: what units owe, and what is done about it."""

from typing import Annotated

import typer

from actions import task as tasks
from actions.board import list_tasks
from actions.organization import submission_warnings
from actions.self_inspection import submit_self_inspection
from actions.words import STATES_ZH, day_zh
from cli.options import (
    AnyUnit,
    As,
    At,
    CampaignId,
    Json,
    OptionalReason,
    Reason,
    TaskKey,
    UnitCode,
    actor_of,
    desk_of,
)
from cli.reported import Answers, Findings, answers_of, found_of
from cli.show import light_sign, print_json, print_table, say

app = typer.Typer(no_args_is_help=True, help="Tasks: what units owe.")


@app.command("list")
def list_(
    context: typer.Context,
    unit: AnyUnit = None,
    at: At = None,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """List tasks with their dates and lights."""
    desk = desk_of(context, at, campaign_id)
    listed = list_tasks(desk, campaign_id, unit)
    if as_json:
        print_json(
            [
                {
                    "unit": code,
                    "task": task.key,
                    "state": task.state,
                    "due": task.due,
                    "effective_due": task.effective_due,
                    "cycle": task.cycle,
                    "light": task.light.code,
                    "verify_by": task.verify_by,
                }
                for code, _, task in listed
            ]
        )
        return
    print_table(
        ("", "单位", "任务", "状态", "时限", "现行时限", "轮次"),
        [
            (
                light_sign(task.light.code),
                f"{code} {name}",
                task.key,
                STATES_ZH[task.state],
                task.due,
                task.effective_due,
                task.cycle,
            )
            for code, name, task in listed
        ],
        empty="没有任务。",
    )


@app.command()
def submit(
    context: typer.Context,
    unit: UnitCode,
    task: TaskKey,
    note: Annotated[str | None, typer.Option("--note", help="What was done; stands in the history.")] = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Submit a task of a unit."""
    desk = desk_of(context, at, campaign_id)
    verify_by = tasks.submit(desk, actor_of(desk, by), unit, task, note, campaign_id)
    verifiers = tasks.verifiers_zh(desk, task, campaign_id)
    say(f"{unit} 的 {task} 已提交，{verifiers}须在 {day_zh(verify_by)}前核验。")
    if asked := tasks.evidence_asked(desk, task, campaign_id):
        say(f"方案要求的材料：{'；'.join(asked)}")
    for warning in submission_warnings(desk, unit, task, campaign_id):
        say(f"注意：{warning}")


@app.command("self-inspect")
def self_inspect(
    context: typer.Context,
    unit: UnitCode,
    answer: Answers = None,
    finding: Findings = None,
    note: Annotated[str | None, typer.Option("--note", help="What was done; stands in the history.")] = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Submit the self-inspection of a village with its form and what it found."""
    desk = desk_of(context, at, campaign_id)
    answers, found = answers_of(answer), found_of(finding)
    actor = actor_of(desk, by)
    verify_by = submit_self_inspection(desk, actor, unit, answers, found, note, campaign_id)
    say(f"{unit} 的自查已提交，领导小组办公室须在 {day_zh(verify_by)}前核验。")
    if found:
        say(f"自查发现问题 {len(found)} 个，请按期整改：duban finding list {unit}")


@app.command()
def withdraw(
    context: typer.Context,
    unit: UnitCode,
    task: TaskKey,
    reason: OptionalReason = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Take a submission back before it is verified."""
    desk = desk_of(context, at, campaign_id)
    tasks.withdraw(desk, actor_of(desk, by), unit, task, reason, campaign_id)
    say(f"{unit} 的 {task} 已撤回，时限照旧。")


@app.command()
def verify(
    context: typer.Context,
    unit: UnitCode,
    task: TaskKey,
    reason: OptionalReason = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Verify a submitted task."""
    desk = desk_of(context, at, campaign_id)
    tasks.verify(desk, actor_of(desk, by), unit, task, reason, campaign_id)
    say(f"{unit} 的 {task} 已核验。")


@app.command("return")
def return_(
    context: typer.Context,
    unit: UnitCode,
    task: TaskKey,
    reason: Reason,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Send a submission back with a reason; a new cycle with a short date begins."""
    desk = desk_of(context, at, campaign_id)
    due = tasks.return_task(desk, actor_of(desk, by), unit, task, reason, campaign_id)
    say(f"{unit} 的 {task} 已退回，新的时限是 {day_zh(due)}。")


@app.command()
def waive(
    context: typer.Context,
    unit: UnitCode,
    task: TaskKey,
    reason: Reason,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Release a unit from a task, with a reason."""
    desk = desk_of(context, at, campaign_id)
    tasks.waive(desk, actor_of(desk, by), unit, task, reason, campaign_id)
    say(f"{unit} 的 {task} 已免除。")


@app.command()
def reopen(
    context: typer.Context,
    unit: UnitCode,
    task: TaskKey,
    reason: Reason,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Open a verified task again, with a reason; a new cycle with a short date begins."""
    desk = desk_of(context, at, campaign_id)
    due = tasks.reopen(desk, actor_of(desk, by), unit, task, reason, campaign_id)
    say(f"{unit} 的 {task} 已重新打开，新的时限是 {day_zh(due)}。")
