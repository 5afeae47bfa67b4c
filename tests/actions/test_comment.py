"""The leading group's comments on a village stand in its history (三.二.2)."""

import pytest

from actions.comment import comment, list_comments
from actions.errors import BadInput, NotAllowed, NotFound
from actions.history import read_history
from states.roles import Role
from tests.town import GONGYELU, SUBDISTRICT, ZHUZHAI, Town


def test_a_member_comments_and_the_village_stays_where_it_is(campaign: Town) -> None:
    member = campaign.who(Role.LEADING_GROUP)
    comment(campaign.desk, member, ZHUZHAI, "请尽快补齐花名册。")
    comment(campaign.desk, campaign.who(Role.LEADING_GROUP_HEAD), ZHUZHAI, "同意。")
    assert [(one.by, one.text) for one in list_comments(campaign.desk, unit_code=ZHUZHAI)] == [
        ("4000 leading_group_head", "同意。"),
        ("4000 leading_group", "请尽快补齐花名册。"),
    ]
    assert list_comments(campaign.desk, unit_code=GONGYELU) == []
    last = read_history(campaign.desk, unit_code=ZHUZHAI)[-1]
    assert (last.subject, last.trigger, last.to_state) == ("village", "comment", campaign.phase(ZHUZHAI))


def test_nobody_else_does(campaign: Town) -> None:
    with pytest.raises(NotAllowed):
        comment(campaign.desk, campaign.who(Role.LINKED_LEADER, ZHUZHAI), ZHUZHAI, "看过了")
    with pytest.raises(BadInput, match="请写明意见"):
        comment(campaign.desk, campaign.who(Role.LEADING_GROUP), ZHUZHAI, " ")
    with pytest.raises(NotFound):
        comment(campaign.desk, campaign.who(Role.LEADING_GROUP), SUBDISTRICT, "看过了")
