"""What does an office or a department owe, and what has it to verify, by program (三.一–三.三)?

Single tasks are submitted, withdrawn, verified and sent back as those of a village are (tasks.py).
"""

from datetime import date

from pydantic import Field

from actions.worklist import Owing, read_worklist
from web.api.board import Task
from web.api.call import Looking
from web.api.parts import CampaignId, RoleName, Told, UnitAsked
from web.api.route import Topic
from web.api.words import both

topic = Topic("任务清单", "Worklist")


class Owed(Told):
    """A task of the unit, and what whoever asks may do with it now."""

    title: str
    clause: str
    task: Task
    may_submit: bool
    may_withdraw: bool
    verifiers: list[RoleName] = Field(description=both("由谁核验", "Who verifies it"))
    returned: str | None = Field(description=both("退回理由", "Why it was sent back"))


class Waiting(Told):
    """A submission that waits to be verified, the oldest first."""

    unit: str
    unit_name: str
    key: str
    about: str | None
    submitted_on: date
    verify_by: date | None
    effective_due: date
    cycle: int
    overdue: bool = Field(description=both("核验逾期", "Whether its verification is overdue"))
    late: bool = Field(description=both("提交逾期", "Whether it was submitted late"))
    said: str | None
    of_village: bool


class Beside(Told):
    """A department or office below that owes something of its own."""

    unit: str
    unit_name: str
    owed: int
    overdue: int


class Worklist(Told):
    """The list of a unit, as whoever asks sees it."""

    unit: str
    unit_name: str
    owing: list[Owed]
    waiting: list[Waiting]
    more: bool = Field(description=both("待核验的未全部列出", "Whether more wait than are listed"))
    beside: list[Beside]
    verifies: bool = Field(description=both("是否有核验权限", "Whether whoever asks may verify here at all"))


@topic.read(
    "/campaigns/{campaign}/worklist",
    Worklist,
    both("一个单位的任务清单", "What a unit owes and has to verify"),
    view="tasks",
)
def worklist(call: Looking, campaign: CampaignId, unit: UnitAsked = None) -> Worklist:
    read = read_worklist(call.desk, call.powers, call.look("tasks", unit).unit, campaign)
    return Worklist(
        unit=read.unit,
        unit_name=read.unit_name,
        owing=[_owed(one) for one in read.owing],
        waiting=[Waiting.model_validate(one) for one in read.waiting],
        more=read.more,
        beside=[Beside.model_validate(one) for one in read.beside],
        verifies=read.verifies,
    )


def _owed(one: Owing) -> Owed:
    return Owed(
        title=one.spec.title.zh,
        clause=one.spec.clause,
        task=Task.model_validate(one.standing),
        may_submit=one.may_submit,
        may_withdraw=one.may_withdraw,
        verifiers=list(one.verifiers),
        returned=one.returned,
    )
