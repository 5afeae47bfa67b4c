"""The policy is made known by several media, each with something to show for it (四.二.一)."""

from datetime import date

import pytest

from actions.errors import BadInput
from actions.organization import submission_warnings
from actions.publicity import PublicityListed, list_publicity, record_publicity
from states.roles import Role
from tests.town import GONGYELU, ZHUZHAI, Town

APRIL_23 = date(2012, 4, 23)


def publicizes(town: Town, medium: str, evidence: str = "照片 3 张") -> PublicityListed:
    head = town.who(Role.VILLAGE_HEAD, ZHUZHAI)
    return record_publicity(town.desk, head, ZHUZHAI, medium, APRIL_23, evidence)


def test_the_plan_asks_for_three_media(campaign: Town) -> None:
    assert publicizes(campaign, "banner").lacking == 2
    assert publicizes(campaign, "banner").lacking == 2
    publicizes(campaign, "radio", "广播稿和播出记录")
    done = publicizes(campaign, "vehicle")
    assert (done.media, done.lacking, len(done.uses)) == (3, 0, 4)
    assert done.unused == ("板报", "宣传栏", "宣传页")


def test_a_submission_says_what_is_lacking(campaign: Town) -> None:
    publicizes(campaign, "banner")
    assert submission_warnings(campaign.desk, ZHUZHAI, "publicity") == [
        "宣传形式已登记 1 种，还差 2 种；可用：广播、板报、宣传栏、宣传页、宣传车。"
    ]


def test_villages_that_have_done_nothing_are_listed_too(campaign: Town) -> None:
    publicizes(campaign, "banner")
    assert {one.unit: one.lacking for one in list_publicity(campaign.desk)}[GONGYELU] == 3


def test_what_cannot_be_is_refused(campaign: Town) -> None:
    with pytest.raises(BadInput, match=r"没有宣传形式 television，可选：radio（广播）、banner"):
        publicizes(campaign, "television")
    with pytest.raises(BadInput, match="请写明宣传佐证材料"):
        publicizes(campaign, "banner", " ")
    assert list_publicity(campaign.desk)[1].uses == ()
