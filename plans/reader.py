"""How is a plan read, and what is said when it cannot be?

Every problem names file, line and key and says what would be right, in Chinese; all that can be
found at one stage (YAML, form, references) is reported at once.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path as FilePath

from pydantic import ValidationError

from plans.messages import misfits_of
from plans.model import Plan
from plans.references import misfits
from plans.source import Misfit, Path, Source, Unreadable, decode, load
from states.errors import DubanError

SUFFIX = ".yaml"

SCHEMA_VERSIONS = (1,)
"""The versions of the format that this duban reads."""

LARGEST = 300_000
"""Bytes; the shipped plan has some thirty thousand."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a plan's file."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        where = f" {self.key}" if self.key else ""
        return f"{self.file} 第 {self.line} 行{where}：{self.message}"


class PlanError(DubanError):
    """A plan that cannot be read; `problems` are in the order of the lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        more = f"（另有 {len(self.problems) - 1} 处问题）" if len(self.problems) > 1 else ""
        super().__init__(f"{self.problems[0]}{more}")


def shipped_plans() -> tuple[str, ...]:
    """The names of the plans that come with duban, sorted."""
    names = [entry.name for entry in files("plans").iterdir()]
    return tuple(sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX)))


def shipped_plan(name: str) -> Traversable:
    """The file of a shipped plan; raises KeyError if there is none of that name."""
    if name not in shipped_plans():
        raise KeyError(name)
    return files("plans") / f"{name}{SUFFIX}"


def find_plan(name_or_path: str) -> Traversable:
    """The plan that a person named: a shipped plan by its name, anything else is a path."""
    return shipped_plan(name_or_path) if name_or_path in shipped_plans() else FilePath(name_or_path)


def read_plan(source: str | Traversable) -> Plan:
    """The plan in a file; a text with a line break is the plan itself. Raises PlanError."""
    if isinstance(source, str):
        if "\n" in source:
            return parse_plan(source)
        source = FilePath(source)
    return parse_plan(plan_text(source), str(source))


def plan_text(source: Traversable) -> str:
    """What stands in a plan's file, to the letter. Raises PlanError unless it is a text in UTF-8."""
    try:
        return decode(_bytes(source))
    except Unreadable as error:
        raise PlanError(_problems(str(source), Source(None, {}), error.misfits)) from error


def parse_plan(text: str, name: str = "<方案>") -> Plan:
    """The plan in a text; `name` stands for its file in the messages. Raises PlanError."""
    source = Source(None, {})
    try:
        source = load(text)
        _known_version(source)
        # By alias only: what the file says is what the published schema says (`from`, not `first_day`).
        plan = Plan.model_validate_json(json.dumps(source.data), strict=True, by_alias=True, by_name=False)
    except Unreadable as error:
        raise PlanError(_problems(name, source, error.misfits)) from error
    except ValidationError as error:
        raise PlanError(_problems(name, source, misfits_of(error.errors()))) from error
    if wrong := misfits(plan):
        raise PlanError(_problems(name, source, wrong))
    return plan


def dotted(path: Path) -> str:
    """A path as people write it: `tasks[3].due`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _bytes(source: Traversable) -> bytes:
    """What is in the file; raises Unreadable if that is no file, or no plan's size."""
    try:
        if source.is_dir():
            raise Unreadable(Misfit((), "这是文件夹，不是文件；请写方案文件的路径", 1))
        if not source.is_file():
            shipped = "、".join(shipped_plans())
            raise Unreadable(Misfit((), f"找不到这个文件；请检查路径，或写自带方案的名称：{shipped}", 1))
        with source.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise Unreadable(Misfit((), f"读不了这个文件（{why}）；请检查路径和权限", 1)) from error
    if len(raw) > LARGEST:
        raise Unreadable(Misfit((), f"文件超过 {LARGEST // 1000} KB，不是一份方案；请检查路径", 1))
    return raw


def _known_version(source: Source) -> None:
    """Refuse another version of the format at once: its other keys cannot be judged."""
    if not isinstance(source.data, dict):
        raise Unreadable(Misfit((), "方案应由“键: 值”组成，第一行如 schema_version: 1", 1))
    version = source.data.get("schema_version", SCHEMA_VERSIONS[-1])
    if version not in SCHEMA_VERSIONS or isinstance(version, bool):
        known = "、".join(map(str, SCHEMA_VERSIONS))
        raise Unreadable(
            Misfit(("schema_version",), f"格式版本 {version} 本程序不认识；应为 {known}，或请升级 duban")
        )


def _problems(name: str, source: Source, wrong: Iterable[Misfit]) -> list[Problem]:
    return [Problem(name, m.line or source.line_of(m.path), dotted(m.path), m.message) for m in wrong]
