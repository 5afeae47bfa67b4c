"""How do the units one level below stand, when there are too many villages to list each?

From the kept roll-ups alone: a nation's answer costs what a district's does.
"""

from pydantic import Field

from actions.progress import read_progress_below
from actions.rollup import UnitStanding, read_rollup
from states.lights import Light
from web.api.call import Looking
from web.api.listing import Listed, Rows, WindowHere
from web.api.parts import CampaignId, LightName, Told, UnitAsked
from web.api.readings import Figures, figures_told
from web.api.route import Topic
from web.api.words import both

topic = Topic("下级单位", "Units below")


class Below(Told):
    """A unit one level below, with all that lies below it."""

    unit: str
    name: str
    kind: str
    villages: int
    lights: dict[LightName, int] = Field(description=both("各灯任务数", "Its tasks by light"))
    passed: list[int] = Field(
        description=both("各阶段至多已完成的村数", "For each phase, how many villages at most are past it")
    )
    figures: list[Figures] = Field(description=both("各指标合计", "What its villages come to by indicator"))


@topic.read(
    "/campaigns/{campaign}/below",
    Listed[Below],
    both("下一级各单位的汇总", "What the units one level below come to"),
    view="board",
)
def below(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    within = call.look("board", unit).unit
    rollup = read_rollup(call.desk, campaign, within)
    sums = {
        one.unit: [figures_told(standing) for standing in one.sums]
        for one in read_progress_below(call.desk, campaign, within).units
    }
    return page.of([_told(one, sums.get(one.unit, [])) for one in rollup.units], lambda one: (one.unit,))


def _told(one: UnitStanding, figures: list[Figures]) -> Below:
    counted = one.counted
    return Below(
        unit=one.unit,
        name=one.name,
        kind=one.kind,
        villages=counted.villages,
        lights={light.code: counted.lights[light] for light in Light if counted.lights[light]},
        passed=list(counted.passed),
        figures=figures,
    )
