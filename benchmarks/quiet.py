"""A check on a day on which nothing is due, several times: how long each?

python -m benchmarks.quiet FILE 2012-05-08
"""

import json
import sys
from datetime import date

from actions.check import check_deadlines
from benchmarks.nation import open_desk
from benchmarks.timing import timed

CHECKS = 15

if __name__ == "__main__":
    desk = open_desk(sys.argv[1], date.fromisoformat(sys.argv[2]))
    check_deadlines(desk)  # the first one compiles the statements
    print(json.dumps([timed(lambda: check_deadlines(desk))[1] for _ in range(CHECKS)]))
