"""Content lies under its hash, whole or not at all."""

from pathlib import Path

import pytest

from records.content import WAITING, folder_of, place_of, stage
from records.database import DatabaseRefused, open_engine


def names(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_it_has_no_name_of_its_own_before_it_is_put_in_its_place(tmp_path: Path) -> None:
    staged = stage(tmp_path, b"photo")
    assert [name.partition("/")[0] for name in names(tmp_path)] == [WAITING]
    staged.settle()
    [name] = names(tmp_path)
    assert name == f"{staged.sha256[:2]}/{staged.sha256[2:]}"
    assert place_of(tmp_path, staged.sha256).read_bytes() == b"photo"


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    for _ in range(2):
        staged = stage(tmp_path, b"photo")
        staged.settle()
        staged.settle()
        staged.forget()
    assert len(names(tmp_path)) == 1


def test_what_is_forgotten_leaves_nothing_behind(tmp_path: Path) -> None:
    stage(tmp_path, b"photo").forget()
    assert names(tmp_path) == []


def test_it_lies_beside_a_file_and_for_a_server_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folder_of(open_engine(str(tmp_path / "a.sqlite"))) == tmp_path / "a.sqlite.files"
    server = open_engine("postgresql://db.example/duban")
    monkeypatch.delenv("DUBAN_FILES", raising=False)
    with pytest.raises(DatabaseRefused, match="DUBAN_FILES"):
        folder_of(server)
    monkeypatch.setenv("DUBAN_FILES", str(tmp_path))
    assert folder_of(server) == tmp_path
