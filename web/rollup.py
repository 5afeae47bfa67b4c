"""Which of the units one level below are listed, and in which order?"""

from typing import Any

from actions.desk import Desk
from actions.place import Place, find_places
from actions.rollup import Rollup, UnitStanding, read_rollup
from states.lights import Light
from web.face import Scene
from web.stages import stages_below
from web.totals import by_task
from web.view import Sort, View


def units_of(desk: Desk, scene: Scene, view: View) -> dict[str, Any]:
    """What the board of the units below has on it."""
    read = read_rollup(desk, scene.campaign.id, view.unit)
    return {
        "board": read,
        "units": in_order(chosen(read, view), view.sort),
        "stages": stages_below(read),
        "counts": read.whole.lights,
        "totals": by_task(scene.book, read.totals),
        "found": found(desk, scene, view),
    }


def chosen(read: Rollup, view: View) -> list[UnitStanding]:
    """The units that are asked for: that have a task of the light, that have a village which has not got
    past the phase, whose name or code is searched for."""
    phases = [phase.key for phase in read.book.plan.phases]

    def is_asked_for(unit: UnitStanding) -> bool:
        counted = unit.counted
        if view.wanted is not None and not counted.lights[view.wanted]:
            return False
        if view.phase in phases and counted.passed[phases.index(view.phase)] >= counted.villages:
            return False
        return view.has(unit.unit, unit.name)

    return [unit for unit in read.units if is_asked_for(unit)]


def in_order(units: list[UnitStanding], sort: Sort) -> list[UnitStanding]:
    """The most overdue tasks first, or the largest share of them, or in the order of the codes."""
    if sort == "code":
        return sorted(units, key=lambda unit: unit.unit)
    if sort == "lag":
        return sorted(units, key=lambda unit: -unit.counted.overdue_share)
    return sorted(
        units, key=lambda unit: (-unit.counted.lights[Light.RED], -unit.counted.lights[Light.YELLOW])
    )


def found(desk: Desk, scene: Scene, view: View) -> tuple[Place, ...]:
    """Units further down whose code begins with what is searched for."""
    return find_places(desk, scene.campaign.id, view.unit, view.q) if view.q else ()
