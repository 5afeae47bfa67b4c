"""Accounts, the calendar, the channel: what concerns everybody, and is the administrator's."""

from pathlib import Path

from actions.account import invite
from actions.calendar import import_year
from actions.delivery import try_channel
from notifications.channels.file import NOBODY, FileChannel
from states.roles import Role
from tests.actions.deeds import Deed
from tests.town import SUBDISTRICT, mail


def empty(folder: Path) -> Path:
    file = folder / "calendar.csv"
    file.write_text("date,kind,name\n", encoding="utf-8")
    return file


DEEDS: dict[str, Deed] = {
    "account.invite": lambda town, by, _: invite(town.desk, by, mail(Role.LEADING_GROUP_OFFICE, SUBDISTRICT)),
    "calendar.import": lambda town, by, folder: import_year(town.desk, by, empty(folder)),
    "channel.test": lambda town, by, folder: try_channel(town.desk, by, FileChannel(folder, NOBODY)),
}
