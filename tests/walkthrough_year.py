"""The year of one community that does everything right and of one that does everything wrong, for
`docs/walkthrough.md`: from the issue to the appeal and the close, by command line alone.

`tests/walkthrough.py` puts it at the end of its page; every line of output is real.
"""

from collections.abc import Callable
from itertools import product
from pathlib import Path

from tests import walkthrough_july
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI
from tests.walkthrough_days import (
    GROUP_HEAD,
    INSPECTOR,
    OFFICE,
    OTHERS,
    RIGHT,
    SUPERVISION,
    WRONG,
    Commands,
    Year,
)

PUNCTUAL = {
    "2012-04-24": ("training",),
    "2012-04-26": ("work-group",),
    "2012-04-27": ("responsibility-letter",),
    "2012-04-28": ("survey",),
    "2012-05-04": ("village-meeting",),
    "2012-05-08": ("duty-assignment",),
    "2012-05-10": ("measures",),
    "2012-05-18": ("publicity",),
}
LATE = {
    "2012-05-04": ("training", "work-group", "responsibility-letter"),
    "2012-05-07": ("survey",),
    "2012-05-14": ("village-meeting", "duty-assignment"),
    "2012-05-16": ("measures",),
    "2012-06-05": ("publicity",),
    "2012-06-21": ("self-inspection",),
}
WITH_A_RECORD = {"work-group", "measures"}
"""What 工业路社区 submits together with what shows that it is done."""

SHARES = {"2012-05-04": 21, "2012-05-11": 47, "2012-05-18": 76, "2012-05-25": 100}
"""What 工业路社区 and the others report of what is required, in per cent."""
SHARES_OF_ZHUZHAI = {"2012-05-11": 9, "2012-05-25": 46, "2012-06-04": 61, "2012-06-06": 100}

ELIGIBLE = {
    GONGYELU: (723, 212, 263, 711),
    ZHUZHAI: (600, 187, 221, 589),
    TONGHANG: (467, 141, 173, 459),
    OTHERS[1]: (512, 158, 187, 503),
    OTHERS[2]: (391, 117, 142, 384),
}
"""Residents, members of earlier years, households and entries of each."""
INDICATORS = ("coverage", "renewal", "contact", "accuracy")


def write(walk: Commands, folder: Path) -> None:
    """The sections of the year, at the end of the walk's page."""
    year = Year(walk, folder)
    walk.tell(INTRODUCTION)
    _begin(year)
    _put_on_the_agenda(year)
    _mobilize(year)
    _climb(year)
    _organize(year)
    _repair(year)
    _enrol(year)
    _jump(year)
    _self_inspect(year)
    walkthrough_july.write(year)


INTRODUCTION = """## The year of two communities, from the issue to the appeal

Another database, the same plan, five communities: 工业路社区 does everything right, 朱寨社区 everything
wrong, and three others do as most do."""


def _begin(year: Year) -> None:
    units = Path("plans/demo/units-gongyelu.csv").read_text(encoding="utf-8").split()
    more = [
        f"{code},{name}社区居民委员会,community,{SUBDISTRICT}"
        for code, name in zip(OTHERS[1:], ("新风", "阳光"), strict=True)
    ]
    year.walk.run(f"duban units import {year.file('units.csv', *units, *more)}")
    year.walk.run("duban people import plans/demo/people-gongyelu.csv")
    year.day = "2012-04-23"
    year.do(f"duban campaign start 2012-pension-pilot --unit {SUBDISTRICT}", OFFICE, "08:00")
    year.do("duban check", hour="08:00")


