"""Who takes part in a campaign (四.一, 三.三.2, 四.四)?

A role is held by people at a unit and reaches everything below that unit. Who may do
what with a role is decided in `actions/permissions.py`.
"""

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """The roles of a campaign, by the code that plans, people files and notices use."""

    VILLAGE_HEAD = "village_head"
    ASSISTANT = "assistant"
    LINKED_LEADER = "linked_leader"
    LEADING_GROUP_OFFICE = "leading_group_office"
    LEADING_GROUP = "leading_group"
    LEADING_GROUP_HEAD = "leading_group_head"
    SUPERVISION_OFFICE = "supervision_office"
    DEPARTMENT = "department"
    DISCIPLINE_COMMITTEE = "discipline_committee"
    ADMINISTRATOR = "administrator"

    @property
    def bit(self) -> int:
        """The bit that stands for this role in a mask of roles; stable, since it is stored."""
        return 1 << _ORDER[self]


_ORDER = {role: position for position, role in enumerate(Role)}

TITLES_ZH: dict[Role, str] = {
    Role.VILLAGE_HEAD: "村（居）负责人",
    Role.ASSISTANT: "协办员",
    Role.LINKED_LEADER: "包村（社区）领导",
    Role.LEADING_GROUP_OFFICE: "领导小组办公室",
    Role.LEADING_GROUP: "领导小组成员",
    Role.LEADING_GROUP_HEAD: "领导小组组长",
    Role.SUPERVISION_OFFICE: "督查室",
    Role.DEPARTMENT: "部门",
    Role.DISCIPLINE_COMMITTEE: "纪工委",
    Role.ADMINISTRATOR: "系统管理员",
}

TITLES_EN: dict[Role, str] = {
    Role.VILLAGE_HEAD: "village head",
    Role.ASSISTANT: "assistant",
    Role.LINKED_LEADER: "linked leader",
    Role.LEADING_GROUP_OFFICE: "leading group's office",
    Role.LEADING_GROUP: "leading group",
    Role.LEADING_GROUP_HEAD: "head of the leading group",
    Role.SUPERVISION_OFFICE: "supervision office",
    Role.DEPARTMENT: "department",
    Role.DISCIPLINE_COMMITTEE: "discipline committee",
    Role.ADMINISTRATOR: "administrator",
}


def mask_of(roles: Iterable[Role]) -> int:
    """The roles as one integer, one bit each."""
    mask = 0
    for role in roles:
        mask |= role.bit
    return mask


def roles_in(mask: int) -> frozenset[Role]:
    """The roles whose bits are set in `mask`."""
    return frozenset(role for role in Role if mask & role.bit)
