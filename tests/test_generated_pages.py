"""Each generated page of docs/ says what its source says today; `make docs` writes them anew."""

import pytest

from tests.generate import DOCS, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_the_generated_page_is_not_stale(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"
