"""`duban plan …`: a plan as data, checked before it is issued."""

from pathlib import Path
from typing import Annotated

import typer

from actions.person import read_roles
from actions.words import day_zh
from cli.options import Json
from cli.show import Marked, print_json, print_table, say
from plans.lint import Finding, Holding, lint
from plans.model import Plan
from plans.reader import PlanError, find_plan, read_plan
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


@app.command()
def schema() -> None:
    """Print the JSON Schema by which editors complete and check a plan."""
    print_json(json_schema())


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
