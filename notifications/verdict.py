"""What becomes of a message, after what its channel has answered?

The plan says how often a message is tried, and after how many failures over one channel it takes the next.
When the channel itself does not work, that is no fault of the message: the attempt does not count.
"""

from dataclasses import dataclass
from datetime import datetime

from notifications.backoff import pause, used_up
from notifications.channels.protocol import PermanentFailure, TemporaryFailure, Unreachable
from plans.model.notices import NoticesSpec
from records.claimed_digest import ClaimedDigest
from records.outbox import Outcome


@dataclass(frozen=True, slots=True)
class Judge:
    """`further` is the recipient's next channel, `down_until` when this one is tried again if it is down."""

    rules: NoticesSpec
    at: datetime
    further: str | None = None
    down_until: datetime | None = None

    def outcome(self, claimed: ClaimedDigest, error: Exception | None) -> Outcome:
        """What becomes of the message; `error` is what the channel raised, None where it has gone."""
        if error is None:
            return Outcome(claimed.id, claimed.attempt, self.at, claimed.channel, "delivered")
        detail = detail_of(error, claimed.channel)
        if isinstance(error, Unreachable):
            return self._channel_failed(claimed, detail)
        if isinstance(error, PermanentFailure):
            return self._elsewhere(claimed, detail) or self._dead(claimed, detail)
        if used_up(claimed.attempt, self.rules.attempts):
            return self._dead(claimed, detail)
        if claimed.failures + 1 >= self.rules.fall_back_after and (other := self._elsewhere(claimed, detail)):
            return other
        retry_after = error.retry_after if isinstance(error, TemporaryFailure) else None
        wait = pause(claimed.attempt, retry_after, about=claimed.id)
        return Outcome(
            digest_id=claimed.id,
            attempt=claimed.attempt,
            at=self.at,
            channel=claimed.channel,
            result="failed",
            detail=detail,
            retry_at=self.at + wait,
            failures=claimed.failures + 1,
        )

    def _channel_failed(self, claimed: ClaimedDigest, detail: str) -> Outcome:
        failures = claimed.failures + 1
        moves = self.further is not None and failures >= self.rules.fall_back_after
        return Outcome(
            digest_id=claimed.id,
            attempt=claimed.attempt,
            at=self.at,
            channel=claimed.channel,
            result="put_back",
            detail=detail,
            retry_at=self.at if moves else self.down_until,
            failures=0 if moves else failures,
            channel_next=self.further if moves else None,
        )

    def _elsewhere(self, claimed: ClaimedDigest, detail: str) -> Outcome | None:
        """The recipient's next channel takes it at once, if there is one."""
        if self.further is None or used_up(claimed.attempt, self.rules.attempts):
            return None
        return Outcome(
            digest_id=claimed.id,
            attempt=claimed.attempt,
            at=self.at,
            channel=claimed.channel,
            result="failed",
            detail=detail,
            retry_at=self.at,
            channel_next=self.further,
        )

    def _dead(self, claimed: ClaimedDigest, detail: str) -> Outcome:
        return Outcome(
            claimed.id,
            claimed.attempt,
            self.at,
            claimed.channel,
            "dead",
            detail,
            failures=claimed.failures + 1,
        )


def detail_of(error: Exception, channel: str) -> str:
    """What went wrong, for the record."""
    if isinstance(error, TemporaryFailure | PermanentFailure):
        return error.detail
    return f"渠道 {channel} 出错：{error!r}"
