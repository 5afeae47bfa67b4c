"""How many of those who owe a task of the plan show which light?"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from actions.board import Total
from plans.model import TaskSpec
from plans.rules import Rulebook
from states.lights import Light


@dataclass(frozen=True, slots=True)
class TaskTotals:
    """One task of the plan with the number of those who owe it, by light."""

    task: TaskSpec
    counts: Counter[Light]

    @property
    def all(self) -> int:
        return self.counts.total()

    @property
    def bars(self) -> list[tuple[Light, float, float]]:
        """(light, from, width) along a line of 100, the worst first."""
        drawn: list[tuple[Light, float, float]] = []
        begin = 0.0
        for light in sorted(self.counts, reverse=True):  # Light.RED is the greatest
            width = 100 * self.counts[light] / self.all
            drawn.append((light, round(begin, 2), round(width, 2)))
            begin += width
        return drawn


def by_task(book: Rulebook, totals: Iterable[Total]) -> list[TaskTotals]:
    """All tasks of the plan that anybody here owes, with their counts."""
    counted: dict[str, Counter[Light]] = {}
    for total in totals:
        counted.setdefault(total.key, Counter())[total.light] += total.count
    return [TaskTotals(task, counted[key]) for key, task in book.tasks.items() if key in counted]
