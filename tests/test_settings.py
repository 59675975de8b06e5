"""What a person chose holds, whoever changes it and whatever the file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.domain import Settings
from backend.errors import Invalid, StoreUnwritable
from backend.settings import Choices


def test_a_choice_is_there_after_a_restart(tmp_path: Path) -> None:
    heard: list[Settings] = []
    Choices(tmp_path / "settings.toml", heard.append, {}).change({"theme": "light", "speed": 1.5})
    assert heard[0].theme == "light"
    again = Choices(tmp_path / "settings.toml", environment={}).current
    assert (again.theme, again.speed, again.language) == ("light", 1.5, "system")


def test_only_what_was_chosen_is_written_so_that_defaults_can_grow_better(tmp_path: Path) -> None:
    Choices(tmp_path / "settings.toml", environment={}).change({"theme": "dark"})
    assert (tmp_path / "settings.toml").read_text() == 'theme = "dark"\n'


def test_a_choice_can_be_taken_back(tmp_path: Path) -> None:
    choices = Choices(tmp_path / "settings.toml", environment={})
    choices.change({"model_id": "abc"})
    choices.change({"model_id": None})
    assert Choices(tmp_path / "settings.toml", environment={}).current.model_id is None


def test_the_environment_wins_and_is_never_written(tmp_path: Path) -> None:
    environment = {
        "FIRESIDE_THEME": "dark",
        "FIRESIDE_MAX_TOKENS": "64",
        "FIRESIDE_OFFLINE": "true",
        "FIRESIDE_PORT": "1",
    }
    choices = Choices(tmp_path / "settings.toml", environment=environment)
    choices.change({"theme": "light"})
    assert (choices.current.theme, choices.current.max_tokens, choices.current.offline) == ("dark", 64, True)
    assert Choices(tmp_path / "settings.toml", environment={}).current.theme == "light"


@pytest.mark.parametrize("fields", [{"speed": 9}, {"theme": "pink"}, {"nonsense": 1}, {"max_tokens": "many"}])
def test_a_value_that_makes_no_sense_changes_nothing(tmp_path: Path, fields: dict[str, object]) -> None:
    choices = Choices(tmp_path / "settings.toml", environment={})
    with pytest.raises(Invalid) as refused:
        choices.change({"volume": 0.5, **fields})
    assert refused.value.param == next(iter(fields))
    assert choices.current == Settings()
    assert not (tmp_path / "settings.toml").exists()


def test_a_wrong_environment_is_said(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        Choices(tmp_path / "settings.toml", environment={"FIRESIDE_SPEED": "fast"})


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe", b"theme = 'pink'"], ids=["torn", "binary", "wrong"])
def test_a_broken_file_is_kept_and_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "settings.toml").write_bytes(content)
    choices = Choices(tmp_path / "settings.toml", environment={})
    assert choices.current == Settings()
    assert choices.problem
    assert (tmp_path / "settings.broken.toml").read_bytes() == content


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    choices = Choices(tmp_path / "nowhere" / "settings.toml", environment={})
    with pytest.raises(StoreUnwritable):
        choices.change({"theme": "dark"})


def test_a_choice_that_could_not_be_stored_does_not_hold_nor_come_back_later(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    choices = Choices(folder / "settings.toml", environment={})
    with pytest.raises(StoreUnwritable):
        choices.change({"theme": "dark"})
    assert choices.current.theme == "system"
    folder.mkdir()
    assert choices.change({"speed": 1.5}).theme == "system"
    assert (folder / "settings.toml").read_text() == "speed = 1.5\n"


@pytest.mark.parametrize("fields", [{"speed": float("nan")}, {"theme": None}, {"": 1}, {"self": 1}])
def test_what_json_can_hold_and_a_setting_cannot_is_refused(tmp_path: Path, fields: dict[str, object]) -> None:
    choices = Choices(tmp_path / "settings.toml", environment={})
    with pytest.raises(Invalid):
        choices.change(fields)
    assert choices.current == Settings()


def test_keys_are_kept_and_no_bare_key_is_ever_taken(tmp_path: Path) -> None:
    choices = Choices(tmp_path / "settings.toml", environment={})
    choices.change({"shortcuts": {"search": ["Mod+Shift+F", "F3"], "retry": []}})
    again = Choices(tmp_path / "settings.toml", environment={}).current
    assert again.shortcuts == {"search": ("Mod+Shift+F", "F3"), "retry": ()}
    for bare in ("Delete", "Backspace", "a", "Shift+A", "Escape", "F13", "Mod+", "Mod+Shift+", ""):
        with pytest.raises(Invalid):
            choices.change({"shortcuts": {"retry": [bare]}})
    assert choices.current == again
