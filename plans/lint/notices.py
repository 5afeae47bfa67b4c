"""Does every notice of the plan reach somebody, once, at a time when it is of use?"""

from collections.abc import Iterable, Iterator
from itertools import combinations

from plans.lint.gates import OWNERS_ZH, rules_in_use
from plans.lint.registry import Case, Point, day_words, rule
from plans.model import DeadlineSpec, ReminderSpec, RungSpec, TaskSpec, WatchSpec
from plans.wording import faults
from states.roles import TITLES_ZH


def watches(case: Case) -> Iterator[tuple[str, str, WatchSpec]]:
    """Each watch in use: what it watches, where it stands in the file, and its rules."""
    for kind, spec in rules_in_use(case.plan):
        yield f"{OWNERS_ZH[kind]}任务", f"deadlines.{kind}", spec
        yield f"{OWNERS_ZH[kind]}任务核验", f"deadlines.{kind}.verification", spec.verification


@rule(
    "L501",
    "error",
    "督办阶梯的某一级没有告知对象",
    "A rung of the ladder has no recipient",
)
def rung_without_recipient(case: Case) -> Iterator[Point]:
    for name, where, watch in watches(case):
        for number, rung in enumerate(watch.ladder):
            if not rung.to:
                yield Point(
                    (case.plan.deadlines.clause,),
                    f"{name}的第 {number} 级“{rung.key}”没有写告知谁；"
                    f"请在 {where}.ladder[{number}].to 写明角色",
                )


@rule(
    "L502",
    "warning",
    "提醒不在时限之前，起不到提醒的作用",
    "A reminder does not go out before its due date",
)
def reminder_not_before(case: Case) -> Iterator[Point]:
    for name, where, watch in watches(case):
        for reminder in watch.reminders:
            if reminder.before.offset.count == 0:
                yield Point(
                    (case.plan.deadlines.clause,),
                    f"{name}的提醒“{reminder.key}”在时限当日才发（{where}）；"
                    "请写成提前 1 天或 1 个工作日以上",
                )


@rule(
    "L503",
    "warning",
    "提醒的日子在任务开始或文件印发之前，不会发出",
    "A reminder falls before the task opens or the plan is issued, so it is never sent",
)
def reminder_never_sent(case: Case) -> Iterator[Point]:
    issued = case.plan.document.issued_on
    for task, spec in _tasks_with_rules(case):
        from_day = max(task.opens, issued)
        lost = [
            f"{reminder.key}（{day}）"
            for reminder in spec.reminders
            if (day := case.calendar.told_before(task.due, reminder.before.offset)) < from_day
        ]
        if lost:
            why = "任务开始" if task.opens >= issued else "文件成文"
            yield Point(
                (task.clause,),
                f"{task.clause}“{task.title.zh}”时限 {task.due}，"
                f"{'、'.join(lost)}在 {from_day} {why}之前，不会发出",
            )


@rule(
    "L504",
    "warning",
    "同一任务的几次提醒落在同一天，合并为一次",
    "Several reminders of one task fall on one day and become one",
)
def reminders_merged(case: Case) -> Iterator[Point]:
    for task, spec in _tasks_with_rules(case):
        told: dict[str, list[str]] = {}
        for reminder in spec.reminders:
            day = case.calendar.told_before(task.due, reminder.before.offset)
            told.setdefault(day_words(day), []).append(reminder.key)
        for day_in_words, keys in told.items():
            if len(keys) > 1:
                yield Point(
                    (task.clause,),
                    f"{task.clause}“{task.title.zh}”时限 {task.due}，"
                    f"{'、'.join(keys)} 都落在 {day_in_words}，合并为一次",
                )


@rule(
    "L505",
    "warning",
    "核验的提醒早于提交之日，不会发出",
    "A reminder to verify would fall before the submission, so it is never sent",
)
def verification_reminder_never_sent(case: Case) -> Iterator[Point]:
    for kind, spec in rules_in_use(case.plan):
        within = spec.verification.within.offset
        for reminder in spec.verification.reminders:
            before = reminder.before.offset
            if before.unit == within.unit and before.count > within.count:
                yield Point(
                    (case.plan.deadlines.clause,),
                    f"{OWNERS_ZH[kind]}任务的核验时限是提交后 {spec.verification.within.words}，"
                    f"提醒“{reminder.key}”却提前 {reminder.before.words}，早于提交之日，"
                    "不会发出；请缩短提前量",
                )


@rule(
    "L506",
    "warning",
    "两条规则发出同一份通知",
    "Two rules send the same notice",
)
def same_notice_twice(case: Case) -> Iterator[Point]:
    for name, where, watch in watches(case):
        for first, second in (*_same_reminders(watch.reminders), *_same_rungs(watch.ladder)):
            yield Point(
                (case.plan.deadlines.clause,),
                f"{name}的“{first}”与“{second}”发给同样的人同样的通知（{where}）；请去掉一条，或区分时间、对象和文书",
            )


def _same_reminders(reminders: Iterable[ReminderSpec]) -> list[tuple[str, str]]:
    """Reminders of one distance that share a recipient."""
    return [
        (one.key, other.key)
        for one, other in combinations(reminders, 2)
        if one.before == other.before and set(one.to) & set(other.to)
    ]


def _same_rungs(ladder: Iterable[RungSpec]) -> list[tuple[str, str]]:
    """Rungs with one wording and the same recipients, or that propose the same inspection."""
    return [
        (one.key, other.key)
        for one, other in combinations(ladder, 2)
        if (one.form == other.form and set(one.to) == set(other.to))
        or (one.proposes is not None and one.proposes == other.proposes)
    ]


@rule(
    "L507",
    "warning",
    "督办阶梯的第 0 级不先告知负责单位自己",
    "The ladder's first rung does not tell those who owe the task",
)
def owner_not_told_first(case: Case) -> Iterator[Point]:
    for kind, spec in rules_in_use(case.plan):
        reminded = {role for reminder in spec.reminders for role in reminder.to}
        if spec.ladder and reminded and not reminded & set(spec.ladder[0].to):
            told = "、".join(TITLES_ZH[role] for role in spec.ladder[0].to)
            yield Point(
                (case.plan.deadlines.clause,),
                f"{OWNERS_ZH[kind]}任务逾期后第 0 级告知{told or '无人'}，而不是此前被提醒的人；"
                "应先告知负责单位自己",
            )


def _tasks_with_rules(case: Case) -> Iterator[tuple[TaskSpec, DeadlineSpec]]:
    rules = dict(rules_in_use(case.plan))
    for task in case.plan.tasks:
        yield task, rules[task.owner_kind]


@rule(
    "L508",
    "error",
    "方案自己的措辞用了不认识的文书、名称或写法",
    "The plan's own words for a notice name something unknown, or use more than names, three filters and if",
)
def words_unknown(case: Case) -> Iterator[Point]:
    spec = case.plan.notices
    for form, languages in spec.words.items():
        for language, wording in languages.items():
            for part, text in wording.model_dump(exclude_none=True).items():
                for fault in faults(form, text):
                    yield Point((spec.clause,), f"notices.words.{form}.{language}.{part}：{fault}")
