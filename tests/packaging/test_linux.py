"""What desktops of Linux are told of Fireside, as their own tools understand it."""

import configparser
import subprocess
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[2]
LINUX = ROOT / "packaging" / "linux"
ENTRY = configparser.RawConfigParser(strict=True)
ENTRY.optionxform = str  # type: ignore[method-assign,assignment]
ENTRY.read(LINUX / "fireside.desktop", "utf-8")


def test_the_newest_release_is_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    releases = ElementTree.parse(LINUX / "fireside.metainfo.xml").findall("releases/release")
    assert releases[0].get("version") == version


def test_entry_metadata_and_types_speak_of_the_same_things() -> None:
    offered = set(ENTRY["Desktop Entry"]["MimeType"].rstrip(";").split(";"))
    about = ElementTree.parse(LINUX / "fireside.metainfo.xml")
    assert {each.text for each in about.findall("provides/mediatype")} == offered
    types = ElementTree.parse(LINUX / "fireside.mime.xml").getroot()
    assert {each.get("type") for each in types} | {"x-scheme-handler/fireside"} == offered
    assert ENTRY["Desktop Entry"]["StartupWMClass"] == "fireside"


@pytest.mark.parametrize("key", ["Comment", "GenericName", "Keywords"])
def test_the_menu_speaks_german_too(key: str) -> None:
    assert ENTRY["Desktop Entry"][f"{key}[de]"] != ENTRY["Desktop Entry"][key]


@pytest.mark.package
def test_desktops_find_nothing_wrong() -> None:
    for command in (
        ["desktop-file-validate", LINUX / "fireside.desktop"],
        ["appstreamcli", "validate", "--no-net", "--pedantic", LINUX / "fireside.metainfo.xml"],
    ):
        said = subprocess.run(command, capture_output=True, text=True)
        assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.package
def test_a_model_is_known_by_its_name_and_by_its_first_bytes(tmp_path: Path) -> None:
    packages = tmp_path / "mime" / "packages"
    packages.mkdir(parents=True)
    (packages / "fireside.xml").write_bytes((LINUX / "fireside.mime.xml").read_bytes())
    subprocess.run(["update-mime-database", tmp_path / "mime"], check=True, capture_output=True)
    assert "application/x-gguf:*.gguf" in (tmp_path / "mime" / "globs").read_text()
    assert b"GGUF" in (tmp_path / "mime" / "magic").read_bytes()
