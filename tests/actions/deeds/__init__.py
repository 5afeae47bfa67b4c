"""Every deed of the table of permissions, as somebody would try it; one module a topic.

A deed is tried on what `tests/actions/test_permission.py` has prepared: only who is refused matters, not
whether it is the time for it.
"""

from collections.abc import Callable
from pathlib import Path

from actions.permission import Actor
from tests.town import Town

Deed = Callable[[Town, Actor, Path], object]
"""Somebody tries to do something; the path is a folder for files."""
