"""What may a notice's template know, and in which words?

Everything is a text in the recipient's language, a number, or None for what does not concern the
notice; templates only choose and arrange. What people typed stands on one line and is no link, so that
nobody can write lines of a notice that are not theirs, or lead its reader anywhere.
"""

from dataclasses import dataclass
from datetime import date

from notifications.typed import typed
from notifications.words import Tongue
from plans.errands import Errand, is_errand
from plans.model import Distance, TaskSpec
from plans.rules import Rulebook, verifier_of
from records.claimed import Claimed, InspectionTold, TaskTold
from records.notice import VERIFY
from records.unit import GRASSROOTS
from states.deadline import SIDE_OF, Side, Watch
from states.inspection import PERIODIC
from states.roles import Role

FIRST_TASKS = 3
"""How many of the coming tasks the notice of issue names."""

CONTACTS = 2

REASONS = 3
"""How many of an inspection's reasons a notice names."""


@dataclass(frozen=True)
class NextStep:
    """The next rung, if nothing is done: on which day, in which form, to whom."""

    on: str
    form: str
    roles: str


@dataclass(frozen=True)
class TaskFacts:
    """The task. `moved`: another date than the decreed one (`due`) counts now.

    `since` is what has become of it since the notice was queued (a state, or `new_cycle`); empty if
    it still waits for what the notice asks. `is_done_by` is how it is settled: `submission`, or `deed`
    where what it asks for shows by itself.
    """

    title: str
    is_done_by: str
    evidence: str
    due: str
    moved: bool
    submitted: str
    verifiers: str
    verify_within: str
    reason: str
    since: str


@dataclass(frozen=True)
class InspectionFacts:
    """The inspection. `kind` is its code: special, periodic, self.

    `decide_by` and `report_within` are empty where the plan does not say. `reasons` are the first of
    `reasons_in_all`, without the full stop.
    """

    id: int
    kind: str
    reasons: tuple[str, ...]
    reasons_in_all: int
    inspectors: str
    decide_by: str
    report_within: str


@dataclass(frozen=True)
class PromiseFacts:
    """A promise that was not kept: who gave it, and for which day."""

    who: str
    by: str


@dataclass(frozen=True)
class ComingTask:
    """A task that the unit will owe."""

    title: str
    due: str


@dataclass(frozen=True)
class Facts:
    """All that a template may know. `today` is the day of the message that carries the notice."""

    notice_id: int
    recipient: str
    role: str
    verifies: bool
    unit: str
    office: str
    plan: str
    document: str
    document_title: str
    issuer: str
    clause: str
    clauses: tuple[str, ...]
    today: str
    deadline: str
    days_left: int
    days_over: int
    told: str
    hold: str
    hold_until: str
    contact: str
    about: str
    instead_of: str
    next: NextStep | None
    task: TaskFacts | None
    inspection: InspectionFacts | None
    promise: PromiseFacts | None
    first_tasks: tuple[ComingTask, ...]


def facts_of(claimed: Claimed, book: Rulebook, tongue: Tongue, today: date | None = None) -> Facts:
    """What is so about a notice, as its template may say it `today` (None: on the day it was queued)."""
    subject = _Subject(claimed, book, tongue, today or day_of(claimed, book))
    document = book.plan.document
    left = 0 if claimed.due is None else (claimed.due - subject.today).days
    return Facts(
        notice_id=claimed.id,
        recipient=typed(claimed.recipient),
        role=claimed.role,
        verifies=claimed.role in subject.verifiers,
        unit=typed(claimed.unit_name),
        office=subject.office,
        plan=typed(tongue.of(book.plan.title)),
        document=typed(document.number),
        document_title=typed(tongue.of(document.title)),
        issuer=typed(document.issuer),
        clause=tongue.listed(dict.fromkeys(subject.clauses)),
        clauses=tuple(dict.fromkeys(subject.clauses)),
        today=subject.day(subject.today),
        deadline=subject.day(claimed.due),
        days_left=left,
        days_over=-left,
        told=subject.told,
        hold=tongue.distance(book.plan.acknowledgement.holds.offset),
        hold_until=subject.within(book.plan.acknowledgement.holds, subject.today),
        contact=subject.contact,
        about=typed(claimed.about or ""),
        instead_of=typed(claimed.instead_of or ""),
        next=subject.next,
        task=subject.task,
        inspection=subject.inspection,
        promise=subject.promise,
        first_tasks=subject.first_tasks,
    )


