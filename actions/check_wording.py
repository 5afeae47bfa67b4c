"""What does a check say to whom, when a rule of the plan speaks?"""

from records.notice import VERIFY, Wording
from states.deadline import Rung, Side, Speech, TaskFacts, TaskRules
from states.roles import Role


def reminder_wording(facts: TaskFacts, speech: Speech) -> Wording:
    """What a reminder says: to the unit that owes, or to the office that has to verify."""
    if speech.reminder is None:
        raise AssertionError("asked only where a reminder is sent")
    if speech.side is Side.VERIFICATION:
        return Wording("reminder", "verify", f"{VERIFY}{speech.reminder.key}", facts.watched_date)
    return Wording("reminder", "reminder", speech.reminder.key, facts.watched_date)


def warning_wording(speech: Speech, rung: Rung) -> Wording:
    """What those hear whom the next rung will tell, before it does (四.一); `due` is the day of the rung."""
    prefix = VERIFY if speech.side is Side.VERIFICATION else ""
    return Wording("warning", "leader_warning", f"{prefix}warning.{rung.key}", speech.next_rung_on)


def rung_wording(facts: TaskFacts, speech: Speech, rung: Rung) -> Wording:
    """What the notice of a rung says."""
    prefix = VERIFY if speech.side is Side.VERIFICATION else ""
    return Wording("escalation", rung.form, f"{prefix}{rung.key}", facts.watched_date, speech.rung)


def roles_of(rules: TaskRules) -> frozenset[Role]:
    """Every role that any rule of a task may tell."""
    watches = (rules.owing, rules.verification)
    reminded = {role for watch in watches for reminder in watch.reminders for role in reminder.to}
    told = {role for watch in watches for rung in watch.ladder for role in rung.to}
    return frozenset(reminded | told)
