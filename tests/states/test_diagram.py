"""Does docs/states.md show the machines that run?"""

from pathlib import Path

from states.diagram import TASK_ZH, VILLAGE_ZH, Names, diagram, states_page, table
from states.inspection import INSPECTION
from states.machine import StateMachine
from states.task import TASK
from states.village import Phases, village_machine
from tests.states.pilot import PHASES

PAGE = Path(__file__).parents[2] / "docs" / "states.md"

COURTYARDS = village_machine(Phases(("clean-courtyards",), frozenset()))


def test_the_page_shows_the_machines_that_run() -> None:
    assert PAGE.read_text(encoding="utf-8") == states_page(PHASES), "run: make docs"


def test_a_picture_begins_where_the_machine_begins_and_ends_where_nothing_follows() -> None:
    assert diagram(TASK, TASK_ZH).splitlines() == [
        "stateDiagram-v2",
        '    state "planned 未开始" as planned',
        '    state "open 进行中" as open',
        '    state "submitted 已提交待核验" as submitted',
        '    state "returned 已退回" as returned',
        '    state "verified 已核验" as verified',
        '    state "waived 已免除" as waived',
        "    [*] --> planned",
        "    planned --> open: open 开始",
        "    open --> submitted: submit 提交",
        "    returned --> submitted: submit 提交",
        "    submitted --> open: withdraw 撤回",
        "    submitted --> verified: verify 核验",
        "    submitted --> returned: return 退回",
        "    planned --> waived: waive 免除",
        "    open --> waived: waive 免除",
        "    submitted --> waived: waive 免除",
        "    returned --> waived: waive 免除",
        "    verified --> open: reopen 重新打开",
        "    planned --> verified: fulfil 达标办结",
        "    open --> verified: fulfil 达标办结",
        "    submitted --> verified: fulfil 达标办结",
        "    returned --> verified: fulfil 达标办结",
        "    waived --> [*]",
    ]


def test_a_phase_has_no_name_but_the_plans_and_loses_its_hyphen_where_mermaid_wants_none() -> None:
    lines = diagram(COURTYARDS, VILLAGE_ZH).splitlines()
    assert '    state "clean-courtyards" as clean__courtyards' in lines
    assert "    preparing --> clean__courtyards: begin 启动" in lines
    assert "    clean__courtyards --> assessment: assess 进入考核验收" in lines


def test_force_is_named_in_a_sentence_and_not_drawn() -> None:
    assert "force" not in diagram(COURTYARDS, VILLAGE_ZH)
    assert "force" not in table(COURTYARDS, VILLAGE_ZH)
    page = states_page(PHASES)
    assert "`force_to_preparing`, `force_to_mobilization`, `force_to_implementation`" in page
    assert "| `force" not in page


def test_a_table_has_a_row_for_each_move_with_its_guards() -> None:
    rows = table(COURTYARDS, VILLAGE_ZH).splitlines()
    assert rows[:4] == [
        "| trigger | from | to | guard |",
        "| --- | --- | --- | --- |",
        "| `begin` 启动 | `preparing` 筹备 | `clean-courtyards` | `begun` 方案的第一天已到 |",
        "| `assess` 进入考核验收 | `clean-courtyards` | `assessment` 考核验收 "
        "| `assessment_begun` 考核验收已开始, *not* `gates_pending` 本阶段或以前阶段有关口任务未核验, "
        "*not* `findings_open` 督查发现的问题未整改到位 |",
    ]
    assert rows[-1] == "| `commend` 表彰 | `accepted` 验收合格 | `commended` 已表彰 | – |"


def test_a_move_from_several_states_is_one_row() -> None:
    assert "| `submit` 提交 | `open` 进行中, `returned` 已退回 | `submitted` 已提交待核验 | – |" in table(
        TASK, TASK_ZH
    )


def test_a_code_that_holds_another_is_marked_whole() -> None:
    filed = StateMachine("档案", ("file", "filed"), [{"trigger": "file", "source": "file", "dest": "filed"}])
    names = Names(states={"filed": "filed away"}, triggers={})
    assert table(filed, names).splitlines()[-1] == "| `file` | `file` | `filed` filed away | – |"


def test_every_machine_has_a_section_with_its_chinese_name() -> None:
    headings = [line for line in states_page(PHASES).splitlines() if line.startswith("#")]
    assert headings == [
        "# States",
        "## Village (村级工作)",
        "## Task (任务)",
        "## Inspection (督查)",
        "## Escalation (督办升级)",
        "## Notice (通知)",
    ]


def test_all_that_is_not_the_plans_has_a_chinese_name() -> None:
    for line in states_page(PHASES).splitlines():
        if line.startswith("    state ") and not any(f'"{phase}"' in line for phase in PHASES.keys):
            assert " " in line.split('"')[1], line
        if line.startswith("    ") and ": " in line:
            assert " " in line.split(": ")[1], line


def test_no_code_of_the_inspection_is_lost_on_the_page() -> None:
    page = states_page(PHASES)
    for source, trigger, dest in INSPECTION.edges():
        assert f"    {source} --> {dest}: {trigger} " in page
