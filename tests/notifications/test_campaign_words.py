"""Every notice of the 2012 campaign in every form of message and both languages, with its own facts."""

from datetime import date

import pytest

from actions import extension, inspection, notice
from actions.permission import CONSOLE
from actions.task import reopen, return_task
from notifications.render import FORMS
from records.claimed import Claimed, read_told
from records.database import reading
from records.notice import NOTICES
from states.roles import Role
from tests.notifications.told import LINK, forms_of, message_of
from tests.town import GONGYELU, TONGHANG, ZHUZHAI, Town

STRANGE = ("None", "Undefined", "{{", "{%", "（）", "()", "“”", "，，", "。。", "；；", "：：")


def told_in_2012(town: Town) -> list[Claimed]:
    """All notices of a campaign in which everything happens once."""
    desk, supervision = town.desk, town.who(Role.SUPERVISION_OFFICE)
    town.checked_daily("2012-04-24", "2012-04-26")
    town.submit(ZHUZHAI, "training")
    return_task(desk, CONSOLE, ZHUZHAI, "training", "缺签到表")
    town.complete(GONGYELU, "training")
    reopen(desk, CONSOLE, GONGYELU, "training", "签到表有误")
    town.submit(TONGHANG, "training")
    town.checked_daily("2012-04-27", "2012-05-31")
    asked = extension.ask(
        desk,
        town.who(Role.VILLAGE_HEAD, ZHUZHAI),
        ZHUZHAI,
        "self-inspection",
        date(2012, 6, 20),
        "人手不足",
        "过半",
    )
    extension.pre_read(desk, supervision, asked, favours=True, opinion="情况属实")
    extension.grant(desk, town.who(Role.LEADING_GROUP_HEAD), asked)
    inspector = next(
        one.person_id
        for one in notice.list_notices(desk)
        if one.role == Role.SUPERVISION_OFFICE and one.unit == ZHUZHAI
    )
    inspection.order_outright(desk, supervision, [ZHUZHAI], [inspector], "群众反映", None)
    town.checked_daily("2012-06-01", "2012-06-20")
    with reading(desk.engine) as connection:
        return read_told(connection, NOTICES.c.id > 0)


@pytest.fixture
def told(campaign: Town) -> list[Claimed]:
    return told_in_2012(campaign)


def test_every_form_occurs_and_says_what_it_has_to_in_both_languages(told: list[Claimed]) -> None:
    first = {(one.kind, one.form): one for one in reversed(told)}
    assert first.keys() == FORMS
    for (kind, form), one in first.items():
        for language in ("zh", "en"):
            message = message_of(one, link=LINK, language=language)
            for name, words in forms_of(message).items():
                assert words.strip(), (kind, form, language, name)
                assert not [strange for strange in STRANGE if strange in words], (kind, form, language, name)
                if name not in ("subject", "html"):
                    assert one.unit_name in words


def test_everybody_s_whole_year_fits_into_one_message(told: list[Claimed]) -> None:
    people = {one.person_id for one in told}
    assert len(people) > 10
    for person in people:
        mine = [one for one in told if one.person_id == person]
        for language in ("zh", "en"):
            message = message_of(*mine, link=LINK, language=language)
            for words in forms_of(message).values():
                assert not [strange for strange in STRANGE if strange in words]
            assert len(message.text) < 6000
