"""prefect.yaml and the job table say the same: names, times, zone; and it names no place of one machine."""

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.desk import DEFAULT_ZONE
from flows.jobs import JOBS
from flows.local_cluster import POOL, prefect_file

CLUSTER_ONLY = {"check-shards": None, "resume-checks": "5-55/10 * * * *"}
"""What only a cluster needs, and when: helpers on demand, and a look every ten minutes."""

ENTRYPOINT = "flows.cluster."


@pytest.fixture(scope="module")
def declared() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(prefect_file().read_text(encoding="utf-8"))
    return read


def test_every_job_of_the_table_is_deployed_at_its_time_and_nothing_else_is(declared: dict[str, Any]) -> None:
    times = {
        one["name"]: next((schedule["cron"] for schedule in one["schedules"]), None)
        for one in declared["deployments"]
    }
    assert times == {**{job.name: job.cron for job in JOBS}, **CLUSTER_ONLY}


def test_times_are_those_of_shanghai(declared: dict[str, Any]) -> None:
    zones = {schedule["timezone"] for one in declared["deployments"] for schedule in one["schedules"]}
    assert zones == {DEFAULT_ZONE.key}


def test_all_run_in_the_one_work_pool(declared: dict[str, Any]) -> None:
    assert {one["work_pool"]["name"] for one in declared["deployments"]} == {POOL}


def test_every_entrypoint_is_a_flow_of_that_name_in_an_installed_module(declared: dict[str, Any]) -> None:
    module = ast.parse((Path(__file__).parents[2] / "flows" / "cluster.py").read_text("utf-8"))
    flows = {node.name for node in module.body if isinstance(node, ast.FunctionDef)}
    flows |= {node.targets[0].id for node in module.body if _is_name_given(node)}  # type: ignore[attr-defined]
    for one in declared["deployments"]:
        function = one["name"].replace("-", "_")
        assert one["entrypoint"] == ENTRYPOINT + function
        assert function in flows


def test_nothing_is_fetched_and_no_path_is_named(declared: dict[str, Any]) -> None:
    assert declared["pull"] == []
    assert not {"build", "push"} & declared.keys()
    assert not any({"build", "push", "pull"} & one.keys() for one in declared["deployments"])


def test_what_piles_up_while_no_worker_is_there_is_dropped_but_never_a_days_check(
    declared: dict[str, Any],
) -> None:
    limits = {one["name"]: one.get("concurrency_limit") for one in declared["deployments"]}
    dropped = {"limit": 1, "collision_strategy": "CANCEL_NEW"}
    assert limits["deliver-notices"] == limits["resume-checks"] == dropped
    assert limits["check-deadlines"] is None


def _is_name_given(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
