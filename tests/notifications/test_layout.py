"""One message a person: a head's four lines, a leader's table, the leading group's bulletin."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from notifications.message import Message
from notifications.render import CARD_BYTES
from records.claimed import Claimed, Promise
from records.claimed_digest import OverdueTold
from tests.notifications.outbox import SHANGHAI, ZHUZHAI_TASK
from tests.notifications.told import LINK, TOLD, forms_of, message_of

FOUR = (
    replace(TOLD["escalation", "overdue"], id=1),
    replace(
        TOLD["reminder", "reminder"],
        id=2,
        due=date(2012, 6, 14),
        task=replace(ZHUZHAI_TASK, key="publicity", due=date(2012, 6, 14), effective_due=date(2012, 6, 14)),
    ),
    replace(TOLD["errand", "errand"], id=3),
    replace(TOLD["inspection_ordered", "inspection_village"], id=4),
)
"""What a head has to deal with on one day."""

both_languages = pytest.mark.parametrize("language", ["zh", "en"])


def late(number: int, days: int = 1, **changes: object) -> Claimed:
    """A village of a linked leader's that is late by so many days on 20 June."""
    due = date(2012, 6, 20 - days)
    notice = replace(
        TOLD["escalation", "leader"],
        id=100 + number,
        unit=f"41010600{4000 + number}",
        unit_name=f"第{number}村",
        due=due,
        task=replace(ZHUZHAI_TASK, due=due, effective_due=due),
        queued_at=datetime(2012, 6, 20, 8, tzinfo=SHANGHAI),
    )
    return replace(notice, **changes)  # type: ignore[arg-type]


def letter(number: int, days: int = 1, **changes: object) -> Claimed:
    return late(number, days, form="supervision_letter", rung=2, role="leading_group", **changes)


def overdue(count: int) -> tuple[OverdueTold, ...]:
    return tuple(
        OverdueTold(
            "410106004002", "朱寨社区", "self-inspection", None, date(2012, 6, 1 + n), 0, "village_head"
        )
        for n in range(count)
    )


def numbered(message: Message) -> list[str]:
    return [line for line in message.text.splitlines() if line[:1].isdigit() and ". " in line[:4]]


def test_a_head_with_four_tasks_gets_one_message_with_four_lines() -> None:
    message = message_of(*FOUR, link=LINK)
    assert message.subject == "【督办】朱寨社区：4项事项待您办理"
    assert numbered(message) == [
        "1. 催办：朱寨社区“自查自纠”6月10日（星期日）到期，已逾期1天，请立即提交",
        "2. 提醒：朱寨社区“开展政策宣传”6月14日（星期四）到期，还有3天，请完成并提交",
        "3. 交办：朱寨社区“问题整改：台账缺3户缴费凭证”请于6月14日（星期四）前办理并提交",
        "4. 专项督查：6月26日（星期二）前对朱寨社区进行现场检查（督查编号 3），请负责人在场并备齐资料",
    ]


@both_languages
def test_several_things_in_one_message_are_understandable_by_themselves(language: str) -> None:
    message = message_of(*FOUR, link=LINK, language=language)
    expected = {
        "zh": ("您收到本消息，因为您是村（居）负责人", "督办即停", "咨询：", "点此查看并签收", "消息编号 41"),
        "en": ("because of your role: the village head", "stops its own", "Ask: ", "acknowledge here", "41"),
    }[language]
    for words in expected:
        assert words in message.text
    for strange in ("None", "Undefined", "{", "，，", "。。", ".."):
        assert strange not in message.text
    assert message.short.endswith(LINK)
    assert len(message.short) <= 270


def test_the_basis_names_each_clause_once() -> None:
    basis = next(line for line in message_of(*FOUR).text.splitlines() if line.startswith("依据："))
    clauses = basis.split("，", 1)[1].split("、")
    assert len(clauses) == len(set(clauses)) > 2


def test_a_linked_leader_with_nine_villages_gets_one_table_the_longest_first() -> None:
    message = message_of(*(late(number, days=1 + number % 5) for number in range(9)), link=LINK)
    assert message.subject == "【督办】您包联的单位有9项逾期，请督促办理"
    assert message.html is not None
    assert message.html.count('<td class="late">') == 9
    assert [line.split("，")[1].split("；")[0] for line in numbered(message)] == [
        f"逾期{days}天" for days in (5, 4, 4, 3, 3, 2, 2, 1, 1)
    ]
    assert "下一步：6月25日（星期一）向领导小组成员发督办通知单" in message.text
    assert "最长5天（第4村“自查自纠”）" in message.short


