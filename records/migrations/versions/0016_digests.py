"""Digests carry notices; channels have a state, people have channels of their own."""

import sqlalchemy as sa
from alembic import op

from records.types import Instant

revision = "0016"
down_revision = "0015"

ON_ITS_WAY = sa.text("state IN ('queued', 'sending')")
UNBUNDLED = sa.text("state = 'queued' AND digest_id IS NULL")
BUNDLED = sa.text("digest_id IS NOT NULL")

DAY = {
    "sqlite": "date(queued_at, '+8 hours')",
    "postgresql": "(queued_at AT TIME ZONE 'Asia/Shanghai')::date",
}


def upgrade() -> None:
    _digests()
    _channels()
    _carry()
    _deliveries()
    _notices()


def _digests() -> None:
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'delivered', 'dead', 'withdrawn')", name="ck_digest_state"
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for name, columns, condition in (
        ("uq_digest_on_its_way", ["person_id"], ON_ITS_WAY),
        ("ix_digest_outbox", ["next_attempt_at", "channel"], ON_ITS_WAY),
        ("ix_digest_dead", ["made_at"], sa.text("state = 'dead'")),
    ):
        unique = name.startswith("uq")
        op.create_index(
            name, "digest", columns, unique=unique, sqlite_where=condition, postgresql_where=condition
        )
    op.create_index("ix_digest_person", "digest", ["person_id", "made_on"], unique=False)


def _channels() -> None:
    op.create_table(
        "channel_state",
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("counted_at", Instant(), nullable=False),
        sa.Column("trips", sa.Integer(), nullable=False),
        sa.Column("open_until", Instant(), nullable=True),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("channel"),
    )
    op.create_table(
        "person_channel",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("person_id", "channel"),
    )
    op.create_table(
        "preference",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("digest_at", sa.Integer(), nullable=True),
        sa.CheckConstraint("quiet_from BETWEEN 0 AND 1439", name="ck_preference_quiet_from"),
        sa.CheckConstraint("quiet_until BETWEEN 0 AND 1439", name="ck_preference_quiet_until"),
        sa.CheckConstraint("digest_at BETWEEN 0 AND 1439", name="ck_preference_digest_at"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("person_id"),
    )


def _carry() -> None:
    """Each notice that has been tried was a message of its own; what still waits is put together anew."""
    kind = op.get_bind().dialect.name
    op.execute(
        f"""
        INSERT INTO digest (id, campaign_id, person_id, kind, made_at, made_on, state, channel, failures, attempts)
        SELECT id, campaign_id, person_id, kind, queued_at, {DAY[kind]},
               CASE WHEN state IN ('delivered', 'acknowledged') THEN 'delivered'
                    WHEN state = 'dead' THEN 'dead' ELSE 'withdrawn' END,
               coalesce((SELECT max(channel) FROM delivery WHERE notice_id = notice.id), '-'), 0, attempts
        FROM notice
        WHERE state <> 'queued' OR attempts > 0 OR id IN (SELECT notice_id FROM delivery)
        """  # noqa: S608 – no text of others
    )
    if kind == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('digest', 'id'), coalesce((SELECT max(id) FROM digest), 0) + 1)"
        )


def _deliveries() -> None:
    op.drop_index("ix_delivery_notice_id", table_name="delivery")
    with op.batch_alter_table("delivery") as delivery:
        delivery.add_column(sa.Column("digest_id", sa.Integer(), nullable=True))
    op.execute("UPDATE delivery SET digest_id = notice_id")
    with op.batch_alter_table("delivery") as delivery:
        delivery.alter_column("digest_id", nullable=False)
        delivery.drop_column("notice_id")
        delivery.create_foreign_key("fk_delivery_digest", "digest", ["digest_id"], ["id"])
    op.create_index("ix_delivery_digest_id", "delivery", ["digest_id"], unique=False)


def _notices() -> None:
    op.drop_index("ix_notice_outbox", table_name="notice")
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("digest_id", sa.Integer(), nullable=True))
        notice.add_column(sa.Column("held_for", sa.String(length=16), nullable=True))
        notice.drop_column("attempts")
        notice.create_foreign_key("fk_notice_digest", "digest", ["digest_id"], ["id"])
    op.execute(
        "UPDATE notice SET digest_id = id WHERE id IN (SELECT id FROM digest WHERE state <> 'withdrawn')"
    )
    op.execute("UPDATE notice SET state = 'queued' WHERE state = 'sending'")
    for name, columns, condition in (
        ("ix_notice_unbundled", ["next_attempt_at", "id"], UNBUNDLED),
        ("ix_notice_digest", ["digest_id"], BUNDLED),
    ):
        op.create_index(
            name, "notice", columns, unique=False, sqlite_where=condition, postgresql_where=condition
        )