def _put_on_the_agenda(year: Year) -> None:
    """What everybody does without being shown."""

    def does(day: str, deed: Callable[..., object], *given: object) -> None:
        year.agenda[day].append(lambda: deed(*given))

    for day, keys in PUNCTUAL.items():
        for unit, key in product(OTHERS, keys):
            does(day, year.submit, unit, key, None)
        for key in set(keys) - WITH_A_RECORD:
            does(day, year.submit, GONGYELU, key, RIGHT)
    for day, late in LATE.items():
        for key in late:
            does(day, year.submit, ZHUZHAI, key, WRONG)
    _agree_on_reports(does, year)
    for day, key in (("2012-04-25", "mobilization-meeting"), ("2012-05-04", "target-allocation")):
        does(day, year.submit, SUBDISTRICT, key, OFFICE, GROUP_HEAD)


def _agree_on_reports(does: Callable[..., None], year: Year) -> None:
    for unit in OTHERS:
        does("2012-06-08", year.submit, unit, "self-inspection", None)
    for day, share in SHARES.items():
        for unit, by in ((GONGYELU, RIGHT), *((other, None) for other in OTHERS)):
            does(day, year.report, unit, share, by)
    does("2012-05-11", year.report, ZHUZHAI, SHARES_OF_ZHUZHAI["2012-05-11"], WRONG)


def _mobilize(year: Year) -> None:
    receipts = {
        one["unit"]: one["notice_id"] for one in year.walk.ask("duban notices receipts --at 2012-04-23T09:00")
    }
    year.do(f"duban notices ack {receipts[GONGYELU]}", RIGHT)
    year.agenda["2012-05-03"].append(lambda: year.do(f"duban notices ack {receipts[ZHUZHAI]}", WRONG))
    year.walk.tell(
        "### April: who is there, who is responsible\n\n"
        "工业路社区 acknowledges the issue at once, comes to the training, forms its work group and "
        "submits the task with the list, and signs the responsibility letter with the office:"
    )
    year.until("2012-04-24")
    there = (
        "unit_code,role,name,present",
        f"{GONGYELU},village_head,工业路社区 主任,1",
        f"{GONGYELU},assistant,工业路社区 协办员,1",
    )
    year.do(f"duban attendance record {GONGYELU} training {year.file('training.csv', *there)}", RIGHT)
    year.until("2012-04-26")
    members = "--member 会计:资金台账 --member 协办员:登记录入 --member 楼长代表:入户宣传"
    year.show((f"duban work-group set {GONGYELU} {members} --submit", RIGHT))
    year.submitted.append((GONGYELU, "work-group", OFFICE))
    year.until("2012-04-27")
    signed = "--signed-by 办事处主要负责人 --signed-by 社区主任"
    year.show((f"duban letter sign {SUBDISTRICT} {GONGYELU} --level 2 {signed}", OFFICE))


def _climb(year: Year) -> None:
    year.until("2012-05-02")
    _import_targets(year)
    year.until("2012-05-03")
    year.walk.tell(
        "### 朱寨社区 climbs the ladder\n\n"
        "It acknowledges the issue on 3 May; two working days had been granted:"
    )
    rows = [
        (one["unit_name"], one["due"], (one["acknowledged_at"] or "–")[:10], one["receipt"])
        for one in year.walk.ask("duban notices receipts --at 2012-05-03T18:00")
        if one["unit"] in (GONGYELU, ZHUZHAI)
    ]
    year.walk.table(("unit", "due", "acknowledged", "receipt"), rows)
    year.walk.tell(
        "It missed the training on 24 April. The head hears of it on the next working day; the linked leader "
        "is warned before the village reaches them, then told; then comes the supervision letter, and at "
        "last a special inspection is proposed:"
    )
    told = [
        (
            one["queued_at"][:10],
            one["kind"],
            one["form"],
            "–" if one["rung"] is None else one["rung"],
            one["recipient"],
        )
        for one in year.walk.ask(f"duban notices list --unit {ZHUZHAI}")
        if one["task"] == "training" and one["kind"] != "reminder"
    ]
    year.walk.table(("day", "kind", "form", "rung", "recipient"), told)
    year.walk.tell(
        "The supervision office orders it the same day. In the meantime the training is made up for:"
    )
    year.show(
        (f"duban inspection order {_proposed(year)[0]} --inspector {INSPECTOR}", SUPERVISION), hour="15:00"
    )


