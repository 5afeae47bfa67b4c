"""`duban serve` over a database, at an instant: `python -m tests.browser.serve FILE PORT INSTANT`."""

import logging
import sys
from contextlib import nullcontext
from datetime import datetime

from actions.desk import Desk
from cli.serve import LOOPBACK, Where, serve_desk
from records.clock import FixedClock
from records.database import open_engine

if __name__ == "__main__":
    file, port, instant = sys.argv[1:]
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    desk = Desk(open_engine(file), FixedClock(datetime.fromisoformat(instant)))
    where = Where(LOOPBACK, int(port), (), None, None)
    serve_desk(desk, where, demo=None, jobs=nullcontext())
