"""How long does a check take with `transitions` and SQLModel, a row at a time?

The ordinary way of a web application: objects are loaded, a machine moves each, the session writes them.
A thousand villages share a session and a commit; what they need is loaded beforehand, not one by one.
The machine is built once and lent each object: `add_model` alone would take longer than all its moves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session
from transitions import Machine

from benchmarks.peers.effects import (
    MOVE_TO,
    Country,
    Transaction,
    due_tasks,
    load,
    load_villages,
    move,
    open_country,
    transactions,
    villages_of,
)
from benchmarks.peers.telling import PeerResult, order, tell, timed, version_of
from states.village import moves_of

WARM_UP = 20

QUIET, RAISED = "quiet", "raised"

LADDER = Machine(
    model=None,
    states=[QUIET, RAISED, "acknowledged", "resolved"],
    transitions=[{"trigger": "climb", "source": "*", "dest": RAISED}],
    initial=QUIET,
    auto_transitions=False,
)


@dataclass(slots=True)
class Moving:
    """What a machine moves."""

    state: str


def main() -> None:
    asked = order(__doc__ or "")
    tell(measure(asked.file, asked.villages))


def measure(file: Path, villages: int) -> PeerResult:
    """Sweep and move that many villages, besides the first few."""
    country = open_country(file)
    tasks = due_tasks(country, villages + WARM_UP)
    measured, sweeping = timed(lambda ids: sweep(country, ids), tasks, WARM_UP)
    machine = village_machine(country)
    _, moving = timed(lambda ids: move_all(country, machine, ids), villages_of(country, tasks), WARM_UP)
    country.engine.dispose()
    versions = version_of("transitions", "sqlmodel")
    return PeerResult("transitions + SQLModel, row by row", versions, measured, sweeping, moving)


def sweep(country: Country, task_ids: Sequence[int]) -> None:
    """Speak of each village whose task is due."""
    for ids in transactions(task_ids):
        with Session(country.engine) as session:
            speaking = Transaction(session, country)
            for village in load(session, country, ids):
                climbing = Moving(village.escalation.state if village.escalation else QUIET)
                LADDER.events["climb"].trigger(climbing)
                speaking.climb(village, country.answer(village), climbing.state)
            speaking.flush()
            session.commit()


def move_all(country: Country, machine: Machine, village_ids: Sequence[int]) -> None:
    """Put each village into the next phase."""
    for ids in transactions(village_ids):
        with Session(country.engine) as session:
            for village in load_villages(session, ids):
                moving = Moving(village.state)
                machine.events[f"force_to_{MOVE_TO}"].trigger(moving)
                move(session, country, village, moving.state)
            session.commit()


def village_machine(country: Country) -> Machine:
    """The plan's states of a village, as a machine of `transitions`."""
    return Machine(
        model=None,
        states=list(country.book.machine.states),
        transitions=[dict(one) for one in moves_of(country.book.timeline.phases)],
        initial=country.book.machine.states[0],
        auto_transitions=False,
    )


if __name__ == "__main__":
    main()
