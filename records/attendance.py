"""Who was there: at a meeting, or at what a task of the plan asks people to attend (三.一)?"""

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from records.database import table_of


class Attendance(SQLModel, table=True):
    """Somebody of a unit was at a meeting, or at a task's training or meeting, or was not."""

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint("(meeting_id IS NULL) <> (task_id IS NULL)", name="ck_attendance_subject"),
        Index("ix_attendance_meeting", "meeting_id"),
        Index("ix_attendance_task", "task_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id")
    task_id: int | None = Field(default=None, foreign_key="task.id")
    unit_id: int = Field(foreign_key="unit.id")
    role: str = Field(max_length=32)
    name: str = Field(max_length=100)
    present: bool


ATTENDANCE = table_of(Attendance)
