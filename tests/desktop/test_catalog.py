"""`fireside catalog check`: the catalogue of models that ships, by itself and beside a hub on this computer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.library.entries import read_entries
from backend.paths import catalogue
from desktop.cli import run
from tests.library.entry_tables import answer_for, as_json
from tests.library.fake_hub import FakeHub, serving


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    """It holds just what the catalogue says."""
    with serving() as fake:
        fake.instead += [as_json(answer_for(entry)) for entry in read_entries(catalogue())]
        monkeypatch.setenv("FIRESIDE_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("HF_ENDPOINT", fake.endpoint + "/")
        yield fake


def test_what_ships_is_well_and_the_hub_is_not_asked(hub: FakeHub, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "check"]) == 0
    told = capsys.readouterr().out
    count = len(read_entries(catalogue()))
    assert told.startswith(f"{count} models in ")
    assert len(told.splitlines()) == 1
    assert hub.paths() == []


def test_what_ships_agrees_with_the_hub(hub: FakeHub, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "check", "--online"]) == 0
    assert len(hub.paths()) == len(read_entries(catalogue()))
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_what_differs_is_told_and_is_a_failure(hub: FakeHub, capsys: pytest.CaptureFixture[str]) -> None:
    first_entry = read_entries(catalogue())[0]
    hub.instead[0] = as_json(answer_for(first_entry) | {"sha": "e" * 40})
    assert run(["catalog", "check", "--online"]) == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith(f"{first_entry.id}: revision ")
    assert "e" * 40 in first


def test_it_must_be_said_what_is_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run(["catalog"])
    assert left.value.code == 2
    assert "check" in capsys.readouterr().err
