"""A program that speaks to the API of a real database, with a token of somebody in office."""

import asyncio
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from actions.access_token import WRITE, create_token
from actions.desk import Desk
from actions.permission import Actor
from records.clock import FixedClock
from states.roles import Role
from tests.engines import open_shared
from tests.town import SHANGHAI, SUBDISTRICT, ZHUZHAI, Town, found_town
from tests.web.api.furnished import in_july, in_june
from tests.web.conftest import HOME, town_at
from web.api.call import Office
from web.api.rate import Buckets, Rate
from web.app import create_app
from web.security import LOCAL_NAMES

API = "/api/v1"

TODAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""Today by the machine's clock, whatever day it is in the campaign."""

JUNE = datetime(2012, 6, 8, 9, tzinfo=SHANGHAI)
JULY = datetime(2012, 7, 2, 10, tzinfo=SHANGHAI)

PATIENT = Rate(burst=1_000_000, per_second=1_000_000)

AT = {
    Role.VILLAGE_HEAD: ZHUZHAI,
    Role.ASSISTANT: ZHUZHAI,
    Role.LINKED_LEADER: ZHUZHAI,
    Role.ADMINISTRATOR: "410000000000",
}
"""Where each role is held in the town; the others at the subdistrict."""

Json = dict[str, Any]


@dataclass
class Program:
    """Sends requests as a program would; nothing that only a browser sends."""

    client: AsyncClient
    token: str | None

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Response:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            given.setdefault("Authorization", f"Bearer {self.token}")
        content = None if body is None else json.dumps(body)
        if content is not None:
            given.setdefault("Content-Type", "application/json")
        return asyncio.run(self.client.request(method, f"{API}{path}", content=content, headers=given))

    def get(self, path: str, **headers: str) -> Response:
        return self.ask("GET", path, **headers)

    def read(self, path: str) -> Json:
        """What is answered to a read, which must succeed."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.text)
        found: Json = answer.json()
        return found

    def post(self, path: str, body: object = None, **headers: str) -> Response:
        return self.ask("POST", path, {} if body is None else body, **headers)

    def put(self, path: str, body: object, **headers: str) -> Response:
        return self.ask("PUT", path, body, **headers)


@dataclass
class Gate:
    """The API of a town, by a clock of the machine that the test moves."""

    town: Town
    app: FastAPI
    door: Desk
    clock: FixedClock

    def by(self, actor: Actor, scope: str = WRITE, days: int = 30) -> Program:
        """A program with a new token of somebody."""
        return self.with_token(create_token(self.door, actor, "test", scope, days))

    def role(self, role: Role, unit: str | None = None, scope: str = WRITE) -> Program:
        """A program with a token of whoever holds a role."""
        return self.by(self.town.who(role, unit or AT.get(role, SUBDISTRICT)), scope)

    def with_token(self, token: str | None) -> Program:
        transport = ASGITransport(self.app, raise_app_exceptions=False)
        return Program(AsyncClient(transport=transport, base_url=HOME), token)

    def later(self, **distance: float) -> None:
        self.clock.instant += timedelta(**distance)


Enter = Callable[..., Gate]


@pytest.fixture
def enter() -> Enter:
    """Opens the API of a town."""

    def entered(town: Town, rate: Rate = PATIENT, names: frozenset[str] = LOCAL_NAMES) -> Gate:
        clock = FixedClock(TODAY)
        door = Desk(town.desk.engine, clock)
        app = create_app(town.desk, office=Office(town.desk, door, Buckets(rate)), names=names)
        return Gate(town, app, door, clock)

    return entered


@pytest.fixture
def gate(june: Town, enter: Enter) -> Gate:
    """The API of the town on 8 June 2012."""
    return enter(june)


@pytest.fixture(scope="session")
def furnished_file(june_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town in June with one of everything, to copy."""
    file = tmp_path_factory.mktemp("furnished") / "town.sqlite"
    shutil.copyfile(june_file, file)
    engine = open_shared(str(file))
    in_june(town_at(engine, JUNE))
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def july_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town in July, its assessment published, to copy."""
    folder = tmp_path_factory.mktemp("july")
    file = folder / "town.sqlite"
    shutil.copyfile(sqlite_template, file)
    engine = open_shared(str(file))
    in_july(found_town(engine, folder))
    engine.dispose()
    return file


@pytest.fixture
def furnished(furnished_file: Path, open_copy: Callable[[Path], sa.Engine]) -> Town:
    """The town in June with one of everything."""
    return town_at(open_copy(furnished_file), JUNE)


@pytest.fixture
def july(july_file: Path, open_copy: Callable[[Path], sa.Engine]) -> Town:
    """The town in July, its assessment published."""
    return town_at(open_copy(july_file), JULY)


def problem(answer: Response, status: int, kind: str) -> Json:
    """The problem that an answer is, which must be of this kind."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    said: Json = answer.json()
    assert said["type"] == f"urn:duban:problem:{kind}", said
    assert said["status"] == status
    assert said["title"]
    return said
