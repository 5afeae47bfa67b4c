"""Where are the words kept, and how is a template's file read?

The only place that reads template files, through `importlib.resources`, so that an installed wheel
finds them too. Which environment they are rendered in is decided by whoever renders: notices in
`notifications/render.py`, pages in `web`.
"""

from importlib.resources import files
from typing import Literal

from jinja2 import FunctionLoader
from jinja2.loaders import split_template_path

Kind = Literal["notices", "pages"]
"""A folder of templates beside this file."""


def loader(kind: Kind) -> FunctionLoader:
    """Loads the templates of one folder by their path in it; one that is not there is TemplateNotFound."""
    folder = files(__name__) / kind

    def read(name: str) -> str | None:
        file = folder.joinpath(*split_template_path(name))
        return file.read_text(encoding="utf-8") if file.is_file() else None

    return FunctionLoader(read)
