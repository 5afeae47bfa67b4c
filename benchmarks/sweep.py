"""One check of a file, in a process of its own: how long, and with how much memory at most?

python -m benchmarks.sweep FILE 2012-06-07
"""

import json
import sys
from datetime import date

from benchmarks.nation import check
from benchmarks.timing import peak_mb

if __name__ == "__main__":
    took = check(sys.argv[1], date.fromisoformat(sys.argv[2]))
    print(json.dumps({"seconds": took, "peak_mb": peak_mb()}))
