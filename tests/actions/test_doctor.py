"""The doctor says what cannot work, and what is to be done about it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actions.campaign import start
from actions.delivery import deliver_notices
from actions.doctor import examine
from actions.job import begin_run, end_run
from actions.permission import CONSOLE
from notifications.channels.protocol import PermanentFailure
from notifications.message import Message
from tests.actions.test_campaign import PILOT
from tests.town import SUBDISTRICT, Town


@pytest.fixture(autouse=True)
def console(monkeypatch: pytest.MonkeyPatch) -> None:
    """No channel of the machine's own."""
    monkeypatch.delenv("DUBAN_CHANNEL", raising=False)


def found(town: Town) -> dict[str, list[tuple[str, str]]]:
    """(severity, message) of everything that was examined, by subject."""
    findings: dict[str, list[tuple[str, str]]] = {}
    for finding in examine(town.desk.engine.url.render_as_string(hide_password=False)):
        findings.setdefault(finding.subject, []).append((finding.severity, finding.message))
    return findings


def at_present(town: Town, ago: timedelta = timedelta()) -> Town:
    """The town on the machine's own day, so that the doctor's clock agrees with it."""
    town.clock.instant = datetime.now(UTC) - ago
    return town


def test_an_installation_that_has_just_been_made_lacks_only_a_campaign(town: Town) -> None:
    findings = found(town)
    assert [severity for severity, _ in findings["数据库"]] == ["ok"]
    assert findings["通知渠道"] == [("ok", "console")]
    assert findings["发件箱"] == [("ok", "空")]
    assert findings["专项工作"] == [("warning", "还没有。请用 duban campaign start 印发一个方案")]


def test_a_database_that_cannot_be_opened_is_an_error_with_what_to_do(tmp_path: Path) -> None:
    [*_, last] = examine(str(tmp_path / "nowhere.sqlite"))
    assert (last.subject, last.severity) == ("数据库", "error")
    assert "duban init" in last.message


@pytest.mark.parametrize("content", [b"", b"this is no database, but long enough to be read as one" * 20])
def test_so_is_a_file_that_is_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "some.sqlite"
    file.write_bytes(content)
    assert examine(str(file))[-1].severity == "error"


def test_a_channel_that_is_set_up_wrongly_is_an_error(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_CHANNEL", "pigeon")
    [(severity, message)] = found(town)["通知渠道"]
    assert severity == "error"
    assert "pigeon" in message


def test_a_campaign_that_was_never_checked_is_a_warning_and_so_are_its_gaps(town: Town) -> None:
    start(at_present(town).desk, CONSOLE, PILOT, SUBDISTRICT)
    [(first, never), (second, gaps)] = found(town)["专项工作 1"]
    assert (first, second) == ("warning", "warning")
    assert never == "还没有做过时限检查；请运行 duban serve，或每天运行 duban check"
    assert gaps.startswith("有 5 处角色空缺")


@pytest.mark.parametrize(("hours", "severity"), [(25, "ok"), (27, "warning")])
def test_a_check_that_was_missed_is_a_warning(town: Town, hours: int, severity: str) -> None:
    start(at_present(town, timedelta(hours=hours)).desk, CONSOLE, PILOT, SUBDISTRICT)
    town.check()
    assert found(town)["专项工作 1"][0][0] == severity


def test_a_campaign_whose_history_lies_ahead_of_the_clock_is_an_error(town: Town) -> None:
    start(at_present(town, -timedelta(days=400)).desk, CONSOLE, PILOT, SUBDISTRICT)
    [(severity, message)] = found(town)["专项工作 1"]
    assert severity == "error"
    assert "历史不能改写" in message


def test_a_job_that_failed_is_an_error_with_its_last_line_and_one_that_ran_is_not(town: Town) -> None:
    end_run(town.desk, begin_run(town.desk, "deliver-notices"), attempts=3, error=OSError("磁盘已满"))
    end_run(town.desk, begin_run(town.desk, "check-deadlines"), attempts=1, summary="提醒 6")
    findings = found(town)
    assert findings["作业 deliver-notices"] == [("error", "最近一次失败：OSError: 磁盘已满")]
    [(severity, message)] = findings["作业 check-deadlines"]
    assert severity == "ok"
    assert message.endswith("提醒 6")


class NobodyThere:
    """A channel that reaches nobody, ever."""

    name = "nobody"

    def send(self, message: Message) -> None:
        raise PermanentFailure("查无此人")

    def close(self) -> None:
        pass


def test_notices_that_never_arrived_are_a_warning(campaign: Town) -> None:
    deliver_notices(campaign.desk, NobodyThere())
    assert found(campaign)["发件箱"] == [("warning", "dead 3、queued 1；有无法送达的通知")]
