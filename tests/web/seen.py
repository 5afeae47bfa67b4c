"""What stands on a page, as a reader sees it and as a browser loads it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from web.door import FIELD

VOID = {"meta", "link", "img", "input", "br", "hr"}
UNSEEN = {"title", "style", "script"}


@dataclass
class Form:
    """A form with what it would send, but for files, and the boxes that may be ticked."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    boxes: list[tuple[str, str]] = field(default_factory=list)


class Seen(HTMLParser):
    """A page, read. Fails where an element is not closed, or closed that was not open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.words: list[str] = []
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.forms: list[Form] = []
        self.feed(html)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    @property
    def text(self) -> str:
        """Everything that can be read, with single blanks between the pieces."""
        return " ".join(" ".join(self.words).split())

    @property
    def links(self) -> list[str]:
        return [attributes["href"] for tag, attributes in self.tags if tag == "a"]

    def form(self, action: str) -> Form:
        return next(form for form in self.forms if form.action == action)

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        """The attributes of every element of that name that has all these."""
        return [
            found
            for name, found in self.tags
            if name == tag and all(found.get(key) == value for key, value in attributes.items())
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "form":
            self.forms.append(Form(attributes["action"]))
        elif tag == "input" and attributes.get("type") in ("checkbox", "radio"):
            self.forms[-1].boxes.append((attributes["name"], attributes["value"]))
        elif tag == "input" and attributes.get("type") != "file":
            self.forms[-1].fields[attributes["name"]] = attributes.get("value", "")
            self.forms[-1].fields.pop(FIELD, None)  # what presses a button adds it

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if not set(self.open) & UNSEEN:
            self.words.append(data)
