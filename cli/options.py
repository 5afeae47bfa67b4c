"""Which options do the commands share, and how are they read?"""

from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from actions.desk import Desk, zone_of
from actions.errors import BadInput
from actions.open import open_desk
from actions.permission import Actor
from actions.person import find_actor

DATABASE = "DUBAN_DATABASE_URL"

At = Annotated[
    str | None,
    typer.Option("--at", metavar="INSTANT", help="Act as of this instant (ISO 8601; default: now)."),
]
As = Annotated[
    str | None,
    typer.Option("--as", metavar="PERSON", help="Who acts: e-mail or id (default: the local console)."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
CampaignId = Annotated[
    int | None, typer.Option("--campaign", metavar="ID", help="Which campaign, where several run.")
]
Limit = Annotated[int | None, typer.Option("--limit", min=1, max=1_000_000_000, help="Show at most so many.")]
UnitCode = Annotated[str, typer.Argument(metavar="UNIT", help="The unit's code.")]
UnitCodes = Annotated[list[str], typer.Argument(metavar="UNIT...", help="One unit's code, or several.")]
AnyUnit = Annotated[str | None, typer.Argument(metavar="[UNIT]", help="A unit's code; all without.")]
TaskKey = Annotated[str, typer.Argument(metavar="TASK", help="The plan's key of the task.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; stands in the history.")]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="When it was; default: today.")]
OptionalReason = Annotated[str | None, typer.Option("--reason", help="Why; stands in the history.")]


def desk_of(context: typer.Context, at: str | None = None, campaign_id: int | None = None) -> Desk:
    """The desk at the database that the command line names, standing at `at` if that is given."""
    desk = open_desk(context.obj)
    context.call_on_close(desk.engine.dispose)
    return desk if at is None else desk.at(instant(at, zone_of(desk, campaign_id)))


def actor_of(desk: Desk, who: str | None) -> Actor:
    return find_actor(desk, who)


def instant(text: str, zone: ZoneInfo) -> datetime:
    """An instant as people write it; without an offset it is in `zone`. Raises BadInput."""
    try:
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(zone)
    except (ValueError, OverflowError):
        raise BadInput(f"时间 {text} 无法识别。请写成 2012-06-11T09:00 或 2012-06-11T09:00+08:00。") from None


def day(text: str | None, option: str) -> date | None:
    """A date as people write it, where one was given. Raises BadInput."""
    return None if text is None else given_day(text, option)


def day_or_today(desk: Desk, text: str | None, campaign_id: int | None = None) -> date:
    """The date that `--on` gives; the desk's own day without one. Raises BadInput."""
    if text is not None:
        return given_day(text, "--on")
    return desk.clock.now().astimezone(zone_of(desk, campaign_id)).date()


def given_day(text: str, option: str) -> date:
    """A date as people write it. Raises BadInput."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{option} {text} 不是日期。请写成 2012-06-11。") from None
