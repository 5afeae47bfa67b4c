"""How are a plan's days, the days off that they meet, and what the lint finds in it called on a page?"""

from chinese_calendar import Holiday
from markupsafe import Markup

from plans.lint import RULES, Finding
from plans.lint.days import Deadline
from web.language import CHINESE, gettext, pgettext, speaking
from web.words import listed, quoted, text_of

DECREED = "时间安排"
"""Context of the catalogue: what the plan decrees of a day."""

HOLIDAYS_ZH: tuple[str, ...] = tuple(str(one.chinese) for one in Holiday)
"""What the published calendar calls its days off."""


def holiday_of(name: str) -> str:
    """A day off by its name; one that somebody wrote into an imported year as it stands."""
    return gettext(name) if name in HOLIDAYS_ZH else quoted(name)


def deadline_of(decreed: Deadline) -> str:
    """What the plan decrees of a day."""
    said = pgettext(DECREED, decreed.decreed)
    return said if decreed.title is None else said % {"title": text_of(decreed.title)}


def finding_of(finding: Finding) -> str:
    """What the lint found; its findings are Chinese, so that English says first which rule it was."""
    if speaking() is CHINESE:
        return finding.message
    rule = next(rule for rule in RULES if rule.code == finding.code)
    return Markup("{}: {}").format(rule.en, quoted(finding.message))


def clauses_of(finding: Finding) -> str:
    """The clauses that a finding is about, one after the other."""
    return listed(finding.clause.split("、"))
