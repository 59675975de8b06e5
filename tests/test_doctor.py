"""The doctor finds what is there, names what is missing, and outlives what crashes."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend import doctor, probes
from backend.crashes import Crashes
from backend.doctor import Report, diagnose
from backend.paths import Paths
from backend.probes import PROBES, Finding, Probe


def crash() -> Finding:
    """What a native library does when it fails badly."""
    os.abort()


def hang() -> Finding:
    """What a sound server does now and then."""
    import time

    time.sleep(60)
    raise AssertionError


def refuse() -> Finding:
    raise ImportError("libxcb-cursor.so.0: cannot open shared object file")


@pytest.fixture
def home(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "fireside")


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundled model of a few bytes."""
    content = b"GGUF and weights"
    (tmp_path / "starter-q8_0.gguf").write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    (tmp_path / "starter.toml").write_text(
        f'[[model]]\nid = "starter"\nfile = "starter-q8_0.gguf"\nsha256 = "{digest}"\n'
    )
    monkeypatch.setattr(doctor, "catalogue", lambda: tmp_path)
    return tmp_path


def by_name(report: Report) -> dict[str, Finding]:
    return {finding.name: finding for finding in report.findings}


def test_everything_is_looked_at_and_nothing_is_changed(home: Paths) -> None:
    report = diagnose(home)
    names = "Fireside, computer, data folder, page, starter model, crashes, updates, web view, display, sound, voices"
    names += ", llama.cpp, PyTorch"
    assert [finding.name for finding in report.findings] == [*names.split(", "), "browser", "port"]
    assert not home.home.exists()


def test_it_tells_of_crashes_and_that_updates_are_not_set_up(home: Paths) -> None:
    found = by_name(Report(findings=(doctor.crashes(home), doctor.updates())))
    assert (found["crashes"].status, found["crashes"].words) == ("ok", "none reported")
    assert found["updates"].status == "ok"
    Crashes(home.logs).keep("worker", "the model worker ended with SIGSEGV", ())
    crashed = doctor.crashes(home)
    assert crashed.status == "warning"
    assert crashed.words.startswith("1 reported, the last on ")
    assert crashed.words.endswith(": the model worker ended with SIGSEGV")


def test_it_sees_the_native_libraries_of_this_computer(home: Paths) -> None:
    found = by_name(diagnose(home))
    assert found["llama.cpp"].status == "ok"
    assert "0.3." in found["llama.cpp"].words
    (processor,) = (each for each in found["llama.cpp"].facts["devices"] if each["kind"] == "processor")
    assert 0 < processor["free"] < processor["total"]
    assert f"CPU: {processor['name']} (" in found["llama.cpp"].words
    assert "GB free" in found["llama.cpp"].words
    assert found["voices"].status == "ok"
    assert {"en-US", "de"} <= set(found["voices"].facts["languages"])
    assert found["web view"].status == "ok"
    assert found["sound"].status in ("ok", "warning")


@pytest.mark.parametrize("missing", [["torch", "transformers", "safetensors"], ["transformers"]])
def test_pytorch_need_not_be_there_but_half_of_it_is_told(missing: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in missing else there(name))
    finding = probes.pytorch()
    whole = "torch" in missing
    assert finding.status == ("ok" if whole else "warning")
    assert ("not installed" if whole else "transformers missing") in finding.words
    assert whole or "pip install" in finding.hint


def test_it_says_where_pytorch_would_work() -> None:
    finding = next(probe for probe in PROBES if probe.name == "PyTorch").run()
    assert finding.status == "ok"
    assert finding.facts["device"] in ("cpu", "cuda", "mps")
    assert "would use" in finding.words


def test_the_report_can_be_read_by_people_and_by_programs(home: Paths) -> None:
    report = Report(
        findings=(
            Finding(name="page", status="ok", words="built", hint="never shown"),
            Finding(name="display", status="missing", words="no screen", hint="Use serve."),
        )
    )
    assert report.text().splitlines() == [
        "✓ page     built",
        "✗ display  no screen",
        "           → Use serve.",
        "",
        "Something is missing: see the lines marked ✗.",
    ]
    assert not report.healthy
    assert json.loads(report.json_text())["findings"][1]["status"] == "missing"


def test_a_folder_that_cannot_be_written_is_missing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    finding = doctor.data_folder(Paths(tmp_path / "file" / "fireside"))
    assert finding.status == "missing"
    assert "FIRESIDE_HOME" in finding.hint


def test_little_disk_space_is_worth_a_word(home: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "ENOUGH", 2**80)
    assert doctor.data_folder(home).status == "warning"


@pytest.mark.usefixtures("catalogue")
def test_the_bundled_model_is_whole() -> None:
    assert doctor.starter().status == "ok"


def test_one_changed_byte_of_the_bundled_model_is_seen(catalogue: Path) -> None:
    (catalogue / "starter-q8_0.gguf").write_bytes(b"GGUF and weightz")
    assert (doctor.starter().status, doctor.starter().words) == ("missing", "the file is damaged")


def test_a_bundled_model_of_which_nothing_is_known_is_not_called_whole(catalogue: Path) -> None:
    (catalogue / "starter.toml").write_text('[[model]]\nid = "starter"\nfile = "starter-q8_0.gguf"\n')
    assert doctor.starter().status == "warning"


def test_a_bundled_model_that_is_gone_is_missing(catalogue: Path) -> None:
    (catalogue / "starter-q8_0.gguf").unlink()
    assert doctor.starter().status == "missing"


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        number = other.getsockname()[1]
        monkeypatch.setenv("FIRESIDE_PORT", str(number))
        yield number


def test_a_taken_port_is_named(taken: int) -> None:
    assert doctor.port().status == "missing"
    assert str(taken) in doctor.port().words


def test_a_screen_that_does_not_answer_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":4242")
    finding = next(probe for probe in PROBES if probe.name == "display").run()
    assert (finding.status, finding.words) == ("missing", "the screen :4242 cannot be opened")
    assert "serve" in finding.hint


@pytest.mark.parametrize(
    ("look", "words"), [(crash, "crashes when it is used"), (refuse, "libxcb-cursor.so.0: cannot open")]
)
def test_what_goes_wrong_in_a_native_library_is_a_finding(look: Callable[[], Finding], words: str) -> None:
    finding = Probe("sound", look, "Do this.").run()
    assert (finding.status, finding.hint) == ("missing", "Do this.")
    assert words in finding.words


def test_a_native_library_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "PATIENCE", 0.5)
    finding = Probe("sound", hang, "Do this.").run()
    assert (finding.status, finding.words) == ("missing", "does not answer within 0.5 s")
