"""Each unit draws up its own measures (四.一.二)."""

from datetime import date

import pytest

from actions.errors import BadInput, NotAllowed
from actions.measures import list_measures, record_measures
from actions.organization import submission_warnings
from states.roles import Role
from tests.town import GONGYELU, ZHUZHAI, Town


def test_they_are_kept_and_the_last_ones_count(campaign: Town) -> None:
    head = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI)
    assert submission_warnings(campaign.desk, ZHUZHAI, "measures") == ["工作措施的正文还没有登记。"]
    assert record_measures(campaign.desk, head, ZHUZHAI, "一、分片包干。") is None
    record_measures(campaign.desk, head, ZHUZHAI, "一、分片包干。\n二、每周一会。")
    [kept] = list_measures(campaign.desk)
    assert (kept.unit, kept.text) == (ZHUZHAI, "一、分片包干。\n二、每周一会。")
    assert submission_warnings(campaign.desk, ZHUZHAI, "measures") == []


def test_they_submit_the_plans_task_where_that_is_asked(campaign: Town) -> None:
    campaign.at("2012-05-03").check()
    head = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI)
    by = record_measures(campaign.desk, head, ZHUZHAI, "一、分片包干。", submit=True)
    assert by == date(2012, 5, 8)
    assert campaign.task(ZHUZHAI, "measures").state == "submitted"


def test_whoever_does_not_submit_the_task_does_not_write_them(campaign: Town) -> None:
    with pytest.raises(NotAllowed):
        record_measures(campaign.desk, campaign.who(Role.VILLAGE_HEAD, GONGYELU), ZHUZHAI, "措施")
    with pytest.raises(BadInput, match="请写明工作措施"):
        record_measures(campaign.desk, campaign.who(Role.VILLAGE_HEAD, ZHUZHAI), ZHUZHAI, " \n")
