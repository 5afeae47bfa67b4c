"""`duban plan …`: a plan as data, checked before it is issued."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from actions.errors import BadInput
from actions.person import read_roles
from actions.words import day_zh
from cli.options import Json, given_day
from cli.show import Marked, print_json, print_table, say
from plans.lint import Finding, Holding, lint
from plans.model import Plan
from plans.reader import PlanError, find_plan, plan_text, read_plan
from plans.rebase import Rebased, rebase
from plans.schema import json_schema

app = typer.Typer(no_args_is_help=True, help="Plans: campaigns as data.")

PlanFile = Annotated[
    str, typer.Argument(metavar="PLAN", help="A plan's file, or the name of a plan that ships.")
]
SEVERITIES = {"error": Marked("[bold red]错误[/]"), "warning": Marked("[yellow]提醒[/]")}


def load(name_or_file: str) -> Plan:
    """The plan of that file, or the shipped one of that name. Raises PlanError."""
    return read_plan(find_plan(name_or_file))


@app.command()
def check(
    plan: PlanFile,
    people: Annotated[
        Path | None, typer.Option("--people", metavar="FILE", help="Also look for roles nobody holds.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Validate and lint PLAN; exit 1 on an error, 0 with warnings only."""
    try:
        read = load(plan)
    except PlanError as refusal:
        _show_errors(refusal, as_json)
        raise typer.Exit(1) from None
    holdings = None if people is None else [Holding(code, role) for code, role in read_roles(people)]
    findings = lint(read, holdings)
    ok = not any(finding.severity == "error" for finding in findings)
    if as_json:
        print_json({"ok": ok, "errors": [], "lint": [_finding(finding) for finding in findings]})
    else:
        _show_findings(read, findings)
    if not ok:
        raise typer.Exit(1)


@app.command()
def show(plan: PlanFile, as_json: Json = False) -> None:
    """Show the phases and tasks of PLAN with their dates and clauses."""
    read = load(plan)
    if as_json:
        print_json(read.model_dump(mode="json", by_alias=True, exclude_none=True))
        return
    say(f"{read.title.zh}（{read.document.number}，{day_zh(read.document.issued_on)}印发）")
    phases = {phase.key: phase for phase in read.phases}
    print_table(
        ("阶段", "任务", "名称", "责任单位", "开始", "时限", "关口", "条款"),
        [
            (
                phases[task.phase].title.zh,
                task.key,
                task.title.zh,
                task.owner,
                task.opens,
                task.due,
                "是" if task.gate else "",
                task.clause,
            )
            for task in read.tasks
        ],
        empty="方案没有任务。",
    )


@app.command("rebase")
def rebased(
    plan: PlanFile,
    start: Annotated[str, typer.Option(metavar="DAY", help="The new first day of the first phase.")],
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the plan here; default: print it.")
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="The new plan's key; default: the old one with its year moved.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write PLAN for another year: distances kept, month ends stay month ends; report what to look at."""
    file = find_plan(plan)
    result = rebase(plan_text(file), given_day(start, "--start"), key=key, name=str(file))
    if output is not None:
        _write_new(output, result.text)
    if as_json:
        print_json({"plan": None if output is None else str(output), **asdict(result)})
        return
    if output is None:
        sys.stdout.write(result.text)
    for line in _report(result, output):
        typer.echo(line, err=output is None)


@app.command()
def schema() -> None:
    """Print the JSON Schema by which editors complete and check a plan."""
    print_json(json_schema())


def _write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet, whole or not at all. Raises BadInput."""
    try:
        with file.open("xb") as new:
            try:
                new.write(text.encode())
                new.flush()
            except OSError:
                file.unlink()
                raise
    except FileExistsError:
        raise BadInput(f"{file} 已经存在，没有改动。请换一个文件名，或先移走原文件。") from None
    except OSError as problem:
        raise BadInput(f"无法写入 {file}：{problem.strerror}。请检查路径和权限。") from None


def _report(result: Rebased, file: Path | None) -> Iterator[str]:
    """What a person should look at before the new plan is issued."""
    yield f"方案 {result.key} 自 {result.start} 起" + ("。" if file is None else f"，已写入 {file}。")
    if not result.calendar_known:
        yield "有的年份放假安排尚未公布，休息日只按周末推算；公布后请更新日历，再核对一遍。"
    on_days_off = _by_day((f"{off.date}（{off.name}）", off.key) for off in result.days_off)
    month_ends = _by_day((f"{end.was} → {end.date}", end.key) for end in result.month_ends)
    by_hand = [f"  {words.key}：{words.text}" for words in result.check_by_hand]
    upset = [f"  {finding.code} {finding.message}" for finding in result.lint]
    for heading, lines in (
        ("落在休息日（日期不变，提醒提前到上一个工作日，催办顺延到下一个工作日）：", on_days_off),
        ("仍为月末：", month_ends),
        ("文件原话没有改动，请人工核对：", by_hand),
        ("移动之后才有的问题，请人工调整：", upset),
    ):
        if lines:
            yield heading
            yield from lines


def _by_day(dated: Iterable[tuple[str, str]]) -> list[str]:
    """A line for each day, with all keys whose day it is."""
    keys: dict[str, list[str]] = {}
    for day_said, key in dated:
        keys.setdefault(day_said, []).append(key)
    return [f"  {day_said} {'、'.join(named)}" for day_said, named in sorted(keys.items())]


def _show_errors(refusal: PlanError, as_json: bool) -> None:
    if as_json:
        errors = [
            {"file": problem.file, "line": problem.line, "key": problem.key, "message": problem.message}
            for problem in refusal.problems
        ]
        print_json({"ok": False, "errors": errors, "lint": []})
        return
    for problem in refusal.problems:
        key = f" {problem.key}:" if problem.key else ""
        typer.echo(f"{problem.file}:{problem.line}:{key} {problem.message}", err=True)


def _show_findings(plan: Plan, findings: list[Finding]) -> None:
    print_table(
        ("", "规则", "条款", "说明"),
        [
            (SEVERITIES[finding.severity], finding.code, finding.clause, finding.message)
            for finding in findings
        ],
        empty=f"{plan.title.zh}：没有发现问题。",
    )


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "clause": finding.clause,
        "message": finding.message,
    }
