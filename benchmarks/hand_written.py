"""What would the same rows cost, written by hand in SQL for just that day?

One transaction, no rules asked, nothing else looked for: whoever wrote this knew what is due. The rows, the
tables and the indices are those of a check; a test compares what both leave.
"""

import sqlite3
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from benchmarks.calm_plan import MOVE, OVERDUE, REMINDER

AS_DUBAN = ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL")

ABOUT = "campaign_id, unit_id, task_id, cycle, role, person_id, kind, rule, rung, form, due, queued_at"
OUTBOX = "state, next_attempt_at"
OWING = "t.campaign_id = 1 AND t.kind = 'self-inspection' AND t.next_on"

STATEMENTS: Mapping[date, Sequence[str]] = {
    MOVE: (
        """
        INSERT INTO history (campaign_id, unit_id, at, actor, subject, subject_id, trigger, from_state, to_state,
            clause)
        SELECT campaign_id, unit_id, '2012-04-23 00:00:00.000000', 'clock', 'village', id, 'begin', 'preparing',
            'mobilization', '三.一'
        FROM village_campaign WHERE campaign_id = 1 AND next_on <= '2012-04-23'
        """,
        """
        UPDATE village_campaign SET state = 'mobilization', next_on = '2012-07-01'
        WHERE campaign_id = 1 AND next_on <= '2012-04-23'
        """,
    ),
    REMINDER: (
        f"""
        INSERT INTO notice ({ABOUT}, {OUTBOX})
        SELECT t.campaign_id, t.unit_id, t.id, t.cycle, a.role, a.person_id, 'reminder', 'reminder-3', -1,
            'reminder', '2012-06-10', '2012-06-07 00:00:00.000000', 'queued', '2012-06-07 00:00:00.000000'
        FROM task t JOIN appointment a ON a.unit_id = t.unit_id AND a.role = 'village_head'
        WHERE {OWING} = '2012-06-07'
        """,
        f"UPDATE task AS t SET next_on = '2012-06-08' WHERE {OWING} = '2012-06-07'",
    ),
    OVERDUE: (
        f"""
        INSERT INTO escalation (task_id, cycle, side, rung, state, raised_at)
        SELECT t.id, t.cycle, 'owing', 0, 'raised', '2012-06-11 00:00:00.000000'
        FROM task t WHERE {OWING} = '2012-06-11'
        """,
        f"""
        INSERT INTO history (campaign_id, unit_id, at, actor, subject, subject_id, task_key, trigger, to_state,
            reason, clause)
        SELECT t.campaign_id, t.unit_id, '2012-06-11 00:00:00.000000', 'clock:head', 'escalation', e.id, t.key,
            'raise', 'raised', '6月10日（星期日）到期未办，第 0 级：逾期催办', '四.一'
        FROM task t JOIN escalation e ON e.task_id = t.id WHERE {OWING} = '2012-06-11'
        """,
        f"""
        INSERT INTO notice ({ABOUT}, {OUTBOX})
        SELECT t.campaign_id, t.unit_id, t.id, t.cycle, a.role, a.person_id, 'escalation', 'head', 0, 'overdue',
            '2012-06-10', '2012-06-11 00:00:00.000000', 'queued', '2012-06-11 00:00:00.000000'
        FROM task t JOIN appointment a ON a.unit_id = t.unit_id AND a.role = 'village_head'
        WHERE {OWING} = '2012-06-11'
        """,
        f"""
        INSERT INTO notice ({ABOUT}, {OUTBOX})
        SELECT t.campaign_id, t.unit_id, t.id, t.cycle, a.role, a.person_id, 'warning',
            'warning.linked-leader', -1, 'leader_warning', '2012-06-12', '2012-06-11 00:00:00.000000', 'queued',
            '2012-06-11 00:00:00.000000'
        FROM task t JOIN unit u ON u.id = t.unit_id
            JOIN appointment a ON a.unit_id = u.parent_id AND a.role = 'linked_leader'
        WHERE {OWING} = '2012-06-11'
        """,
        f"""
        UPDATE task AS t SET rung = 0, next_rung_on = '2012-06-12', next_on = '2012-06-12'
        WHERE {OWING} = '2012-06-11'
        """,
    ),
}


def run(file: Path, day: date) -> float:
    """Carry out the statements of a day; the seconds that they took, the commit included."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in AS_DUBAN:
        connection.execute(f"PRAGMA {pragma}")
    begun = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for statement in STATEMENTS[day]:
        connection.execute(statement)
    connection.execute("COMMIT")
    took = time.perf_counter() - begun
    connection.close()
    return took
