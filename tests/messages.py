"""Which messages do the pages say, and is the English catalogue up to date with them?

`make messages` adds what is new to web/locale/en/LC_MESSAGES/duban.po, without a translation, and drops
what no page says any more. A test compares the file with what this module would write.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment

from web.plan_words import DECREED
from web.words import DEED, ROLE, STATE, SUBJECT

HOUSE = Path(__file__).parent.parent
PAGES = HOUSE / "templates" / "pages"
FILE = HOUSE / "web" / "locale" / "en" / "LC_MESSAGES" / "duban.po"

HEADER = """\
# What the pages say in English. `make messages` brings it up to date.
msgid ""
msgstr ""
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""

ONE = frozenset({"gettext", "say", "marked", "_"})
MANY = frozenset({"say_many", "many", "n_", "ngettext"})
IN_CONTEXT = frozenset({"pgettext"})

TABLES: tuple[tuple[str, str, str | None], ...] = (
    ("actions.words", "STATES_ZH", STATE),
    ("actions.words", "TRIGGERS_ZH", DEED),
    ("actions.words", "KINDS_ZH", None),
    ("actions.words", "RECEIPTS_ZH", None),
    ("actions.words", "ANOMALIES_ZH", None),
    ("actions.absence", "WHAT_ZH", None),
    ("actions.attachment", "PARTS_ZH", None),
    ("actions.checklist", "ANSWERS_ZH", None),
    ("actions.draw", "STRATA_ZH", None),
    ("actions.inputs", "KINDS_ZH", None),
    ("actions.inputs", "TOTAL_ZH", None),
    ("actions.letter", "PARTIES_ZH", None),
    ("actions.referral", "STATES_ZH", None),
    ("actions.referral", "SOURCES_ZH", None),
    ("actions.work_group", "HEAD_ZH", None),
    ("actions.score_words", "OUTCOMES_ZH", None),
    ("actions.score_words", "STANDINGS_ZH", None),
    ("plans.lint.days", "DECREED_ZH", DECREED),
    ("states.diagram", "FACTS_ZH", None),
    ("states.roles", "TITLES_ZH", ROLE),
    ("web.errors", "FIELDS_ZH", None),
    ("web.export", "COLUMNS_ZH", None),
    ("web.export", "FIGURES_ZH", None),
    ("web.history", "HEADER_ZH", None),
    ("web.lights", "NAMES_ZH", None),
    ("web.plan_words", "HOLIDAYS_ZH", None),
    ("web.progress", "PACE_LIGHTS_ZH", None),
    ("web.view", "SORTS_ZH", None),
    ("web.words", "UNIT_KINDS_ZH", None),
    ("web.lights", "AT_REST", None),
    ("web.words", "FORMS_ZH", None),
    ("web.words", "SUBJECTS_ZH", SUBJECT),
    ("web.words", "ACTORS_ZH", None),
    ("web.words", "INSPECTOR_ZH", ROLE),
    ("web.words", "OWNERS_ZH", None),
    ("web.words", "BUILT_IN_ZH", None),
)
"""Module, name and context of the Chinese tables that pages put into words when they are shown."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `many`: it is about a number of things, `%(num)s`."""

    text: str
    many: bool = False
    context: str | None = None


def messages() -> dict[Message, list[str]]:
    """Every message, with the files that say it, in the order of the files."""
    found: dict[Message, list[str]] = {}
    for file, message in (*in_templates(), *in_python(), *in_tables()):
        places = found.setdefault(message, [])
        if file not in places:
            places.append(file)
    return found


def in_templates() -> Iterator[tuple[str, Message]]:
    reader = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    for file in sorted(PAGES.glob("*.j2")):
        for _, function, said in reader.extract_translations(  # type: ignore[attr-defined]
            file.read_text("utf-8"), tuple(ONE | MANY | IN_CONTEXT)
        ):
            texts = [said] if isinstance(said, str) else list(said)
            if message := _message(function, texts):
                yield _place(file), message


def in_python() -> Iterator[tuple[str, Message]]:
    for file in [HOUSE / "actions" / "score_words.py", *sorted((HOUSE / "web").glob("*.py"))]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and (function := called(node)):
                texts = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
                if message := _message(function, texts):
                    yield _place(file), message


def called(call: ast.Call) -> str:
    """The function or the method that is called by its name; none, if another expression is."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def in_tables() -> Iterator[tuple[str, Message]]:
    for module, name, context in TABLES:
        table = getattr(import_module(module), name)
        texts = table.values() if isinstance(table, Mapping) else [table] if isinstance(table, str) else table
        yield from ((f"{module.replace('.', '/')}.py", Message(text, context=context)) for text in texts)
    for job in import_module("flows.jobs").JOBS:
        yield "flows/jobs.py", Message(job.title)


def _message(function: str, texts: Sequence[object]) -> Message | None:
    """The message of a call, if its words are written there and not made elsewhere."""
    first, second = [*texts, None, None][:2]
    if function in IN_CONTEXT and isinstance(first, str) and isinstance(second, str):
        return Message(second, context=first)
    if function in (ONE | MANY) and isinstance(first, str):
        return Message(first, many=function in MANY)
    return None


def _place(file: Path) -> str:
    return file.relative_to(HOUSE).as_posix()


def updated() -> Catalog:
    """The catalogue of the file with exactly the messages that there are now."""
    with FILE.open("rb") as written:
        old = read_po(written, locale="en")
    new = Catalog(locale="en")
    for message, places in messages().items():
        known = old.get(message.text, context=message.context)
        new.add(
            (message.text, message.text) if message.many else message.text,
            known.string if known and bool(known.pluralizable) == message.many else None,
            locations=[(place, 0) for place in places],
            context=message.context,
        )
    return new


def written(catalog: Catalog) -> bytes:
    file = BytesIO()
    write_po(file, catalog, width=110, include_lineno=False, omit_header=True)
    return HEADER.encode() + file.getvalue()


def main() -> None:
    FILE.write_bytes(written(updated()))


if __name__ == "__main__":
    main()
