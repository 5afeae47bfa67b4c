"""What Apprise sends, to a real server of ours, and what becomes of its no."""

import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from notifications.channels.apprise_url import AppriseChannel
from notifications.channels.protocol import TemporaryFailure
from tests.notifications.providers import BREAK_OFF, Provider, Reply, open_provider, saying
from tests.notifications.test_mail import REMINDER


@pytest.fixture
def provider() -> Iterator[Provider]:
    with open_provider(lambda _: saying({"ok": True})) as provider:
        yield provider


def to(provider: Provider, query: str = "") -> AppriseChannel:
    return AppriseChannel("ntfy", f"{provider.base.replace('http:', 'json:')}/duban{query}")


def test_subject_and_text_arrive(provider: Provider) -> None:
    channel = to(provider)
    channel.send(replace(REMINDER, subject="【提醒】\n自查"))
    channel.close()
    (asked,) = provider.asked
    assert (asked.method, asked.path) == ("POST", "/duban")
    assert asked.document["title"] == "【提醒】 自查"
    assert asked.document["message"].strip() == REMINDER.text.strip()


@pytest.mark.parametrize(
    ("reply", "why"), [(Reply(500), "error=500"), (Reply(403), "error=403"), (BREAK_OFF, "onnection")]
)
def test_a_no_is_tried_again_with_the_reason_that_apprise_logged(
    provider: Provider, reply: Reply, why: str
) -> None:
    provider.told.append(reply)
    with pytest.raises(TemporaryFailure, match=f"Apprise 未能发出：.*{why}"):
        to(provider).send(REMINDER)


def test_each_sender_hears_its_own_reasons_only() -> None:
    statuses = [400, 404, 500, 503] * 5
    with open_provider(lambda asked: Reply(int(asked.path.rpartition("/")[2]))) as busy:

        def refused(status: int) -> str:
            with pytest.raises(TemporaryFailure) as failure:
                to(busy, f"/{status}").send(REMINDER)
            return failure.value.detail

        with ThreadPoolExecutor(4) as senders:
            details = list(senders.map(refused, statuses))
    assert all(f"error={status}" in detail for status, detail in zip(statuses, details, strict=True))


@pytest.mark.parametrize("url", ["", "geheim", "bogus://geheim@host", "json://", "tgram://geheim"])
def test_a_url_that_apprise_does_not_take_is_refused_and_stands_in_no_log(url: str) -> None:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    try:
        with pytest.raises(ValueError, match="Apprise 不认识这个地址") as refusal:
            AppriseChannel("ntfy", url)
    finally:
        logging.getLogger().removeHandler(handler)
    assert "geheim" not in str(refusal.value) + log.getvalue()


def test_apprise_is_not_imported_before_it_is_needed() -> None:
    code = (
        "import notifications.channels.apprise_url, sys; sys.exit('apprise' in sys.modules or 'httpx' in "
        "sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
