"""July in the year of two communities: assessed, announced, appealed, accepted, closed.

The second half of `tests/walkthrough_year.py`.
"""

from collections.abc import Mapping
from typing import Any

from tests.town import GONGYELU, ZHUZHAI
from tests.walkthrough_days import GROUP_HEAD, OFFICE, OTHERS, WRONG, Year


def write(year: Year) -> None:
    """The sections of July."""
    _assess(year)
    _appeal(year)
    _decide(year)
    _close(year)


def _assess(year: Year) -> None:
    year.until("2012-07-02")
    year.walk.tell(
        "### July: assessed, concurred in, announced\n\n"
        "The office has the scores computed, the district's group gives its opinion, the head announces them:"
    )
    year.show(("duban assessment run", OFFICE))
    year.until("2012-07-03")
    opinion = "duban assessment concur --opinion 同意 --reference 上政函〔2012〕9号"
    year.show((opinion, GROUP_HEAD))
    year.until("2012-07-04")
    year.show(("duban assessment publish", GROUP_HEAD))
    _ranking(year)
    year.walk.tell("Every deduction of 朱寨社区 names its proof, and the notice that went before it:")
    sheet = year.walk.ask(f"duban assessment show {ZHUZHAI}")
    year.walk.table(
        ("charge", "points", "since", "proof (history)", "told before"),
        [
            (one["key"], one["points"], one["offence"]["on"], _proof(one["offence"]), _before(one["offence"]))
            for one in sheet["charges"]
        ],
    )


def _proof(offence: Mapping[str, Any]) -> str:
    return ", ".join(f"#{number}" for number in offence["history_ids"])


def _before(offence: Mapping[str, Any]) -> str:
    """The last notice before the deduction; a letter needs none."""
    notice = offence["warning"]
    return f"{notice['on']} {notice['form']} to {notice['role']}" if notice else "–"


def _ranking(year: Year) -> None:
    rows = [
        (one["place"], one["name"], one["total"], one["targets_met"], one["state"])
        for one in year.walk.ask("duban assessment ranking")
    ]
    year.walk.table(("place", "unit", "score", "targets met", "state"), rows)


def _appeal(year: Year) -> None:
    year.until("2012-07-05")
    year.walk.tell("### Two appeals\n\nWithin five working days 朱寨社区 protests against two deductions:")
    charges = [
        one["key"]
        for one in year.walk.ask(f"duban assessment show {ZHUZHAI}")["charges"]
        if float(one["points"])
    ]
    year.show(
        (f"duban appeal raise {ZHUZHAI} {charges[0]} --reason 当日主任在区里开会，有通知为证", WRONG),
        (f"duban appeal raise {ZHUZHAI} {charges[1]} --reason 雨天无法入户", WRONG),
    )
    year.until("2012-07-09")
    year.walk.tell(
        "The head of the group upholds the first and refuses the second. A new version of the score "
        "is drawn up without the struck deduction; so much was late that the "
        "limit of five points is reached all the same:"
    )
    year.show(
        ("duban appeal decide 1 --uphold --answer 情况属实，撤销该项扣分", GROUP_HEAD),
        ("duban appeal decide 2 --refuse --answer 当日无雨，记录齐全", GROUP_HEAD),
    )
    sheet = year.walk.ask(f"duban assessment show {ZHUZHAI}")
    year.walk.table(
        ("unit", "version", "score", "passed"),
        [(sheet["name"], sheet["version"], sheet["total"], sheet["passed"])],
    )


def _decide(year: Year) -> None:
    year.until("2012-07-12")
    year.walk.tell(
        "### Accepted and commended, and not accepted\n\n"
        "When the time for appeals is over, whoever passes is accepted; the best fifth is commended. "
        "朱寨社区 is not accepted, and must repair:"
    )
    year.do(f"duban village accept {' '.join(OTHERS)}", GROUP_HEAD, "09:00")
    year.show(
        (f"duban village accept {GONGYELU}", GROUP_HEAD), (f"duban village commend {GONGYELU}", GROUP_HEAD)
    )
    year.refuse(f"duban village accept {ZHUZHAI}", GROUP_HEAD)
    year.show(
        (f"duban village reject {ZHUZHAI} --reason 得分低于合格分", GROUP_HEAD),
        (f"duban village repeat {ZHUZHAI} --what 逐户核对参保信息，重新自查 --due 2012-07-20", GROUP_HEAD),
        hour="11:00",
    )
    year.until("2012-07-18")
    year.submit(ZHUZHAI, "errand.repair#1", WRONG)
    year.until("2012-07-19")
    year.walk.tell("It repairs in time, and comes to the assessment again:")
    year.show(("duban assessment run", OFFICE))
    year.do("duban assessment concur --opinion 同意 --reference 上政函〔2012〕12号", GROUP_HEAD, "11:00")
    year.do("duban assessment publish", GROUP_HEAD, "12:00")
    year.walk.tell(
        "What was late stays late, though, and every deduction stands. When the second time for appeals is "
        "over it is rejected again, and so it stands at the close:"
    )
    year.until("2012-07-27")
    year.refuse(f"duban village accept {ZHUZHAI}", GROUP_HEAD)
    year.show((f"duban village reject {ZHUZHAI} --reason 返工后得分仍低于合格分", GROUP_HEAD))
    _ranking(year)


def _close(year: Year) -> None:
    year.until("2012-07-31")
    year.walk.tell("### The close on 31 July\n\nThe campaign is closed, and full coverage judged:")
    year.show(("duban campaign close --reason 期满收官", GROUP_HEAD))
    year.walk.tell(
        "All five have met both rates. But full coverage also asks that no household be missed, and the "
        "three others have not been everywhere: their households are what is still lacking."
    )
