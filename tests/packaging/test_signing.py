"""The release's two scripts: a pair of keys, and a list signed with it that an installed Fireside believes."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from backend.updates.manifest import unpack

ROOT = Path(__file__).parents[2]
NOTES = "# Changelog\n\n## [Unreleased]\n\n- Later\n\n## [0.2.0] - 2026-11-21\n\n- A tray\n\n## [0.1.0]\n\n- All\n"


def run(script: str, *arguments: str | Path, key: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "packaging" / "release" / script, *arguments],
        env={**os.environ, "FIRESIDE_SIGNING_KEY": key},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A private and a public key, as make_key.py makes them."""
    file = tmp_path_factory.mktemp("keys") / "private"
    made = run("make_key.py", file)
    assert made.returncode == 0, made.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    assert run("make_key.py", file).returncode == 1, "a key is never overwritten"
    return file.read_text().strip(), made.stdout.strip()


def test_a_list_of_files_is_signed_and_read_back(keys: tuple[str, str], tmp_path: Path) -> None:
    private, public = keys
    names = ("fireside_0.2.0_amd64.deb", "fireside-0.2.0-linux-arm64.tar.gz", "Fireside-0.2.0-full-x86_64.exe",
             "Fireside-0.2.0-windows-x64-cuda.zip", "Fireside-0.2.0-macos-arm64.dmg")  # fmt: skip
    for name in names:
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "notes.md").write_text(NOTES)
    done = run(
        "sign_manifest.py", "--version", "0.2.0", "--base-url", "https://example.org/v0.2.0/",
        "--notes", f"en={tmp_path / 'notes.md'}", "--minimum", "0.1.0", "--check", public,
        "--output", tmp_path / "release.json", *(tmp_path / name for name in names), key=private,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    release = unpack((tmp_path / "release.json").read_bytes(), base64.b64decode(public))
    assert (release.version, release.minimum, release.notes) == ("0.2.0", "0.1.0", {"en": "- A tray"})
    assert [(file.platform, file.arch, file.flavour, file.kind) for file in release.files] == [
        ("linux", "x64", "standard", "deb"),
        ("linux", "arm64", "standard", "tar.gz"),
        ("windows", "x64", "full", "exe"),
        ("windows", "x64", "cuda", "zip"),
        ("macos", "arm64", "standard", "dmg"),
    ]
    assert release.files[0].url == "https://example.org/v0.2.0/fireside_0.2.0_amd64.deb"
    assert release.files[0].size == len(names[0])


def test_what_is_missing_is_said(keys: tuple[str, str], tmp_path: Path) -> None:
    odd = tmp_path / "fireside.deb"
    odd.write_bytes(b"deb")
    asked = ("--version", "0.2.0", "--base-url", "https://e.org/", "--output", tmp_path / "out", odd)
    assert "FIRESIDE_SIGNING_KEY is not set" in run("sign_manifest.py", *asked).stderr
    refused = run("sign_manifest.py", *asked, key=keys[0])
    assert refused.returncode == 1
    assert "does not tell what it is for" in refused.stderr
    assert not (tmp_path / "out").exists()