def day_of(claimed: Claimed, book: Rulebook) -> date:
    """The day on which a notice was queued, in the campaign's zone."""
    return claimed.queued_at.astimezone(book.zone).date()


@dataclass(frozen=True)
class _Subject:
    """A notice beside the rules of its plan, on the day on which it is told."""

    claimed: Claimed
    book: Rulebook
    tongue: Tongue
    today: date

    def day(self, day: date | None) -> str:
        return "" if day is None else self.tongue.day(day, self.today.year)

    @property
    def queued_on(self) -> date:
        return day_of(self.claimed, self.book)

    def within(self, distance: Distance | None, since: date) -> str:
        """The day by which something that began then must be done; empty if the plan does not say."""
        return "" if distance is None else self.day(self.book.calendar.after(since, distance.offset))

    @property
    def office(self) -> str:
        """The unit whose leading group it is: the one above a village or a department."""
        below = self.claimed.unit_kind in (*GRASSROOTS, "department")
        return typed((self.claimed.office if below else None) or self.claimed.unit_name)

    @property
    def spec(self) -> TaskSpec | Errand | None:
        return None if self.claimed.task is None else self.book.spec(self.claimed.task.key)

    @property
    def side(self) -> Side:
        return Side.VERIFICATION if self.claimed.rule.startswith(VERIFY) else Side.OWING

    @property
    def watch(self) -> Watch | None:
        spec = self.spec
        return None if spec is None else self.book.task_rules(spec.key).watch(self.side)

    @property
    def verifiers(self) -> tuple[Role, ...]:
        spec = self.spec
        if spec is None:
            return ()
        return verifiers_of(self.book, spec)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that the notice rests on: of the task, and where it climbs, of the ladder."""
        plan, spec = self.book.plan, self.spec
        if spec is None:
            told, inspections = self.claimed.inspection, plan.inspections
            if told is None:
                return (plan.issue.clause,)
            periodic = inspections.periodic if told.kind == PERIODIC else None
            return ((periodic or inspections.special).clause,)
        if self.claimed.form == "inspection_proposed":
            return spec.clause, plan.inspections.special.clause
        ladder = self.claimed.kind == "escalation" or self.side is Side.VERIFICATION
        return (spec.clause, plan.deadlines.clause) if ladder else (spec.clause,)

    @property
    def told(self) -> str:
        """Who has been told on the rungs before this one."""
        if self.watch is None:
            return ""
        ladder = self.watch.ladder
        roles = [role for number in self.claimed.told for role in ladder[number].to]
        return self.tongue.roles(dict.fromkeys(roles))

    @property
    def next(self) -> NextStep | None:
        watch, claimed, calendar = self.watch, self.claimed, self.book.calendar
        if watch is None or claimed.due is None:
            return None
        climbs = claimed.kind == "escalation"
        number = claimed.rung + 1 if climbs else 0
        on = (
            watch.rung_after(claimed.rung, self.queued_on, calendar)
            if climbs
            else watch.first_rung_on(claimed.due, calendar)
        )
        if on is None:
            return None
        rung = watch.ladder[number]
        return NextStep(self.day(on), rung.form, self.tongue.roles(rung.to))

    @property
    def contact(self) -> str:
        """Whom to ask: by name where somebody holds the role, else the office itself."""
        role = _asked(self.claimed)
        title = self.tongue.titles[role]
        named = [contact for contact in self.claimed.contacts if contact.role == role][:CONTACTS]
        if not named:
            return f"{self.office}{title}" if self.tongue.language == "zh" else f"{title}, {self.office}"
        return self.tongue.listed(self._named(one.name, title, one.phone) for one in named)

    @property
    def promise(self) -> PromiseFacts | None:
        broken = self.claimed.broken(self.queued_on)
        if broken is None:
            return None
        title = self.tongue.titles.get(broken.role, broken.role)
        return PromiseFacts(self._named(broken.name, title, None), self.day(broken.on))

    def _named(self, name: str, title: str, phone: str | None) -> str:
        name, phone = typed(name), typed(phone or "")
        if self.tongue.language == "zh":
            return f"{name}（{title}{'，电话 ' if phone else ''}{phone}）"
        return f"{name} ({title}{', phone ' if phone else ''}{phone})"

    @property
    def task(self) -> TaskFacts | None:
        told, spec, tongue = self.claimed.task, self.spec, self.tongue
        if told is None or spec is None:
            return None
        within = self.book.task_rules(spec.key).verify_within
        return TaskFacts(
            title=title_of(spec, told.about, tongue),
            is_done_by="deed" if verifier_of(spec) == "nobody" else "submission",
            evidence=tongue.semicolon.join(typed(tongue.of(piece)) for piece in spec.evidence),
            due=self.day(told.due),
            moved=told.effective_due != told.due,
            submitted=self.day(told.submitted_on),
            verifiers=tongue.roles(self.verifiers),
            verify_within=tongue.distance(within),
            reason=typed(told.reason or ""),
            since=self._since(told),
        )

    def _since(self, told: TaskTold) -> str:
        if told.cycle != self.claimed.cycle:
            return "new_cycle"
        return "" if SIDE_OF.get(told.state) is self.side else told.state

    @property
    def inspection(self) -> InspectionFacts | None:
        told: InspectionTold | None = self.claimed.inspection
        if told is None:
            return None
        special = self.book.plan.inspections.special
        report = special.reported_within
        return InspectionFacts(
            id=told.id,
            kind=told.kind,
            reasons=tuple(typed(reason).rstrip("。. ") for reason in told.reasons[:REASONS]),
            reasons_in_all=len(told.reasons),
            inspectors=self.tongue.listed(typed(name) for name in told.inspectors),
            decide_by=self.within(special.decided_within, self.queued_on),
            report_within="" if report is None else self.tongue.distance(report.offset),
        )

    @property
    def first_tasks(self) -> tuple[ComingTask, ...]:
        """What the unit will owe first, from today on."""
        owed = [spec for spec in self.book.plan.tasks if _owes(self.claimed, spec) and spec.due >= self.today]
        first = sorted(owed, key=lambda spec: spec.due)[:FIRST_TASKS]
        return tuple(ComingTask(typed(self.tongue.of(spec.title)), self.day(spec.due)) for spec in first)


def title_of(spec: TaskSpec | Errand, about: str | None, tongue: Tongue) -> str:
    """What a task is called; of an errand, with what it is about."""
    title, meant = typed(tongue.of(spec.title)), typed(about or "").rstrip("。. ")
    return f"{title}{tongue.colon}{meant}" if meant else title


VERIFIERS: dict[str, tuple[Role, ...]] = {
    "office": (Role.LEADING_GROUP_OFFICE,),
    "group_head": (Role.LEADING_GROUP_HEAD,),
    "supervision": (Role.SUPERVISION_OFFICE,),
    "nobody": (),
}


def verifiers_of(book: Rulebook, spec: TaskSpec | Errand) -> tuple[Role, ...]:
    """Who verifies a task: as the plan says, else whose office it is."""
    deadlines = book.plan.deadlines
    named = {
        "village": deadlines.village.verification.by,
        "office": deadlines.office.verification.by,
        "department": deadlines.department.verification.by,
    }
    by = () if is_errand(spec.key) else named[spec.owner_kind]
    return by or VERIFIERS[verifier_of(spec)]


def _asked(claimed: Claimed) -> Role:
    """The role that answers questions about a notice."""
    if claimed.task is None and claimed.inspection is not None:
        return Role.SUPERVISION_OFFICE
    if claimed.role == Role.LEADING_GROUP_OFFICE:
        return Role.LEADING_GROUP_HEAD
    return Role.LEADING_GROUP_OFFICE


def _owes(claimed: Claimed, spec: TaskSpec) -> bool:
    """Whether the unit that the notice is about will owe this task of the plan."""
    if claimed.unit_kind in GRASSROOTS:
        return spec.owner_kind == "village"
    if claimed.unit_kind == "department":
        return spec.owner_kind == "department" and claimed.unit.endswith(f"-{spec.owner_detail}")
    return spec.owner_kind == "office" and spec.owner_detail == claimed.unit_kind
