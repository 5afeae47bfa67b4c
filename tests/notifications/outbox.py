"""Rows of an outbox to test with: one village, its people, one task, and notices as wanted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from plans.model.notices import NoticesSpec
from plans.reader import read_plan, shipped_plan
from plans.rules import Rulebook, rulebook
from records.campaign import CAMPAIGNS, keep_plan
from records.channel import PERSON_CHANNELS, PREFERENCES
from records.claimed import Claimed, Contact, InspectionTold, TaskTold
from records.clock import FixedClock
from records.database import reading, writing
from records.digest import DELIVERIES, DIGESTS
from records.notice import NOTICES
from records.person import PEOPLE
from records.task import TASKS
from records.unit import UNITS

SHANGHAI = ZoneInfo("Asia/Shanghai")
SEVENTH_OF_JUNE = datetime(2012, 6, 7, 8, tzinfo=SHANGHAI)
PILOT = rulebook(read_plan(shipped_plan("2012-pension-pilot")))
"""The shipped plan: one message a day, quiet from 20:00 to 07:30."""


def telling(**rules: object) -> Rulebook:
    """The pilot with rules of telling of its own; none named: none in the way."""
    return rulebook(PILOT.plan.model_copy(update={"notices": NoticesSpec.model_validate(rules)}))


FREELY = telling()


@dataclass
class Outbox:
    """朱寨社区 in a database, whose head and assistant are told of the self-inspection."""

    engine: sa.Engine
    clock: FixedClock
    campaign_id: int
    plan_version_id: int
    unit_id: int
    task_id: int
    head: int
    assistant: int
    rules: Rulebook = FREELY

    def book(self, plan_version_id: int) -> Rulebook:
        return {self.plan_version_id: self.rules}[plan_version_id]

    def queue(
        self, *people: int, form: str = "reminder", kind: str | None = None, at: datetime | None = None
    ) -> list[int]:
        """A notice for each of the people, in that order; their ids."""
        queued_at = at or self.clock.now()
        with writing(self.engine) as connection:
            before = connection.execute(sa.select(sa.func.count()).select_from(NOTICES)).scalar_one()
            rows = [
                {
                    "campaign_id": self.campaign_id,
                    "unit_id": self.unit_id,
                    "task_id": self.task_id,
                    "cycle": 1,
                    "kind": kind or ("reminder" if form == "reminder" else "escalation"),
                    "rule": f"rule-{before + number}",
                    "rung": -1,
                    "role": "village_head",
                    "person_id": person,
                    "form": form,
                    "due": date(2012, 6, 10),
                    "queued_at": queued_at,
                    "state": "queued",
                    "next_attempt_at": queued_at,
                }
                for number, person in enumerate(people)
            ]
            connection.execute(NOTICES.insert(), rows)
            newest = sa.select(NOTICES.c.id).order_by(NOTICES.c.id.desc()).limit(len(rows))
            return sorted(connection.execute(newest).scalars())

    def states(self) -> dict[int, str]:
        with reading(self.engine) as connection:
            rows = connection.execute(sa.select(NOTICES.c.id, NOTICES.c.state).order_by(NOTICES.c.id))
            return dict(rows.tuples().all())

    def notice(self, notice_id: int) -> sa.Row[tuple[object, ...]]:
        with reading(self.engine) as connection:
            return connection.execute(sa.select(NOTICES).where(NOTICES.c.id == notice_id)).one()

    def attempts(self, notice_id: int) -> list[tuple[str, str]]:
        """(outcome, detail) of each delivery of the message that carries a notice."""
        carrying = sa.select(NOTICES.c.digest_id).where(NOTICES.c.id == notice_id).scalar_subquery()
        mine = sa.select(DELIVERIES.c.outcome, DELIVERIES.c.detail).where(DELIVERIES.c.digest_id == carrying)
        with reading(self.engine) as connection:
            return list(connection.execute(mine.order_by(DELIVERIES.c.id)).tuples())

    def digest(self, notice_id: int) -> sa.Row[tuple[object, ...]]:
        """The message that carries a notice."""
        carrying = sa.select(NOTICES.c.digest_id).where(NOTICES.c.id == notice_id).scalar_subquery()
        with reading(self.engine) as connection:
            return connection.execute(sa.select(DIGESTS).where(DIGESTS.c.id == carrying)).one()

    def digests(self) -> list[sa.Row[tuple[object, ...]]]:
        with reading(self.engine) as connection:
            return list(connection.execute(sa.select(DIGESTS).order_by(DIGESTS.c.id)))

    def name(self, person: int, *channels: str) -> None:
        """The channels over which a person wants to be told, in that order."""
        rows = [
            {"person_id": person, "position": place, "channel": channel, "address": f"{channel}:{person}"}
            for place, channel in enumerate(channels)
        ]
        with writing(self.engine) as connection:
            connection.execute(PERSON_CHANNELS.delete().where(PERSON_CHANNELS.c.person_id == person))
            connection.execute(PERSON_CHANNELS.insert(), rows)

    def prefer(self, person: int, **minutes: int) -> None:
        """When a person wants to be told, in minutes since midnight."""
        with writing(self.engine) as connection:
            connection.execute(PREFERENCES.insert().values(person_id=person, **minutes))

    def more_people(self, count: int) -> list[int]:
        """Further people with an e-mail address each."""
        with writing(self.engine) as connection:
            known = connection.execute(sa.select(sa.func.count()).select_from(PEOPLE)).scalar_one()
            rows = [
                {"name": f"组长{number}", "email": f"leader-{number}@zhuzhai.example", "language": "zh"}
                for number in range(known, known + count)
            ]
            connection.execute(PEOPLE.insert(), rows)
            newest = sa.select(PEOPLE.c.id).order_by(PEOPLE.c.id.desc()).limit(count)
            return sorted(connection.execute(newest).scalars())

    def acknowledge(self, notice_id: int) -> None:
        with writing(self.engine) as connection:
            connection.execute(NOTICES.update().where(NOTICES.c.id == notice_id).values(state="acknowledged"))


def found_outbox(engine: sa.Engine) -> Outbox:
    """朱寨社区 with its task open, at 8 o'clock on 7 June 2012; nothing is queued yet."""
    with writing(engine) as connection:
        township = _insert(
            connection, UNITS, code="410106004000", name="工业路街道", kind="township", path="410106004000/"
        )
        path = "410106004000/410106004002/"
        unit = {"code": "410106004002", "name": "朱寨社区", "kind": "community", "path": path}
        unit_id = _insert(connection, UNITS, **unit, parent_id=township)
        head = _insert(connection, PEOPLE, name="朱寨社区 主任", email="head@zhuzhai.example", language="zh")
        assistant = _insert(connection, PEOPLE, name="朱寨社区 协办员", email=None, language="zh")
        version = keep_plan(connection, PILOT.plan)
        campaign = {"plan_version_id": version, "issued_at": SEVENTH_OF_JUNE, "issued_on": date(2012, 4, 23)}
        campaign_id = _insert(connection, CAMPAIGNS, **campaign)
        task_id = _insert(connection, TASKS, campaign_id=campaign_id, unit_id=unit_id, **SELF_INSPECTION)
    clock = FixedClock(SEVENTH_OF_JUNE)
    return Outbox(engine, clock, campaign_id, version, unit_id, task_id, head, assistant)


