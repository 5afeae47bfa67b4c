"""How do the rules of the lint stand in the documentation (docs/lint.md)?"""

from plans.lint import RULES, Rule

HEAD = """# What the lint looks for

`duban plan check FILE` reads a plan and lints it. A plan that cannot be read is refused with file,
line and key ([plan-format.md](plan-format.md)). What can be read is linted: **errors** are what cannot
work (exit status 1), **warnings** are what the office should know before it issues the plan (exit
status 0). Each finding names the clauses that it is about; `--people FILE` adds the rules about people.

This page is made from the rules (`python -m plans.lint.page > docs/lint.md`); a test compares the two.
"""

TOPICS = {
    "1": "The document against itself",
    "2": "Days",
    "3": "Gates",
    "4": "Figures",
    "5": "Notices",
    "6": "People (with `--people`)",
}


def markdown() -> str:
    """The page, whole."""
    sections = [_section(title, digit) for digit, title in TOPICS.items()]
    return "\n".join([HEAD, *sections])


def _section(title: str, digit: str) -> str:
    rows = [_row(rule) for rule in RULES if rule.code[1] == digit]
    return "\n".join([f"## {title}", "", "| code | severity | rule |", "| --- | --- | --- |", *rows, ""])


def _row(rule: Rule) -> str:
    return f"| {rule.code} | {rule.severity} | {rule.en}<br>{rule.zh} |"


if __name__ == "__main__":
    print(markdown(), end="")
