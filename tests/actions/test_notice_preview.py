"""Whoever answers for the words reads them beforehand, with a real village's data; nothing is sent."""

import pytest
import sqlalchemy as sa

from actions.errors import BadInput, NotAllowed, NotFound
from actions.notice_preview import TOGETHER, Previewed, find_preview, preview
from actions.permission import CONSOLE
from notifications.segments import segments
from records.database import reading
from records.notice import NOTICES
from states.roles import Role
from tests.town import SUBDISTRICT, ZHUZHAI, Town

BASE = "https://duban.example.gov.cn"


def shown(town: Town, form: str | None = None, language: str | None = None) -> dict[str, Previewed]:
    found = preview(town.desk, CONSOLE, ZHUZHAI, form, language, base=BASE)
    return {one.form: one for one in found}


@pytest.fixture
def june(campaign: Town) -> Town:
    """Everything of 朱寨社区 is late since the end of April."""
    campaign.checked_daily("2012-04-24", "2012-06-12")
    return campaign


def test_each_form_is_shown_as_it_was_last_sent(june: Town) -> None:
    found = shown(june)
    overdue = [one for one in june.notices(ZHUZHAI) if one.form == "overdue"][-1]
    assert found["overdue"].origin == "sent"
    assert f"通知编号 {overdue.id}" in found["overdue"].message.text
    assert found["overdue"].message.recipient == overdue.recipient
    for form in ("issue", "reminder", "leader", "supervision_letter", "inspection_proposed"):
        assert found[form].origin == "sent"


def test_what_was_never_sent_is_shown_as_the_rules_would_send_it_next(campaign: Town) -> None:
    found = shown(campaign)
    assert found["issue"].origin == "sent"
    assert {
        form: one.origin for form, one in found.items() if form not in ("issue", TOGETHER)
    } == dict.fromkeys(
        ("reminder", "overdue", "leader", "leader_warning", "supervision_letter", "inspection_proposed"),
        "coming",
    )
    letter = found["supervision_letter"]
    assert letter.on.isoformat() > "2012-04-24"
    assert "经先后通知村（居）负责人、包村（社区）领导" in letter.message.text
    assert "4000 leading_group" in letter.message.recipient


def test_the_short_form_says_what_it_costs(june: Town) -> None:
    for one in shown(june).values():
        assert one.length == len(one.message.short)
        assert one.segments == segments(one.message.short) >= 1
        assert one.message.short.endswith(f"{BASE}/n/{'x' * 40}")


def test_what_one_person_is_told_is_shown_in_one_message_too(june: Town) -> None:
    together = shown(june, TOGETHER)[TOGETHER]
    assert together.origin == "together"
    assert "项" in together.message.subject


def test_one_form_and_another_language_may_be_asked_for(june: Town) -> None:
    assert list(shown(june, "overdue", "en")) == ["overdue"]
    assert shown(june, "overdue", "en")["overdue"].message.subject.startswith("Overdue by")


def test_nothing_is_stored_by_looking(june: Town) -> None:
    def count() -> list[object]:
        with reading(june.desk.engine) as connection:
            return [
                connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                for table in NOTICES.metadata.sorted_tables
            ]

    before = count()
    assert shown(june)
    assert count() == before


@pytest.mark.parametrize(("role", "unit"), [(Role.VILLAGE_HEAD, ZHUZHAI), (Role.LEADING_GROUP, SUBDISTRICT)])
def test_only_the_office_and_the_administrator_look(june: Town, role: Role, unit: str) -> None:
    with pytest.raises(NotAllowed):
        preview(june.desk, june.who(role, unit), ZHUZHAI, base=BASE)
    for who in (
        june.who(Role.LEADING_GROUP_OFFICE),
        june.who(Role.ADMINISTRATOR, "410000000000"),
    ):
        assert preview(june.desk, who, ZHUZHAI, base=BASE)


def test_what_there_is_not_is_said(june: Town) -> None:
    with pytest.raises(BadInput, match="praise"):
        shown(june, "praise")
    with pytest.raises(BadInput, match="fr"):
        shown(june, None, "fr")
    with pytest.raises(NotFound):
        preview(june.desk, CONSOLE, "410106009999", base=BASE)
    with pytest.raises(NotFound, match="errand"):
        find_preview(list(shown(june, "errand").values()), "errand")