SELF_INSPECTION = {
    "key": "self-inspection",
    "phase_number": 2,
    "gate": True,
    "state": "open",
    "opens_on": date(2012, 6, 1),
    "due": date(2012, 6, 10),
    "effective_due": date(2012, 6, 10),
    "cycle": 1,
    "rung": -1,
}


def _insert(connection: sa.Connection, table: sa.Table, **values: object) -> int:
    defaults = {"unit": {"roles_held": 0}}.get(table.name, {})
    row = table.insert().values(**{**defaults, **values}).returning(table.c.id)
    return int(connection.execute(row).scalar_one())


ZHUZHAI_TASK = TaskTold(
    key="self-inspection",
    state="open",
    cycle=1,
    due=date(2012, 6, 10),
    effective_due=date(2012, 6, 10),
    submitted_on=None,
    verify_by=None,
    about=None,
    reason=None,
)

ORDERED = InspectionTold(
    id=3,
    state="notified",
    due=date(2012, 6, 26),
    reasons=("“自查自纠”6月10日（星期日）到期，逐级督办后仍未完成",),
    inspectors=("督查员甲", "督查员乙"),
)


def claimed(kind: str, form: str, **changes: object) -> Claimed:
    """A notice about 朱寨社区's self-inspection, queued on 11 June 2012, ready to be put into words."""
    notice = Claimed(
        id=12,
        plan_version_id=1,
        kind=kind,
        form=form,
        rule="head",
        rung=-1,
        role="village_head",
        cycle=1,
        due=date(2012, 6, 10),
        queued_at=datetime(2012, 6, 11, 8, tzinfo=SHANGHAI),
        person_id=5,
        recipient="朱寨社区 主任",
        email="head@zhuzhai.example",
        language="zh",
        unit="410106004002",
        unit_name="朱寨社区",
        unit_kind="community",
        office="工业路街道",
        told=(),
        contacts=(Contact("leading_group_office", "办公室主任", "0371-0000"),),
        task=ZHUZHAI_TASK,
        inspection=None,
    )
    return replace(notice, **changes)  # type: ignore[arg-type]


def later(**distance: float) -> datetime:
    return SEVENTH_OF_JUNE + timedelta(**distance)


def ids(claims: Sequence[Claimed]) -> list[int]:
    return [one.id for one in claims]