def _proposed(year: Year) -> list[int]:
    """The proposals that wait for a decision, of 朱寨社区."""
    listed = year.walk.ask("duban inspection list")
    return [one["id"] for one in listed if (one["unit"], one["state"]) == (ZHUZHAI, "proposed")]


def _import_targets(year: Year) -> None:
    rows = [
        f"{unit},{indicator},{people}"
        for unit, numbers in ELIGIBLE.items()
        for indicator, people in zip(INDICATORS, numbers, strict=True)
    ]
    year.do(f"duban target import {year.file('targets.csv', 'unit_code,indicator,eligible', *rows)}", OFFICE)


def _organize(year: Year) -> None:
    year.walk.tell(
        "### May: targets, a meeting with minutes, a name for every building\n\n"
        "The office hands down the head-count of the plan, by eligible people. 工业路社区 holds its meeting, "
        "and names who covers which building:"
    )
    year.agenda["2012-05-04"].insert(0, lambda: _split(year))
    year.until("2012-05-04")
    title = "--title 动员培训会"
    year.show((f"duban meeting hold {GONGYELU} {title}", RIGHT), hour="15:00")
    year.until("2012-05-07")
    [meeting] = [one["id"] for one in year.walk.ask(f"duban meeting list {GONGYELU}")]
    started = year.walk.ask("duban inspection list")
    ordered = [one["id"] for one in started if one["unit"] == ZHUZHAI and one["state"] == "notified"]
    groups = year.file(
        "groups.csv", "number,name,holder,assistant", *(f"{n},{n} 号楼院,干部{n},楼长{n}" for n in (1, 2, 3))
    )
    year.do(f"duban group set {GONGYELU} {groups}", RIGHT)
    year.show(
        (f"duban meeting minutes {meeting} --text 分片包干、逐户登记 --problem 外出人员联系不上", RIGHT)
    )
    year.walk.show(f"duban group list {GONGYELU}")
    year.do(f"duban inspection start {ordered[0]}", INSPECTOR)
    year.until("2012-05-08")
    finding = "--finding grave/figures-proved:登记人数多于缴费凭证"
    year.walk.tell(
        "On site at 朱寨社区 the inspectors find something grave, to be repaired within two working days:"
    )
    year.show(
        (f"duban inspection report {ordered[0]} --text 查看台账，入户十家 {finding}", INSPECTOR), hour="15:00"
    )
    year.until("2012-05-10")
    year.do(f"duban measures record {GONGYELU} --text 每日入户、周五公布进度 --submit", RIGHT)
    year.submitted.append((GONGYELU, "measures", OFFICE))
    year.until("2012-05-17")
    for medium, evidence in (("radio", "播出记录"), ("banner", "照片三张"), ("leaflet", "发放 300 份")):
        year.do(f"duban publicity record {GONGYELU} {medium} --evidence '{evidence}'", RIGHT)


def _split(year: Year) -> None:
    year.show((f"duban target split {SUBDISTRICT} coverage 2613", OFFICE), hour="09:00")


def _repair(year: Year) -> None:
    [finding] = year.walk.ask(f"duban finding list {ZHUZHAI}")
    year.walk.tell(
        "The repair is a task with a ladder of its own. 朱寨社区 reports it on the 17th, a week late; the "
        "supervision office looks, and a week later looks again (回头看):"
    )
    year.show(
        (f"duban task submit {ZHUZHAI} '{finding['task']}' --note 已按凭证更正登记", WRONG),
    )
    year.submitted.append((ZHUZHAI, finding["task"], SUPERVISION))
    year.until("2012-05-24")
    looked = f"duban inspection revisit {finding['inspection_id']} --text 凭证与登记一致"
    year.show((looked, SUPERVISION))