def test_a_warning_stands_in_the_table_with_the_day_on_which_it_is_reported() -> None:
    warning = late(
        1, kind="warning", form="leader_warning", rule="warning.linked-leader", due=date(2012, 6, 21)
    )
    text = message_of(warning, late(2)).text
    assert "第1村“自查自纠”6月19日（星期二）到期，逾期1天；下一步：6月21日（星期四）正式报告您" in text


def test_a_table_tells_whose_promise_was_broken() -> None:
    promise = Promise(date(2012, 6, 18), "第1村主任", "village_head")
    message = message_of(late(1, promises=(promise,)), late(2))
    for form in ("text", "html", "card"):
        assert "第1村主任（村（居）负责人）曾承诺6月18日（星期一）前办结" in forms_of(message)[form]


def test_the_leading_group_gets_a_bulletin_by_task_and_then_the_letters() -> None:
    other = replace(ZHUZHAI_TASK, key="publicity", due=date(2012, 6, 8), effective_due=date(2012, 6, 8))
    message = message_of(
        letter(1), letter(2, 4), letter(3, 12, task=other), late(4, 2, role="leading_group"), link=LINK
    )
    assert message.subject == "【督办通报】4个单位的4项任务逾期"
    assert numbered(message) == [
        "1. “开展政策宣传”：1个单位，最长逾期12天：第3村（12天）",
        "2. “自查自纠”：3个单位，最长逾期4天：第2村（4天）、第4村（2天）、第1村（1天）",
        "1. 第103号：第3村“开展政策宣传”，请责成立即办理并说明逾期原因",
        "2. 第102号：第2村“自查自纠”，请责成立即办理并说明逾期原因",
        "3. 第101号：第1村“自查自纠”，请责成立即办理并说明逾期原因",
    ]


def test_many_are_counted_and_the_first_named() -> None:
    message = message_of(*(letter(number, days=3) for number in range(60)))
    assert "60个单位" in message.text
    assert "等\n" in message.text
    assert "还有50项，请见系统页面" in message.text
    assert len(message.text) < 1500


@both_languages
def test_what_else_is_overdue_stands_below(language: str) -> None:
    message = message_of(FOUR[0], language=language, overdue=overdue(14), overdue_in_all=25)
    assert {"zh": "办理：请立即完成并提交", "en": "To do: Please complete it"}[language] in message.text
    assert {
        "zh": "另有25项仍然逾期（列出前10项）：\n- 朱寨社区“自查自纠”6月1日（星期五）到期，逾期10天\n",
        "en": "25 more are still overdue (the first 10):\n- 朱寨社区, “Inspect and correct yourselves”, due",
    }[language] in message.text
    assert message.text.count("\n- ") == 10


def test_what_was_held_back_is_said_in_one_sentence() -> None:
    message = message_of(*FOUR, held_back=2)
    for form in ("text", "html", "card"):
        assert "其中2条因免打扰时段、每日条数限制或汇总时间，此前暂缓发送。" in forms_of(message)[form]


def test_whoever_stands_in_reads_for_whom_in_each_line() -> None:
    message = message_of(replace(FOUR[0], instead_of="老主任"), *FOUR[1:])
    assert numbered(message)[0].endswith("（老主任外出期间由您代理）")
    assert "老主任" not in numbered(message)[1]


@both_languages
@pytest.mark.parametrize("count", [1, 2, 20, 60])
def test_a_card_is_never_larger_than_a_chat_takes(count: int, language: str) -> None:
    words = "很长的说明" * 180
    told = [
        replace(TOLD["word", "word"], id=n, about=words, unit_name="名字很长的社区" * 12)
        for n in range(count)
    ]
    message = message_of(*told, link=LINK, language=language, overdue=overdue(30), overdue_in_all=90)
    assert 0 < len(message.card.encode()) <= CARD_BYTES
    assert message.card.rstrip().endswith(f"]({LINK})")
    assert len(message.short) < 400


def test_what_is_settled_says_so_in_every_form() -> None:
    done = replace(FOUR[0], task=replace(ZHUZHAI_TASK, state="verified"))
    for form in ("text", "html", "card", "short"):
        assert "已经核验，不必再办" in forms_of(message_of(done))[form]
