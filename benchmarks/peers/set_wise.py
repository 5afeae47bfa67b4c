"""How long does the same check of the same file take duban itself?

All villages that are due are swept at once, as a check does; how many are asked for is not looked at. The
move is the set's too: the statements that a check moves villages with, in one transaction. A check has no
first few villages: its statements are compiled, and the file's pages read, by a check of another copy.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from actions.check import check_deadlines
from actions.desk import Desk
from benchmarks.peers.effects import MOVE_REASON, MOVE_TO, Country, due_tasks, open_country
from benchmarks.peers.eve import CHECK_AT, copied
from benchmarks.peers.telling import PeerResult, order, tell, version_of
from records import village as villages
from records.clock import FixedClock
from records.database import in_transaction
from records.history import By, Event
from records.moves import move_villages
from records.task import TASKS
from records.village import VILLAGES

EVERY = 10_000_000


def main() -> None:
    asked = order(__doc__ or "")
    tell(measure(asked.file))


def measure(file: Path) -> PeerResult:
    """Sweep and move all villages that are due."""
    with tempfile.TemporaryDirectory() as folder:
        rehearsed = open_country(copied(file, Path(folder) / "rehearsal.sqlite"))
        sweep(rehearsed)
        rehearsed.engine.dispose()
    country = open_country(file)
    count = len(due_tasks(country, EVERY))
    sweeping = _ms(lambda: sweep(country)) / count
    moving = _ms(lambda: move_all(country)) / count
    country.engine.dispose()
    return PeerResult("duban, set by set", version_of("transitions", "sqlalchemy"), count, sweeping, moving)


def sweep(country: Country) -> None:
    """Duban's own check."""
    check_deadlines(Desk(country.engine, FixedClock(CHECK_AT)))


def move_all(country: Country) -> None:
    """Put all villages whose self-inspection climbs into the next phase."""

    def work(connection: sa.Connection) -> None:
        climbed = sa.select(TASKS.c.village_campaign_id).where(
            TASKS.c.campaign_id == country.campaign_id, TASKS.c.key == "self-inspection", TASKS.c.rung >= 0
        )
        chosen = VILLAGES.c.id.in_(climbed)
        move_villages(
            connection, chosen, Event("village", "force", MOVE_TO, By("console"), CHECK_AT, MOVE_REASON)
        )
        villages.wind(connection, country.book.timeline, chosen, country.today)

    in_transaction(country.engine, work)


def _ms(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
