"""How does an action refuse? It says what was asked, what stands against it, what to do next."""

from states.errors import DubanError


class NotAllowed(DubanError):
    """The actor holds no role that may do this here."""


class NotFound(DubanError):
    """There is no such campaign, unit, task, person, notice or inspection."""


class WrongState(DubanError):
    """The thing is not in a state in which this may be done."""


class BadInput(DubanError):
    """A value is wrong; the message says which would be right."""


class BadRows(BadInput):
    """Rows of a file are wrong: all of them, each with line and reason. Nothing was imported."""

    def __init__(self, source: str, problems: list[str]) -> None:
        self.problems = problems
        listed = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"{source}：{len(problems)} 处有误，未导入任何内容。\n{listed}")
