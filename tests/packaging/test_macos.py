"""What macOS is told of Fireside.app, as far as it can be read here."""

import importlib.util
import plistlib
import subprocess
import tomllib
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[2]
MACOS = ROOT / "packaging" / "macos"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"macos_{name}", MACOS / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_app_tells_what_it_is_and_what_it_opens() -> None:
    options = load("bundle").options()
    told = plistlib.loads(plistlib.dumps(options["info_plist"]))
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert options["version"] == told["CFBundleVersion"] == version
    assert told["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["fireside"]
    declared = told["UTImportedTypeDeclarations"][0]
    assert declared["UTTypeTagSpecification"]["public.filename-extension"] == ["gguf"]
    assert told["CFBundleDocumentTypes"][0]["LSItemContentTypes"] == [declared["UTTypeIdentifier"]]
    assert told["LSBackgroundOnly"] is False, "PyInstaller's own word for a program with a console"
    about = ElementTree.parse(ROOT / "packaging" / "linux" / "fireside.metainfo.xml")
    assert options["bundle_identifier"] == about.findtext("id"), "one name everywhere"


def test_asking_for_the_microphone_is_said_in_both_languages_and_allowed() -> None:
    key = "NSMicrophoneUsageDescription"
    assert load("bundle").info()[key]
    assert f'"{key}"' in (MACOS / "de.lproj" / "InfoPlist.strings").read_text("utf-8")
    with (MACOS / "entitlements.plist").open("rb") as file:
        allowed = plistlib.load(file)
    assert allowed["com.apple.security.device.audio-input"] is True


def test_the_image_shows_the_app_and_where_to_drag_it(tmp_path: Path) -> None:
    shown = load("image").settings(tmp_path / "Fireside.app")
    assert set(shown["icon_locations"]) == {"Fireside.app", *shown["symlinks"]}
    assert shown["files"] == [str(tmp_path / "Fireside.app")]


def test_signing_without_being_told_what_says_how(tmp_path: Path) -> None:
    said = subprocess.run([MACOS / "sign.sh"], capture_output=True, text=True)
    assert said.returncode == 2
    assert "packaging/macos/sign.sh app" in said.stderr


@pytest.mark.package
def test_the_scripts_are_sound() -> None:
    scripts = [*ROOT.glob("packaging/**/*.sh"), *ROOT.glob("packaging/linux/post*"), ROOT / ".ci" / "run"]
    subprocess.run(["shellcheck", *scripts], check=True)
