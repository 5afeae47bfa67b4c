"""How long does a Prefect cluster take for the sweep of 11 June, with so many workers?"""

from pathlib import Path
from uuid import uuid4

from benchmarks.calm_plan import OVERDUE, morning
from benchmarks.server import EVE, NationOnServer
from tests.flows.cluster import Cluster
from tests.postgres import execute_on_server


def sweep_with(nation: NationOnServer, workers: int, folder: Path) -> float:
    """The seconds from the flow's first line to its last, so that nothing of Prefect's start counts."""
    name = f"cluster_{uuid4().hex[:8]}"
    with Cluster(nation.server, folder / name, name=name, workers=workers, warm=True) as cluster:
        cluster.fill(EVE)
        seconds = cluster.seconds_of(cluster.check(morning(OVERDUE)))
    execute_on_server(nation.server, f"DROP DATABASE {name} WITH (FORCE)")
    return seconds
