"""When did each job last run, and how did it end?"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.types import Instant


class JobRun(SQLModel, table=True):
    """One run of a job of the table in `flows/jobs.py`. `error` is the traceback of the last attempt."""

    __tablename__ = "job_run"
    __table_args__ = (
        CheckConstraint("state IN ('running', 'done', 'failed')", name="ck_job_run_state"),
        Index("ix_job_run_job", "job", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    job: str = Field(max_length=64)
    started_at: datetime = Field(sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    state: str = Field(max_length=16)
    attempts: int = 1
    summary: str = Field(default="", max_length=500)
    error: str | None = None


JOB_RUNS = table_of(JobRun)
