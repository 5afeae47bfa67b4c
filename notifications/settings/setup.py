"""Of what are the settings of every channel made?

Descriptions are in Chinese: they stand in the messages that say what would be right. A channel's module
is imported when it has been chosen, and what it needs in turn when it is opened.
"""

from abc import abstractmethod
from collections.abc import Callable
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from notifications.channels.protocol import Channel
from notifications.way import Way
from records.route import Needs

Words = Annotated[str, Field(min_length=1, max_length=500)]

Secret = Annotated[SecretStr, Field(min_length=1, max_length=2000)]
"""Never shown; best written as env:NAME."""


def _service(base: str) -> str:
    from notifications.channels.http import checked

    return checked(base)


Base = Annotated[str, AfterValidator(_service)]
BASE = "服务地址，只在经过代理或使用专有部署时才写，如 https://proxy.example.cn"

Timeout = Annotated[float, Field(gt=0, le=120, strict=False, description="每一步最多等几秒，如 10")]


class Setup(BaseModel):
    """A section of the file. `needs` is which address of a person the channel can do with."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    needs: ClassVar[Needs] = "nothing"

    concurrency: int = Field(default=1, ge=1, le=64, description="同时发出几条，1 到 64")
    per_minute: int | None = Field(default=None, ge=1, description="每分钟最多几条，如 120；不写则不限")

    @abstractmethod
    def opener(self, name: str) -> Callable[[], Channel]:
        """What makes a channel of that name, for one sender's use."""

    def way(self, name: str, kind: str = "") -> Way:
        return Way(name, self.opener(name), self.needs, self.concurrency, self.per_minute, kind)
