"""Errands, holds, extensions, absences; what was true of a task after each move."""

import sqlalchemy as sa
from alembic import op

from records.types import Instant

revision = "0003"
down_revision = "0002"

SUBJECTS = (
    "campaign",
    "village",
    "task",
    "escalation",
    "inspection",
    "notice",
    "hold",
    "extension",
    "target",
    "reading",
    "anomaly",
    "finding",
    "draw",
    "meeting",
    "letter",
    "visit",
    "input",
    "publicity",
    "request",
    "group",
    "assessment",
    "appeal",
    "referral",
)


def upgrade() -> None:
    _tasks()
    _history()
    _notices()
    _holds()
    _extensions()
    _absences()


def _tasks() -> None:
    for column in (
        sa.Column("kind", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("number", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("about", sa.String(length=300), nullable=True),
        sa.Column("stands_from", sa.Date(), nullable=True),
        sa.Column("stands_until", sa.Date(), nullable=True),
    ):
        op.add_column("task", column)
    op.execute("UPDATE task SET kind = key")
    op.drop_index("ix_task_due", table_name="task")
    op.create_index(
        "ix_task_due",
        "task",
        ["next_on", "campaign_id", "kind", "unit_id"],
        unique=False,
        sqlite_where=sa.text("next_on IS NOT NULL"),
        postgresql_where=sa.text("next_on IS NOT NULL"),
    )
    op.create_index(
        "ix_task_stands",
        "task",
        ["campaign_id", "stands_until"],
        unique=False,
        sqlite_where=sa.text("stands_until IS NOT NULL"),
        postgresql_where=sa.text("stands_until IS NOT NULL"),
    )
    op.create_index(
        "ix_task_errand",
        "task",
        ["kind", "number"],
        unique=False,
        sqlite_where=sa.text("number > 0"),
        postgresql_where=sa.text("number > 0"),
    )


def _history() -> None:
    with op.batch_alter_table("history") as history:
        history.add_column(sa.Column("effective_due", sa.Date(), nullable=True))
        history.add_column(sa.Column("cycle", sa.Integer(), nullable=True))
        history.drop_constraint("ck_history_subject", type_="check")
        history.create_check_constraint("ck_history_subject", f"subject IN {SUBJECTS}")


def _notices() -> None:
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("instead_of_id", sa.Integer(), nullable=True))
        notice.add_column(sa.Column("about", sa.String(length=1000), nullable=True))
        notice.create_foreign_key("fk_notice_instead_of", "person", ["instead_of_id"], ["id"])


def _holds() -> None:
    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("put_by", sa.String(length=100), nullable=False),
        sa.Column("put_at", Instant(), nullable=False),
        sa.Column("lifted_at", Instant(), nullable=True),
        sa.CheckConstraint("first_day <= last_day", name="ck_hold_days"),
        sa.CheckConstraint("task_id IS NULL OR unit_id IS NULL", name="ck_hold_subject"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_hold_campaign", "hold", ["campaign_id", "last_day"], unique=False)


def _extensions() -> None:
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_by", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("progress", sa.String(length=1000), nullable=False),
        sa.Column("wanted", sa.Date(), nullable=False),
        sa.Column("opinion", sa.String(length=1000), nullable=True),
        sa.Column("favours", sa.Boolean(), nullable=True),
        sa.Column("granted", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(length=1000), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'pre_read', 'granted', 'refused', 'lapsed', 'taken_back')",
            name="ck_extension_state",
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_extension_campaign_id", "extension", ["campaign_id"], unique=False)
    op.create_index(
        "uq_extension_open",
        "extension",
        ["task_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('asked', 'pre_read')"),
        postgresql_where=sa.text("state IN ('asked', 'pre_read')"),
    )


def _absences() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name="ck_absence_days"),
        sa.CheckConstraint("person_id <> substitute_id", name="ck_absence_substitute"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["substitute_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_absence_person", "absence", ["person_id", "first_day"], unique=False)
    op.create_index("ix_absence_substitute", "absence", ["substitute_id", "first_day"], unique=False)
