"""Notices and digests to put into words: every kind and form, about 朱寨社区, as in June 2012."""

from dataclasses import replace
from datetime import date, datetime

from notifications.message import Message
from notifications.render import render
from plans.rules import Rulebook
from records.claimed import Claimed
from records.claimed_digest import ClaimedDigest
from states.deadline import AWAITING
from tests.notifications.outbox import ORDERED, PILOT, SHANGHAI, ZHUZHAI_TASK, claimed

LINK = "https://duban.example.gov.cn/n/Zm9v-bar_1?d=7"

SUBMITTED = replace(ZHUZHAI_TASK, state=AWAITING, submitted_on=date(2012, 6, 8), verify_by=date(2012, 6, 13))
SENT_BACK = replace(ZHUZHAI_TASK, state="returned", reason="自查表缺第3页", effective_due=date(2012, 6, 14))
VERIFICATION = {"task": SUBMITTED, "due": date(2012, 6, 13), "role": "leading_group_office"}
RECTIFICATION = replace(
    ZHUZHAI_TASK, key="errand.rectification#7", about="台账缺3户缴费凭证", effective_due=date(2012, 6, 14)
)

TOLD: dict[tuple[str, str], Claimed] = {
    ("issue", "issue"): claimed(
        "issue",
        "issue",
        rule="issue",
        task=None,
        due=date(2012, 4, 25),
        queued_at=datetime(2012, 4, 23, tzinfo=SHANGHAI),
    ),
    ("reminder", "reminder"): claimed(
        "reminder", "reminder", rule="reminder-3", queued_at=datetime(2012, 6, 7, 8, tzinfo=SHANGHAI)
    ),
    ("reminder", "verify"): claimed("reminder", "verify", rule="verify.verify-reminder-1", **VERIFICATION),
    ("escalation", "overdue"): claimed("escalation", "overdue", rung=0),
    ("escalation", "leader"): claimed("escalation", "leader", rung=1, role="linked_leader", told=(0,)),
    ("escalation", "supervision_letter"): claimed(
        "escalation", "supervision_letter", rung=2, role="leading_group", told=(0, 1)
    ),
    ("escalation", "inspection_proposed"): claimed(
        "escalation",
        "inspection_proposed",
        rung=3,
        role="supervision_office",
        told=(0, 1, 2),
        inspection=replace(ORDERED, state="proposed", due=None, inspectors=()),
    ),
    ("escalation", "verification_overdue"): claimed(
        "escalation",
        "verification_overdue",
        rung=0,
        rule="verify.verify-office",
        queued_at=datetime(2012, 6, 14, 8, tzinfo=SHANGHAI),
        **VERIFICATION,
    ),
    ("returned", "returned"): claimed(
        "returned", "returned", rule="returned", task=SENT_BACK, due=date(2012, 6, 14)
    ),
    ("reopened", "reopened"): claimed(
        "reopened", "reopened", rule="reopened", task=replace(SENT_BACK, state="open"), due=date(2012, 6, 14)
    ),
    ("warning", "leader_warning"): claimed(
        "warning",
        "leader_warning",
        rule="warning.linked-leader",
        role="linked_leader",
        due=date(2012, 6, 13),
    ),
    ("errand", "errand"): claimed(
        "errand", "errand", rule="errand", task=RECTIFICATION, due=date(2012, 6, 14)
    ),
    ("word", "word"): claimed(
        "word", "word", rule="extension.granted.3", due=date(2012, 6, 14), about="延期申请已批准"
    ),
    ("inspection_ordered", "inspection_village"): claimed(
        "inspection_ordered", "inspection_village", task=None, inspection=ORDERED, due=date(2012, 6, 26)
    ),
    ("inspection_ordered", "inspection_inspector"): claimed(
        "inspection_ordered", "inspection_inspector", task=None, inspection=ORDERED, due=date(2012, 6, 26)
    ),
}
"""One notice of every kind and form."""


def digest_of(*notices: Claimed, **changes: object) -> ClaimedDigest:
    """The message that carries the notices, made when the last of them was queued."""
    first = notices[0]
    digest = ClaimedDigest(
        id=41,
        attempt=1,
        failures=0,
        channel="mail",
        address=first.email,
        made_at=max(notice.queued_at for notice in notices),
        plan_version_id=first.plan_version_id,
        person_id=first.person_id,
        recipient=first.recipient,
        language=first.language,
        notices=notices,
    )
    return replace(digest, **changes)  # type: ignore[arg-type]


def message_of(
    *notices: Claimed, book: Rulebook = PILOT, link: str | None = None, **changes: object
) -> Message:
    """The notices in the words that one person gets."""
    return render(digest_of(*notices, **changes), book, link=link)


def forms_of(message: Message) -> dict[str, str]:
    """The words of a message in every form."""
    return {
        "subject": message.subject,
        "text": message.text,
        "html": message.html or "",
        "card": message.card,
        "short": message.short,
    }
