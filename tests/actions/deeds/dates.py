"""Holds and extensions (四.一)."""

from datetime import date

from actions import extension, hold
from tests.actions.deeds import Deed
from tests.town import SUBDISTRICT, ZHUZHAI

LATER = date(2012, 5, 4)

DEEDS: dict[str, Deed] = {
    "hold.put": lambda town, by, _: hold.put(town.desk, by, LATER, "防汛", unit_code=SUBDISTRICT),
    "hold.lift": lambda town, by, _: hold.lift(town.desk, by, 1, "汛情解除"),
    "extension.ask": lambda town, by, _: extension.ask(
        town.desk, by, ZHUZHAI, "survey", LATER, "外出务工人员多", "已摸底一半"
    ),
    "extension.take_back": lambda town, by, _: extension.take_back(town.desk, by, 1),
    "extension.pre_read": lambda town, by, _: extension.pre_read(town.desk, by, 1, True, "情况属实"),
    "extension.decide": lambda town, by, _: extension.grant(town.desk, by, 1),
}
