"""How long does a check take with SpiffWorkflow, where every village is a workflow with a timer?

A workflow's state stands serialised in a table of the same file, as in any application of the library. It
is restored, its timer looked at, its steps done, and it is stored again. The process is parsed once and
not stored with every state, and a thousand villages share a transaction: both are more than the library
does by itself.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.default.workflow import BpmnWorkflowConverter
from SpiffWorkflow.bpmn.specs.event_definitions import timer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState
from sqlalchemy.orm import Session

from benchmarks.peers.effects import (
    Country,
    Transaction,
    Village,
    due_tasks,
    id_of,
    load,
    load_villages,
    move,
    open_country,
    transactions,
    villages_of,
)
from benchmarks.peers.eve import CHECK_AT
from benchmarks.peers.telling import PeerResult, order, tell, timed, version_of
from records.village import VillageCampaign

WARM_UP = 20
PROCESSES = Path(__file__).with_name("campaign.bpmn")
LADDER, VILLAGE = "ladder", "village"

WORKFLOWS = sa.Table(
    "spiff_workflow",
    sa.MetaData(),
    sa.Column("process", sa.String(16), primary_key=True),
    sa.Column("of_id", sa.Integer, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
)
"""The workflow of a task (`ladder`) or of a village campaign (`village`), serialised."""


def main() -> None:
    asked = order(__doc__ or "")
    tell(measure(asked.file, asked.villages))


def measure(file: Path, villages: int) -> PeerResult:
    """Sweep and move that many villages, besides the first few."""
    country = open_country(file)
    office = Office(country)
    tasks = due_tasks(country, villages + WARM_UP)
    campaigns = villages_of(country, tasks)
    begin(office, tasks, campaigns)
    measured, sweeping = timed(lambda ids: sweep(office, ids), tasks, WARM_UP)
    _, moving = timed(lambda ids: move_all(office, ids), campaigns, WARM_UP)
    country.engine.dispose()
    version = version_of("spiffworkflow")
    return PeerResult("SpiffWorkflow, a workflow a village", version, measured, sweeping, moving)


class CampaignTime(datetime):
    """The library asks `datetime.now` itself: the answer is the campaign's instant."""

    standing: ClassVar[datetime] = CHECK_AT

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return cls.standing.astimezone(tz)


timer.datetime = CampaignTime


@dataclass
class Office:
    """The parsed processes, and how their workflows are stored and carried on."""

    country: Country
    specs: dict[str, Any] = field(default_factory=dict)
    speaking: Transaction | None = None
    villages: dict[int, Village] = field(default_factory=dict)
    campaigns: dict[int, VillageCampaign] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parser = BpmnParser()
        parser.add_bpmn_file(str(PROCESSES))
        self.specs = {name: parser.get_spec(name) for name in (LADDER, VILLAGE)}
        self.serializers = {name: _serializer(spec) for name, spec in self.specs.items()}
        environment = TaskDataEnvironment({"climb": self._climb, "move": self._move})
        self.engine = PythonScriptEngine(environment)

    def new(self, process: str, **data: object) -> str:
        """A workflow that has just begun, up to where it waits; serialised."""
        workflow = BpmnWorkflow(self.specs[process], script_engine=self.engine)
        workflow.get_next_task(state=TaskState.READY).data.update(data)
        workflow.do_engine_steps()
        return str(self.serializers[process].serialize_json(workflow))

    def carry_on(self, process: str, state: str, step: Callable[[BpmnWorkflow], object]) -> str:
        """The workflow after `step` and whatever follows from it by itself."""
        serializer = self.serializers[process]
        workflow = serializer.deserialize_json(state)
        workflow.script_engine = self.engine
        step(workflow)
        workflow.do_engine_steps()
        return str(serializer.serialize_json(workflow))

    def _climb(self, task_id: int) -> str | None:
        """What the process calls when the day of a rung has come; the day of the next one."""
        village = self.villages[task_id]
        answer = self.country.answer(village)
        if self.speaking is not None:
            self.speaking.climb(village, answer)
        return self.beginning_of(answer.next_rung_on)

    def _move(self, village_id: int, to_state: str) -> None:
        if self.speaking is not None:
            move(self.speaking.session, self.country, self.campaigns[village_id], to_state)

    def beginning_of(self, day: date | None) -> str | None:
        """Midnight in the campaign's zone, as a timer takes it."""
        return None if day is None else datetime.combine(day, time(), self.country.book.zone).isoformat()