def _enrol(year: Year) -> None:
    year.until("2012-05-25")
    year.report(ZHUZHAI, SHARES_OF_ZHUZHAI["2012-05-25"], WRONG)
    year.walk.tell(
        "### Figures: the enrolment verifies itself\n\n"
        "On 25 May 工业路社区 reports all that it must reach. Nobody submits or verifies the task: its "
        "figures show that it is done. 朱寨社区 is behind the pace."
    )
    rows = [
        (one["unit_name"], one["indicator"], one["required"], one["count"])
        for one in year.walk.ask("duban target list")
        if one["unit"] in (GONGYELU, ZHUZHAI)
    ]
    year.walk.table(("unit", "indicator", "required", "reported"), rows)
    year.history(GONGYELU, lambda one: one["task"] == "enrolment" and one["trigger"] == "fulfil")
    year.until("2012-05-28")
    year.walk.tell(
        "朱寨社区 asks for more time. The supervision office advises against it, "
        "the head of the group refuses:"
    )
    asked = (
        f"duban extension ask {ZHUZHAI} enrolment --until 2012-06-15 --reason 人手不足 --progress 完成近半"
    )
    year.show((asked, WRONG))
    year.until("2012-05-29")
    year.show(("duban extension pre-read 1 --oppose --opinion 其他社区均已按期推进，理由不足", SUPERVISION))
    year.until("2012-05-30")
    year.show(("duban extension refuse 1 --reason 月底前务必完成", GROUP_HEAD))
    year.until("2012-05-31")
    year.walk.tell("On the last day it reports 133 %. That cannot be:")
    year.refuse(f"duban reading report {ZHUZHAI} coverage 798", WRONG)


def _jump(year: Year) -> None:
    for day in ("2012-06-04", "2012-06-06"):
        year.until(day)
        year.report(ZHUZHAI, SHARES_OF_ZHUZHAI[day], WRONG)
    year.walk.tell(
        "### A jump, and a correction\n\n"
        "On 6 June the supervision letter about the enrolment arrives; two hours later everybody is "
        "enrolled. On the 7th the office compares with the receipts and corrects the figure:"
    )
    year.until("2012-06-07")
    reading = next(
        one["id"]
        for one in reversed(year.walk.ask(f"duban reading list {ZHUZHAI}"))
        if one["indicator"] == "coverage"
    )
    year.show((f"duban reading correct {reading} 431 --reason 与缴费凭证核对", OFFICE))
    found = [
        (one["on"], one["indicator"], one["kind"], one["detail"])
        for one in year.walk.ask("duban anomaly list")
    ]
    year.walk.table(("on", "indicator", "anomaly", "what"), [one for one in found if one[1] == "coverage"])
    year.walk.tell("The task that its figures had verified is open again:")
    year.history(ZHUZHAI, lambda one: one["task"] == "enrolment" and one["trigger"] in ("fulfil", "reopen"))
    year.until("2012-06-08")
    for number in _proposed(year):
        reason = "更正时已核对凭证"
        year.do(f"duban inspection dismiss {number} --reason {reason}", SUPERVISION)


def _self_inspect(year: Year) -> None:
    year.walk.tell("### The self-inspection\n\n工业路社区 answers the checklist of the plan, in time:")
    items = (
        "targets-met",
        "roster-complete",
        "households-reached",
        "entries-accurate",
        "duties-named",
        "money-safe",
    )
    answers = " ".join(f"--answer {item}=yes" for item in items)
    year.show((f"duban task self-inspect {GONGYELU} {answers}", RIGHT))
    year.submitted.append((GONGYELU, "self-inspection", OFFICE))
    year.until("2012-06-20")
    year.report(ZHUZHAI, 100, WRONG)
    year.until("2012-06-22")
    year.walk.tell(
        "朱寨社区 gets to its target on 20 June and inspects itself on the 21st, which was due on the 10th:"
    )
    year.history(
        ZHUZHAI,
        lambda one: (
            (one["task"] == "self-inspection" and one["subject"] in ("task", "escalation"))
            and one["trigger"] != "open"
        ),
    )
    for number in _proposed(year):
        year.do(f"duban inspection dismiss {number} --reason 已补办", SUPERVISION, "15:00")
