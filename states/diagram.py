"""How are the machines shown to people: as pictures and tables (docs/states.md)?

Drawn from the machines as they are declared, so that the page cannot say anything else. Pure: what
is returned is text; `tests/generate.py` writes it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from states.escalation import ESCALATION
from states.inspection import INSPECTION
from states.machine import Move, StateMachine
from states.notice import NOTICE
from states.task import TASK
from states.village import Phases, force_to, village_machine


@dataclass(frozen=True, slots=True)
class Names:
    """What the users of one machine call its states and triggers."""

    states: Mapping[str, str]
    triggers: Mapping[str, str]


VILLAGE_ZH = Names(
    states={
        "preparing": "筹备",
        "assessment": "考核验收",
        "accepted": "验收合格",
        "not_accepted": "验收不合格",
        "commended": "已表彰",
    },
    triggers={
        "begin": "启动",
        "advance": "进入下一阶段",
        "assess": "进入考核验收",
        "accept": "验收合格",
        "reject": "验收不合格",
        "repeat": "返工",
        "commend": "表彰",
    },
)
"""The phases are not named here: a plan names its own."""

TASK_ZH = Names(
    states={
        "planned": "未开始",
        "open": "进行中",
        "submitted": "已提交待核验",
        "returned": "已退回",
        "verified": "已核验",
        "waived": "已免除",
    },
    triggers={
        "open": "开始",
        "submit": "提交",
        "withdraw": "撤回",
        "verify": "核验",
        "return": "退回",
        "waive": "免除",
        "reopen": "重新打开",
        "fulfil": "达标办结",
    },
)

INSPECTION_ZH = Names(
    states={
        "proposed": "已提出",
        "ordered": "已立项",
        "notified": "已通知",
        "on_site": "检查中",
        "reported": "已报告",
        "rectifying": "整改中",
        "rectified": "已整改待复核",
        "verified": "已复核",
        "closed": "已销号",
        "revisited": "已回头看",
        "dismissed": "不予立项",
        "cancelled": "已撤销",
    },
    triggers={
        "order": "立项",
        "notify": "发出通知",
        "start": "开始检查",
        "report": "提交报告",
        "close": "销号",
        "rectify": "责令整改",
        "repaired": "整改完成",
        "fail": "复核不通过",
        "withdraw": "撤回整改回复",
        "verify": "复核通过",
        "revisit": "回头看",
        "reopen": "重新整改",
        "dismiss": "不予立项",
        "merge": "合并办理",
        "cancel": "撤销",
        "supersede": "作废",
    },
)

ESCALATION_ZH = Names(
    states={"raised": "督办中", "acknowledged": "已签收", "resolved": "已解除"},
    triggers={
        "climb": "督办升级",
        "acknowledge": "签收",
        "resolve": "解除督办",
        "raise_again": "恢复督办",
    },
)

NOTICE_ZH = Names(
    states={
        "queued": "待发送",
        "sending": "发送中",
        "delivered": "已送达",
        "failed": "发送失败",
        "dead": "无法送达",
        "acknowledged": "已签收",
    },
    triggers={
        "lease": "取出发送",
        "arrive": "送达",
        "fail": "发送失败",
        "back_off": "稍后重发",
        "give_up": "停止重发",
        "retry": "重新发送",
        "acknowledge": "签收",
    },
)

FACTS_ZH: dict[str, str] = {
    "begun": "方案的第一天已到",
    "gates_pending": "本阶段或以前阶段有关口任务未核验",
    "next_phase_begun": "下一阶段的第一天已到",
    "findings_open": "督查发现的问题未整改到位",
    "assessment_begun": "考核验收已开始",
    "clean": "无须整改",
    "own": "本单位自查",
    "other_open": "另有专项督查正在进行",
    "attempts_used_up": "发送次数已用完",
}

HEADING = """\
# States

What may happen next to a village, a task, an inspection, an escalation and a notice. Each picture and table
is drawn from the machine that runs; `make docs` writes this page, and a test fails when it says anything
else. A guard is a yes-or-no fact that must hold or, after *not*, must not hold; – where nothing is asked."""

VILLAGE_NOTE = """\
One village's part of a campaign. The phases are the plan's; here those of the plan that ships. State is
earned, not given: a phase is left when its gates are verified or waived, not because the date came. A phase
that has no gate of a village's own is left on the first day of the next one."""

