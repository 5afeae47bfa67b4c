"""How does a page come to its words: which templates, which names may they use?

The templates lie in templates/pages. They escape everything; a name that is not known is an error.
"""

import re

from jinja2 import Environment, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from actions.score_words import points_zh
from actions.words import ANOMALIES_ZH, RECEIPTS_ZH
from states.lights import Light
from templates import loader
from web import language, lights, plan_words, words
from web.assets import Assets
from web.curve import curve_of
from web.door import FIELD
from web.face import key_here, mark_here, may, sees

FILTERS = {
    "actor": words.actor_of,
    "listed": words.listed,
    "number": words.number_of,
    "quoted": words.quoted,
    "titles": words.titles_of,
    "told": words.told,
    "yuan": words.yuan_of,
    "day": words.day_of,
    "short_day": words.short_day,
    "weekday": words.day_and_weekday,
    "whole_day": words.whole_day,
    "form": words.form_of,
    "holiday": plan_words.holiday_of,
    "kind": words.kind_of,
    "unit_kind": words.kind_of_unit,
    "instant": words.instant_of,
    "offset": words.offset_of,
    "points": points_zh,
    "per_cent": words.per_cent_of,
    "lag": words.points_of,
    "role": words.role_of,
    "roles": words.roles_of,
    "size": words.size_of,
    "schedule": words.schedule_of,
    "state": words.state_of,
    "subject": words.subject_of,
    "trigger": words.trigger_of,
}


class KeyInForms(Extension):
    """Puts the forms' key into every form that does something, so that none is without it."""

    FORM = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*>')
    KEY = f'<input type="hidden" name="{FIELD}" value="{{{{ form_key() }}}}">'

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return self.FORM.sub(lambda form: form[0] + self.KEY, source)


def environment(assets: Assets) -> Environment:
    """The environment in which every page is rendered."""
    made = Environment(
        loader=loader("pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", KeyInForms],
    )
    translating(made)
    made.filters.update(FILTERS)
    made.globals.update(
        anomaly_names=ANOMALIES_ZH,
        asset=assets.url,
        clauses_of=plan_words.clauses_of,
        curve_of=curve_of,
        deadline_of=plan_words.deadline_of,
        finding_of=plan_words.finding_of,
        form_key=key_here,
        frame="base.html.j2",
        lamp_of=lights.lamp_of,
        language=language.speaking,
        languages=tuple(language.LANGUAGES.values()),
        light_names=lights.NAMES_ZH,
        signs=lights.SIGNS,
        under_way=lights.RUNNING,
        lights=tuple(reversed(Light)),
        mark_here=mark_here,
        may=may,
        owner_of=words.owner_of,
        phase_of=words.phase_of,
        receipt_names=RECEIPTS_ZH,
        reason_of=words.reason_of,
        sees=sees,
        task_of=words.task_of,
        titled=words.titled,
        vacancy_of=words.vacancy_of,
    )
    return made


def translating(made: Environment) -> None:
    """Let templates say `_('…')`, `n_('%(num)s 项', n)` and `{% trans %}`, each in the request's language."""
    made.install_gettext_callables(  # type: ignore[attr-defined]  # comes with the extension
        language.gettext, language.ngettext, newstyle=True, pgettext=language.pgettext
    )
    made.globals["n_"] = many


def many(message: str, number: int, /, **values: object) -> Markup:
    """A message about a number of things; Chinese has one form for all numbers, so it is written once."""
    said = Markup(language.ngettext(message, message, number))  # noqa: S704  (from the catalogue)
    return said % {"num": words.number_of(number), **values}
