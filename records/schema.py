"""Which tables are there? Importing this module declares them all."""

from records import (
    campaign,
    check,
    escalation,
    history,
    inspection,
    job,
    lease,
    notice,
    person,
    rollup,
    setting,
    task,
    unit,
    village,
)

__all__ = [
    "campaign",
    "check",
    "escalation",
    "history",
    "inspection",
    "job",
    "lease",
    "notice",
    "person",
    "rollup",
    "setting",
    "task",
    "unit",
    "village",
]
