"""How long from `duban serve` to its first answer, with the campaign of a district, and in how much memory?

python -m benchmarks.serve FILE
"""

import json
import sys

from benchmarks.served import served

PAGES = ("/", "/progress", "/assessment", "/receipts", "/dates", "/meetings", "/inspections")


def main(file: str) -> dict[str, float]:
    """Start it, ask until it answers, look at every page, and read its resident memory."""
    with served(file) as one:
        for page in PAGES:
            one.get(page)
        return {"first_answer_s": one.answered_s, "resident_mb": one.resident_mb()}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
