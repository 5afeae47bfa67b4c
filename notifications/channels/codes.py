"""What does an error code that a provider documents mean for a message?"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from notifications.channels.http import Answer
from notifications.channels.protocol import PermanentFailure, TemporaryFailure, Unreachable


@dataclass(frozen=True, slots=True)
class Codes:
    """A provider's codes, with what the administrator should do or know.

    `channel`: nothing can be sent until somebody changes something. `message`: this one never goes.
    `pauses`: too much at once, and how long to wait. Any other code: this one may go later.
    """

    channel: Mapping[Hashable, str]
    message: Mapping[Hashable, str]
    pauses: Mapping[Hashable, timedelta] = field(default_factory=dict)

    def failure(
        self, answer: Answer, code: Hashable, text: object, pause: timedelta | None = None
    ) -> TemporaryFailure | PermanentFailure:
        """What to raise for an answer with this code. `pause`: how long the provider itself asks to wait."""
        advice = self.channel.get(code) or self.message.get(code)
        detail = f"{answer.who} 答复 {answer.quoted(code)}：{answer.quoted(text)}"
        detail = f"{detail}（{advice}）" if advice else detail
        if code in self.message:
            return PermanentFailure(detail)
        if code in self.channel or code in self.pauses:
            return Unreachable(detail, pause or self.pauses.get(code))
        return TemporaryFailure(detail, pause)
