"""Who am I here, and what may I see and do?"""

from pydantic import Field

from actions.permission import WHOLE
from web.api.call import Looking
from web.api.parts import RoleName, Told
from web.api.route import OWN, Topic
from web.api.words import both

topic = Topic("本人", "Oneself")


class Held(Told):
    """A role, and the path of the unit at which it is held."""

    role: RoleName
    path: str = Field(description=both("单位路径；空为全部", "The unit's path; empty: everything"))


class Me(Told):
    """Whoever the token acts for."""

    name: str = Field(description=both("姓名", "The name"))
    person_id: int | None = Field(description=both("人员编号", "The person's number"))
    may_write: bool = Field(description=both("令牌可否办理", "Whether the token may change anything"))
    roles: list[Held] = Field(description=both("现任职务", "Roles held today"))
    views: list[str] = Field(description=both("可查看的内容", "What may be looked at"))
    deeds: list[str] = Field(description=both("可办理的事项", "What may be done, somewhere"))


@topic.read("/me", Me, both("我是谁", "Who the token acts for"), view=OWN)
def me(call: Looking) -> Me:
    powers = call.powers
    return Me(
        name=call.actor.name,
        person_id=call.actor.person_id,
        may_write=call.bearer.may_write,
        roles=[Held(role=RoleName(role), path=path or WHOLE) for role, path in powers.held],
        views=sorted(powers.views),
        deeds=sorted(powers.deeds),
    )
