"""The API keeps to its own schema: nothing breaks, and nothing comes that is not described.

Requests are made up from the schema by schemathesis, as somebody who holds every role; half of them are
about things that exist, so that the actions behind are reached.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks
from schemathesis.config import (
    ChecksConfig,
    GenerationConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.core.failures import FailureGroup

from actions.person import find_actor
from states.roles import Role
from tests.town import SUBDISTRICT, ZHUZHAI, Town, mail
from tests.web.api.conftest import API, Enter

EXAMPLES = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

KNOWN = {"campaign": 1, "code": ZHUZHAI, "key": "self-inspection", "number": 1}
"""What exists in the town, in place of what is made up."""

OF_OTHERS = "/v1/account/tokens/"
"""Its own token is not ended, or nothing would be reached any more: there is none of number 99."""

OF_THREE = ("/v1/inspections/", "/v1/notices/")
"""Each of the three communities has one of these, 朱寨社区 the second."""


def everything(town: Town) -> Any:
    """Somebody who holds every role, everywhere."""
    actor = find_actor(town.desk, mail(Role.LEADING_GROUP_HEAD, SUBDISTRICT))
    with town.desk.engine.begin() as connection:
        root = connection.exec_driver_sql("SELECT id FROM unit WHERE parent_id IS NULL").scalar_one()
        for role in Role:
            connection.exec_driver_sql(
                "INSERT INTO appointment (person_id, unit_id, role) VALUES (?, ?, ?)",
                (actor.person_id, root, role.value),
            )
    return actor


REJECTED = ChecksConfig.from_dict({"negative_data_rejection": {"expected-statuses": ["4XX"]}})
"""A text that is far too long is refused at the gate (413)."""


@pytest.fixture
def described(furnished: Town, enter: Enter) -> tuple[Any, dict[str, str]]:
    """The schema of the API of a furnished town, and what a program shows that may do everything."""
    gate = enter(furnished, names=frozenset({"testserver"}))
    token = gate.by(everything(furnished)).token
    generation = GenerationConfig(deterministic=True, database="none", with_security_parameters=False)
    config = SchemathesisConfig(
        projects=ProjectsConfig(default=ProjectConfig(generation=generation, checks=REJECTED))
    )
    described = schemathesis.openapi.from_asgi(f"{API}/openapi.json?language=en", gate.app, config=config)
    return described, {"Authorization": f"Bearer {token}"}


TRIES = (
    (GenerationMode.POSITIVE, True),
    (GenerationMode.POSITIVE, False),
    (GenerationMode.NEGATIVE, False),
)


def operations(schema: Any) -> Iterator[Any]:
    for found in schema.get_all_operations():
        yield found.ok()


LEFT_OUT = [checks.positive_data_acceptance]
"""What fits the schema may still be against the rules of the campaign."""


def tried(operation: Any, headers: dict[str, str], mode: GenerationMode, *, known: bool) -> None:
    """Some requests of one operation; `known`: about what exists."""

    @EXAMPLES
    @given(case=operation.as_strategy(generation_mode=mode))
    def hold(case: Any) -> None:
        for name in KNOWN.keys() & case.path_parameters.keys() if known else ():
            case.path_parameters[name] = KNOWN[name]
        if known and "number" in case.path_parameters and operation.path.startswith(OF_THREE):
            case.path_parameters["number"] = 2
        if operation.path.startswith(OF_OTHERS):
            case.path_parameters["number"] = 99
        case.call_and_validate(headers=headers, excluded_checks=LEFT_OUT)

    hold()


def test_whatever_is_sent_is_answered_as_described(described: tuple[Any, dict[str, str]]) -> None:
    schema, headers = described
    problems = []
    for operation in operations(schema):
        for mode, known in TRIES:
            try:
                tried(operation, headers, mode, known=known)
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE, operation.label  # where nothing can be sent wrongly
            except FailureGroup as failed:
                problems.append(f"{operation.label}: {failed}")
    assert not problems, "\n".join(problems)
