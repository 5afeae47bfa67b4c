"""Is everything running, for a program that watches it?"""

from datetime import datetime

from pydantic import Field

from actions.health import read_health
from web.api.call import Looking
from web.api.parts import Told
from web.api.route import Topic
from web.api.words import both

topic = Topic("运行状况", "Health")


class Job(Told):
    """The last run of a job."""

    job: str
    started_at: datetime
    finished_at: datetime | None
    state: str
    attempts: int
    summary: str
    error: str | None


class Health(Told):
    """How the house stands."""

    jobs: list[Job]
    outbox: dict[str, int] = Field(description=both("各状态的通知数", "Notices by state"))
    gaps: int
    checked_at: datetime | None


@topic.read("/health", Health, both("运行状况", "Jobs, outbox, last check"), view="health")
def health(call: Looking) -> object:
    call.look_anywhere("health")
    return read_health(call.desk)