def _serializer(spec: Any) -> BpmnWorkflowSerializer:
    """A serializer that stores a workflow's state without the process, which is the same for all."""

    class BesideTheProcess(BpmnWorkflowConverter):  # type: ignore[misc]
        def to_dict(self, workflow: BpmnWorkflow) -> dict[str, Any]:
            parts = super(BpmnWorkflowConverter, self).to_dict(workflow)
            return {**parts, "bpmn_events": self.registry.convert(workflow.bpmn_events)}

        def from_dict(self, parts: dict[str, Any]) -> BpmnWorkflow:
            return super().from_dict({**parts, "spec": spec, "subprocesses": {}})

    registry = BpmnWorkflowSerializer.configure({**DEFAULT_CONFIG, BpmnWorkflow: BesideTheProcess})
    return BpmnWorkflowSerializer(registry)


def begin(office: Office, task_ids: Sequence[int], village_ids: Sequence[int]) -> None:
    """Store the workflows as the eve of 11 June leaves them, waiting."""
    CampaignTime.standing = CHECK_AT - timedelta(days=1)
    WORKFLOWS.create(office.country.engine)
    with Session(office.country.engine) as session:
        rung_on = {
            village.task.id: office.beginning_of(village.task.next_rung_on)
            for ids in transactions(task_ids)
            for village in load(session, office.country, ids)
        }
        ladders = ((LADDER, one, office.new(LADDER, task_id=one, rung_on=rung_on[one])) for one in task_ids)
        phases = ((VILLAGE, one, office.new(VILLAGE, village_id=one)) for one in village_ids)
        session.execute(
            WORKFLOWS.insert(),
            [{"process": p, "of_id": of_id, "state": state} for p, of_id, state in (*ladders, *phases)],
        )
        session.commit()
    CampaignTime.standing = CHECK_AT


def sweep(office: Office, task_ids: Sequence[int]) -> None:
    """Look at the timer of each village that is due."""
    for ids in transactions(task_ids):
        with Session(office.country.engine) as session:
            office.speaking = Transaction(session, office.country)
            office.villages = {id_of(one.task.id): one for one in load(session, office.country, ids)}
            states = _stored(session, LADDER, ids)
            after = ((one, office.carry_on(LADDER, states[one], _look_at_the_timer)) for one in ids)
            _store(session, LADDER, list(after))
            office.speaking.flush()
            session.commit()


def move_all(office: Office, village_ids: Sequence[int]) -> None:
    """Complete the phase of each village."""
    for ids in transactions(village_ids):
        with Session(office.country.engine) as session:
            office.speaking = Transaction(session, office.country)
            office.campaigns = {id_of(one.id): one for one in load_villages(session, ids)}
            states = _stored(session, VILLAGE, ids)
            after = ((one, office.carry_on(VILLAGE, states[one], _complete_the_phase)) for one in ids)
            _store(session, VILLAGE, list(after))
            session.commit()


def _look_at_the_timer(workflow: BpmnWorkflow) -> None:
    workflow.refresh_timers()


def _complete_the_phase(workflow: BpmnWorkflow) -> None:
    workflow.get_next_task(state=TaskState.READY).run()


def _stored(session: Session, process: str, ids: Sequence[int]) -> dict[int, str]:
    mine = sa.select(WORKFLOWS.c.of_id, WORKFLOWS.c.state).where(
        WORKFLOWS.c.process == process, WORKFLOWS.c.of_id.in_(ids)
    )
    return dict(session.execute(mine).tuples().all())


def _store(session: Session, process: str, states: Iterable[tuple[int, str]]) -> None:
    mine = (WORKFLOWS.c.process == process) & (WORKFLOWS.c.of_id == sa.bindparam("mine"))
    changed = [{"mine": of_id, "after": state} for of_id, state in states]
    session.connection().execute(WORKFLOWS.update().where(mine).values(state=sa.bindparam("after")), changed)


if __name__ == "__main__":
    main()
