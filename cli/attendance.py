"""`duban attendance …`: who was at what a task asks to attend."""

import typer

from actions import attendance as attendances
from actions.attendance import Attendance
from cli.options import As, At, CampaignId, Json, TaskKey, UnitCode, actor_of, desk_of
from cli.show import print_listed, say
from cli.unit import File
from states.roles import TITLES_ZH

app = typer.Typer(no_args_is_help=True, help="Attendance at training and meetings.")

COLUMNS = ("单位", "角色", "到会", "缺席")


@app.command()
def record(
    context: typer.Context,
    unit: UnitCode,
    task: TaskKey,
    file: File,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Record who was there from a CSV file (unit_code,role,name,present)."""
    desk = desk_of(context, at, campaign_id)
    rows = attendances.read_attendance(file)
    done = attendances.record_attendance(desk, actor_of(desk, by), unit, task, rows, campaign_id)
    missing = [f"{one.unit_name}{TITLES_ZH[one.role]}" for one in done if not one.present]
    say(f"已登记 {len(rows)} 人。{'缺席：' + '、'.join(missing) + '。' if missing else '应到的都到了。'}")


@app.command("list")
def list_(
    context: typer.Context,
    unit: UnitCode,
    task: TaskKey,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """List who was there and who was not, village by village."""
    listed = attendances.read_task_attendance(desk_of(context), unit, task, campaign_id)
    print_listed(listed, as_json, COLUMNS, row_of, empty="没有村或社区。")


def row_of(one: Attendance) -> tuple[object, ...]:
    """One village and role, as tables show it."""
    there, missing = "、".join(one.present) or None, "、".join(one.absent) or None
    return (f"{one.unit} {one.unit_name}", TITLES_ZH[one.role], there, missing)
