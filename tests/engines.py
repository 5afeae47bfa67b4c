"""Engines for the databases of tests, of which there are thousands in a run.

Each engine would compile every statement for itself. Those of one kind share what has been compiled, as the
requests of a running server do; that is a sixth of the tests' time.
"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.util import LRUCache

from records.database import open_engine, open_throwaway

DIALECTS: dict[str, sa.Dialect] = {}
COMPILED: LRUCache[Any, Any] = LRUCache(4_000)


def open_shared(url: str) -> sa.Engine:
    """The engine that duban opens for an address; its statements are compiled once a run."""
    return _sharing(open_engine(url))


def open_shared_throwaway(file: Path) -> sa.Engine:
    """The same for a file that nobody will miss."""
    return _sharing(open_throwaway(file))


def _sharing(engine: sa.Engine) -> sa.Engine:
    # What has been compiled is found by the dialect itself, so that is shared too.
    engine.dialect = DIALECTS.setdefault(engine.dialect.name, engine.dialect)
    engine.update_execution_options(compiled_cache=COMPILED)
    return engine
