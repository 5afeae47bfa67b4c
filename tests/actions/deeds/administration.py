"""Accounts, the calendar, the channel: what concerns everybody, and is the administrator's."""

from pathlib import Path

from actions.account import invite
from actions.calendar import import_year
from actions.channel import try_channel
from actions.dead_letter import retry
from actions.preference import Preferences, set_preferences
from notifications.channels.file import NOBODY, FileChannel
from notifications.way import Way
from states.roles import Role
from tests.actions.deeds import Deed
from tests.actions.deeds.organization import OFFICER as NEXT_DOOR
from tests.town import SUBDISTRICT, mail

OFFICER = mail(Role.LEADING_GROUP_OFFICE, SUBDISTRICT)


def empty(folder: Path) -> Path:
    file = folder / "calendar.csv"
    file.write_text("date,kind,name\n", encoding="utf-8")
    return file


DEEDS: dict[str, Deed] = {
    "account.invite": lambda town, by, _: invite(town.desk, by, OFFICER),
    "calendar.import": lambda town, by, folder: import_year(town.desk, by, empty(folder)),
    "channel.test": lambda town, by, folder: try_channel(
        town.desk, by, ways=[Way.over(FileChannel(folder, NOBODY))]
    ),
    "notice.retry": lambda town, by, _: retry(town.desk, by, 1),
    "preference.set": lambda town, by, _: set_preferences(town.desk, by, NEXT_DOOR, Preferences()),
}
