"""The house itself: names, sizes, locks, and what must never be imported."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
ROOMS = ("plans", "states", "records", "actions", "notifications", "templates", "flows", "web", "cli")
GENERATED = HOUSE / "records" / "migrations" / "versions"


def modules() -> Iterator[Path]:
    for room in ROOMS:
        yield from (file for file in (HOUSE / room).rglob("*.py") if GENERATED not in file.parents)


def test_no_other_distribution_provides_one_of_our_names() -> None:
    provided = packages_distributions()
    assert {room: provided.get(room) for room in ROOMS if provided.get(room) not in (None, ["duban"])} == {}


PEERS_LOCK = "benchmarks/peers/requirements.lock"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-embedded.lock", PEERS_LOCK])
def test_the_locks_hold_hashes_and_no_addresses(lock: str) -> None:
    text = (HOUSE / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index" not in {
        word for line in text.splitlines() for word in line.split() if line.startswith("--")
    }
    pinned = re.findall(r"^[a-z0-9].*?==", text, re.MULTILINE)
    assert len(pinned) > 30
    assert text.count("--hash=sha256:") >= len(pinned)


def test_what_duban_is_compared_with_is_no_dependency_of_its_own() -> None:
    whole, peers = ((HOUSE / lock).read_text("utf-8") for lock in ("requirements.lock", PEERS_LOCK))
    for name in ("dbos", "spiffworkflow"):
        assert re.search(f"^{name}==", peers, re.MULTILINE)
        assert not re.search(f"^{name}==", whole, re.MULTILINE)


def test_the_embedded_lock_is_part_of_the_whole_one_and_has_no_prefect() -> None:
    pins = {
        lock: set(re.findall(r"^([a-z0-9._-]+==[^ ;]+)", (HOUSE / lock).read_text("utf-8"), re.MULTILINE))
        for lock in ("requirements.lock", "requirements-embedded.lock")
    }
    assert pins["requirements-embedded.lock"] < pins["requirements.lock"]
    assert not any(pin.startswith("prefect") for pin in pins["requirements-embedded.lock"])


def test_every_module_begins_by_saying_what_it_is_for() -> None:
    silent = [
        str(file.relative_to(HOUSE))
        for file in modules()
        if not ast.get_docstring(ast.parse(file.read_text("utf-8")))
    ]
    assert silent == []


def test_rooms_and_functions_are_small_enough_to_see_whole() -> None:
    large = []
    for file in modules():
        tree = ast.parse(text := file.read_text("utf-8"))
        if text.count("\n") > 400:
            large.append(f"{file.relative_to(HOUSE)}: {text.count(chr(10))} lines")
        large += [
            f"{file.relative_to(HOUSE)}: {node.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (node.end_lineno or 0) - node.lineno > 60
        ]
    assert large == []


def test_the_clock_is_read_in_one_place() -> None:
    readers = re.compile(r"\b(datetime\.now|datetime\.utcnow|date\.today|time\.time)\(")
    found = [str(f.relative_to(HOUSE)) for f in modules() if readers.search(f.read_text("utf-8"))]
    assert found == ["records/clock.py"]


def test_the_python_that_runs_is_one_that_is_promised() -> None:
    assert sys.version_info >= (3, 11)
    assert 'requires-python = ">=3.11"' in (HOUSE / "pyproject.toml").read_text("utf-8")
