"""Who has acknowledged the issue of 23 April 2012, due on the 25th (签收)?"""

from datetime import date

import pytest

from actions.notice import acknowledge
from actions.permission import CONSOLE
from actions.receipt import Receipt, list_receipts, receipt_of
from tests.town import GONGYELU, TONGHANG, ZHUZHAI, Town

DUE = date(2012, 4, 25)


@pytest.mark.parametrize(
    ("acknowledged", "today", "receipt"),
    [
        (date(2012, 4, 25), date(2012, 4, 25), Receipt.IN_TIME),
        (date(2012, 4, 26), date(2012, 4, 26), Receipt.LATE),
        (None, date(2012, 4, 25), Receipt.WAITING),
        (None, date(2012, 4, 26), Receipt.MISSING),
    ],
)
def test_late_begins_on_the_day_after(acknowledged: date | None, today: date, receipt: Receipt) -> None:
    assert receipt_of(DUE, acknowledged, today) is receipt


def test_each_village_head_is_listed_with_how_it_stands(campaign: Town) -> None:
    first, second, _ = list_receipts(campaign.desk)
    acknowledge(campaign.at("2012-04-24").desk, CONSOLE, first.notice_id)
    acknowledge(campaign.at("2012-04-26").desk, CONSOLE, second.notice_id)
    listed = list_receipts(campaign.at("2012-04-27").desk)
    assert [(one.unit, one.due, one.receipt) for one in listed] == [
        (GONGYELU, DUE, Receipt.IN_TIME),
        (ZHUZHAI, DUE, Receipt.LATE),
        (TONGHANG, DUE, Receipt.MISSING),
    ]