FORCED_NOTE = """\
Not in the picture: the head of the leading group may force a village, with a reason, from any state into any
other ({triggers})."""

TASK_NOTE = """\
One thing that one unit owes by a date. Overdue is not a state: it follows from the date that counts, the
calendar and the state."""

INSPECTION_NOTE = """\
From the supervision office's desk to the village, until what was found has been seen to be repaired. A
self-inspection begins as reported, and is superseded when its task is withdrawn, sent back or re-opened."""

ESCALATION_NOTE = """\
One climb of the ladder after a missed date. It is resolved by the deed, never by silence."""

NOTICE_NOTE = """\
One message to one person, who may acknowledge it whatever has become of its delivery."""


def states_page(phases: Phases) -> str:
    """docs/states.md: a picture and a table of every machine; the village's has these phases."""
    village = village_machine(phases)
    forced = ", ".join(f"`{trigger}`" for trigger in _force_triggers(village))
    sections = [
        HEADING,
        _section("Village", VILLAGE_NOTE, village, VILLAGE_ZH),
        FORCED_NOTE.format(triggers=forced),
        _section("Task", TASK_NOTE, TASK, TASK_ZH),
        _section("Inspection", INSPECTION_NOTE, INSPECTION, INSPECTION_ZH),
        _section("Escalation", ESCALATION_NOTE, ESCALATION, ESCALATION_ZH),
        _section("Notice", NOTICE_NOTE, NOTICE, NOTICE_ZH),
    ]
    return "\n\n".join(sections) + "\n"


def diagram(machine: StateMachine, names: Names) -> str:
    """The machine as a Mermaid `stateDiagram-v2`, without the moves by force."""
    forced = _force_triggers(machine)
    edges = [edge for edge in machine.edges() if edge[1] not in forced]
    left = {source for source, _, _ in edges}
    lines = [
        "stateDiagram-v2",
        *(f'state "{_called(state, names.states)}" as {_id(state)}' for state in machine.states),
        f"[*] --> {_id(machine.states[0])}",
        *(
            f"{_id(source)} --> {_id(dest)}: {_called(trigger, names.triggers)}"
            for source, trigger, dest in edges
        ),
        *(f"{_id(state)} --> [*]" for state in machine.states if state not in left),
    ]
    return "\n    ".join(lines)


def table(machine: StateMachine, names: Names) -> str:
    """The machine's moves in Markdown, a row for each as it is declared, without those by force."""
    forced = _force_triggers(machine)
    rows = [_row(move, names) for move in machine.moves if move["trigger"] not in forced]
    return "\n".join(["| trigger | from | to | guard |", "| --- | --- | --- | --- |", *rows])


def _section(title: str, note: str, machine: StateMachine, names: Names) -> str:
    picture = f"```mermaid\n{diagram(machine, names)}\n```"
    return "\n\n".join([f"## {title} ({machine.name})", note, picture, table(machine, names)])


def _row(move: Move, names: Names) -> str:
    guards = [
        *(_cell(fact, FACTS_ZH) for fact in _listed(move.get("conditions", ()))),
        *(f"*not* {_cell(fact, FACTS_ZH)}" for fact in _listed(move.get("unless", ()))),
    ]
    cells = (
        _cell(move["trigger"], names.triggers),
        ", ".join(_cell(state, names.states) for state in _listed(move["source"])),
        _cell(move["dest"], names.states),
        ", ".join(guards) or "–",
    )
    return f"| {' | '.join(cells)} |"


def _listed(one_or_more: str | Iterable[str]) -> tuple[str, ...]:
    return (one_or_more,) if isinstance(one_or_more, str) else tuple(one_or_more)


def _force_triggers(machine: StateMachine) -> tuple[str, ...]:
    """The triggers of the moves by force, in the order of the states that they lead to."""
    declared = {move["trigger"] for move in machine.moves}
    return tuple(trigger for state in machine.states if (trigger := force_to(state)) in declared)


def _called(code: str, names: Mapping[str, str]) -> str:
    """A code and what users call it; a phase has its code alone."""
    return f"{code} {names[code]}" if code in names else code


def _cell(code: str, names: Mapping[str, str]) -> str:
    return _called(code, names).replace(code, f"`{code}`", 1)


def _id(state: str) -> str:
    """The state without hyphens, as Mermaid wants it; no plan's key holds two underscores in a row."""
    return state.replace("-", "__")
