"""Writes the bill of materials of a bundle (CycloneDX): every part of Python and of the page that is shipped in it.

    python packaging/release/sbom.py build/package/venv/bin/python fireside-0.2.0-linux-x64.cdx.json

Needs packaging/release/tools.txt; the first argument is the Python whose environment the bundle was made from.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT / "packaging"))
from contents import UNUSED, plain  # noqa: E402

SHIPPED = """
import json
from backend.licences import licences
print(json.dumps([[part.name, part.version, part.licence] for part in licences()]))
"""

Bom = dict[str, Any]
"""A document of CycloneDX, or a part of one, as it is in JSON."""


def of_python(python: Path) -> Bom:
    """What is installed in an environment."""
    tool = Path(sys.executable).parent / "cyclonedx-py"
    said = subprocess.run(
        [shutil.which(tool) or "cyclonedx-py", "environment", "--sv", "1.6", "--short-PURLs", python],
        stdout=subprocess.PIPE,
        check=True,
    )
    bom: Bom = json.loads(said.stdout)
    return bom


def of_page(npm: str) -> Bom:
    """What the page is made of."""
    asked = [npm, "sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only"]
    near = {**os.environ, "PATH": f"{Path(npm).parent}{os.pathsep}{os.environ['PATH']}"}  # npm asks for its node
    said = subprocess.run(asked, cwd=ROOT / "ui", env=near, stdout=subprocess.PIPE, check=True)
    bom: Bom = json.loads(said.stdout)
    return bom


def shipped(python: Path) -> list[tuple[str, str, str]]:
    """Fireside first, then its parts: name, version, licence. An environment holds more: what bundles are made with."""
    said = subprocess.run([python, "-c", SHIPPED], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return [(name, version, licence) for name, version, licence in json.loads(said.stdout)]


def merged(parts: list[tuple[str, str, str]], installed: Bom, page: Bom) -> Bom:
    """One document: Fireside, and below it the shipped parts of both."""
    (_, version, licence), *others = parts
    names = {plain(name) for name, _, _ in others} - {plain(name) for name in UNUSED}
    python = [part for part in installed["components"] if plain(part["name"]) in names]
    for part in python:  # what was built here has none
        part.setdefault("purl", f"pkg:pypi/{plain(part['name'])}@{part['version']}")
    components = [*python, *page["components"]]
    for part in components:  # where this computer got it from is nobody's business
        part.pop("externalReferences", None)
    known = {part["bom-ref"] for part in components}
    depends = [
        {"ref": each["ref"], "dependsOn": sorted(set(each.get("dependsOn", ())) & known)}
        for each in (*installed.get("dependencies", ()), *page.get("dependencies", ()))
        if each["ref"] in known
    ]
    ours = f"fireside@{version}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": "fireside",
                "version": version,
                "licenses": [{"expression": licence}],
            }
        },
        "components": sorted(components, key=lambda part: part["bom-ref"]),
        "dependencies": [{"ref": ours, "dependsOn": sorted(known)}, *depends],
    }


def validated(text: str) -> str:
    """The same text. Raises ValueError when it is not what CycloneDX asks for."""
    from cyclonedx.schema import SchemaVersion  # type: ignore[import-not-found]
    from cyclonedx.validation.json import JsonStrictValidator  # type: ignore[import-not-found]

    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise ValueError(str(wrong))
    return text


def main(arguments: list[str]) -> int:
    """Write it; the exit code is 1 when it is not valid."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    python = Path(arguments[0]).absolute()
    npm = shutil.which("npm", path=str(python.parent)) or "npm"
    bom = merged(shipped(python), of_python(python), of_page(npm))
    Path(arguments[1]).write_text(validated(json.dumps(bom, indent=1)), "utf-8")
    print(f"{arguments[1]}: {len(bom['components'])} parts")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
