"""What becomes of a message, after what its channel has answered?

The plan says how often a message is tried, and after how many failures over one channel it takes the next.
When the channel itself does not work, that is no fault of the message: the attempt does not count.
"""

from dataclasses import dataclass, replace
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
        done = Outcome(claimed.id, claimed.attempt, self.at, claimed.channel, "delivered")
        if error is None:
            return done
        failed = replace(
            done, result="failed", detail=detail_of(error, claimed.channel), failures=claimed.failures + 1
        )
        if isinstance(error, Unreachable):
            return self._channel_failed(failed)
        over = used_up(claimed.attempt, self.rules.attempts)
        enough = failed.failures >= self.rules.fall_back_after or isinstance(error, PermanentFailure)
        if enough and self.further is not None and not over:
            return self._elsewhere(failed)
        if over or isinstance(error, PermanentFailure):
            return replace(failed, result="dead")
        retry_after = error.retry_after if isinstance(error, TemporaryFailure) else None
        wait = pause(claimed.attempt, retry_after, about=claimed.id)
        return replace(failed, retry_at=self.at + wait)

    def _channel_failed(self, failed: Outcome) -> Outcome:
        """No fault of the message: it waits for the channel, or takes the next one if that is there."""
        put_back = replace(failed, result="put_back")
        if self.further is not None and failed.failures >= self.rules.fall_back_after:
            return self._elsewhere(put_back)
        return replace(put_back, retry_at=self.down_until)

    def _elsewhere(self, failed: Outcome) -> Outcome:
        """The recipient's next channel takes it at once."""
        return replace(failed, retry_at=self.at, failures=0, channel_next=self.further)


def detail_of(error: Exception, channel: str) -> str:
    """What went wrong, for the record."""
    if isinstance(error, TemporaryFailure | PermanentFailure):
        return error.detail
    return f"渠道 {channel} 出错：{error!r}"
