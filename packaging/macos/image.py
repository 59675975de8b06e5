"""Makes the disk image of Fireside.app for macOS: signed, packed and shown to Apple, as far as there are secrets.

python packaging/macos/image.py dist/Fireside.app dist/fireside-0.2.0-macos-arm64.dmg
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SIGN = HERE / "sign.sh"


def make(app: Path, image: Path) -> None:
    """Write the image. Raises CalledProcessError when a step fails; the step has said why."""
    import dmgbuild  # type: ignore[import-not-found]

    shutil.copytree(HERE / "de.lproj", app / "Contents" / "Resources" / "de.lproj", dirs_exist_ok=True)
    subprocess.run([SIGN, "app", app], check=True)
    image.parent.mkdir(parents=True, exist_ok=True)
    dmgbuild.build_dmg(str(image), "Fireside", settings=settings(app))
    subprocess.run([SIGN, "image", image], check=True)


def settings(app: Path) -> dict[str, Any]:
    """What the image shows: the app, and beside it where to drag it."""
    return {
        "format": "ULFO",
        "filesystem": "APFS",
        "files": [str(app)],
        "symlinks": {"Applications": "/Applications"},
        "icon": str(app / "Contents" / "Resources" / "fireside.icns"),
        "icon_locations": {app.name: (170, 180), "Applications": (470, 180)},
        "background": "#faf7f2",
        "window_rect": ((200, 200), (640, 400)),
        "default_view": "icon-view",
        "icon_size": 128,
        "text_size": 13,
        "hide_extensions": [app.name],
    }


if __name__ == "__main__":
    make(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
