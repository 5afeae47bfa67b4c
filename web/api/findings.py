"""How is a finding replied to, verified, sent back, disputed and answered by a program (三.三.2)?"""

from datetime import date

from pydantic import Field

from actions import finding as findings
from actions import task as tasks
from web.api.call import Doing, Looking
from web.api.listing import Listed, Rows, WindowHere
from web.api.parts import CampaignId, Due, Given, Number, Reasoned, Sentence, Told, UnitAsked
from web.api.route import Topic
from web.api.words import both

topic = Topic("问题整改", "Findings")

HERE = "/findings/{number}"


class Finding(Told):
    """What an inspection found, and its repair."""

    id: int
    campaign_id: int
    inspection_id: int
    kind: str = Field(description=both("督查类别", "The kind of inspection"))
    unit: str
    unit_name: str
    severity: str
    severity_title: str
    item: str | None
    text: str
    found_on: date
    struck: bool = Field(description=both("已撤销", "Whether it was struck"))
    task: str = Field(description=both("整改任务的代码", "The key of its repair's task"))
    repair: str = Field(description=both("整改状态", "The state of its repair"))
    due: date
    cycle: int
    dispute: str | None
    upheld: bool | None
    answer: str | None
    open: bool
    disputed: bool


class Reply(Given):
    """How it was repaired."""

    note: Sentence


class AnswerToDispute(Given):
    """What is answered to a dispute."""

    upheld: bool = Field(description=both("异议成立", "Whether the dispute is upheld"))
    note: Sentence


@topic.read(
    "/campaigns/{campaign}/findings", Listed[Finding], both("全部问题", "All findings"), view="inspections"
)
def found(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    seen = call.seen("inspections", unit)
    listed = [one for one in findings.list_findings(call.desk, campaign) if seen(one.unit)]
    return page.of(listed, lambda one: (one.id,))


@topic.read(HERE, Finding, both("一个问题", "One finding"), view="inspections", or_view="village")
def one(call: Looking, number: Number) -> object:
    found = findings.get_finding(call.desk, number)
    call.look_in_any(("inspections", "village"), found.unit)
    return found


@topic.deed(f"{HERE}/reply", Due, both("回复整改", "Reply that it is repaired"), may=("task.submit.village",))
def reply(call: Doing, number: Number, body: Reply) -> Due:
    found = findings.get_finding(call.desk, number)
    by_when = tasks.submit(call.desk, call.actor, found.unit, found.task, body.note, found.campaign_id)
    return Due(due=by_when)


@topic.deed(f"{HERE}/verify", Finding, both("确认整改", "Verify the repair"), may=("rectification.verify",))
def verify(call: Doing, number: Number) -> object:
    found = findings.get_finding(call.desk, number)
    tasks.verify(call.desk, call.actor, found.unit, found.task, None, found.campaign_id)
    return findings.get_finding(call.desk, number)


@topic.deed(
    f"{HERE}/return", Due, both("整改不到位，退回", "Send the repair back"), may=("rectification.return",)
)
def send_back(call: Doing, number: Number, body: Reasoned) -> Due:
    found = findings.get_finding(call.desk, number)
    due = tasks.return_task(call.desk, call.actor, found.unit, found.task, body.reason, found.campaign_id)
    return Due(due=due)


@topic.deed(f"{HERE}/dispute", Due, both("提出异议", "Dispute it"), may=("finding.dispute",))
def dispute(call: Doing, number: Number, body: Reasoned) -> Due:
    return Due(due=findings.dispute(call.desk, call.actor, number, body.reason))


@topic.deed(f"{HERE}/answer", Finding, both("答复异议", "Answer the dispute"), may=("finding.answer",))
def answer(call: Doing, number: Number, body: AnswerToDispute) -> object:
    findings.answer_dispute(call.desk, call.actor, number, body.upheld, body.note)
    return findings.get_finding(call.desk, number)
