"""The one place where template files are read."""

import pytest
from jinja2 import Environment, TemplateNotFound

from templates import loader


def test_a_template_is_found_by_its_path_in_its_folder() -> None:
    template = Environment(loader=loader("notices"), autoescape=True).get_template("_base/zh.txt.j2")
    assert template.name == "_base/zh.txt.j2"


@pytest.mark.parametrize("name", ["overdue/fr.txt.j2", "../__init__.py", "/etc/hostname", "_base"])
def test_nothing_else_is(name: str) -> None:
    with pytest.raises(TemplateNotFound):
        Environment(loader=loader("notices"), autoescape=True).get_template(name)
