"""Makes the archive for Windows that needs no installer: the program, marked portable, so that its data stays with it.

python packaging/windows/archive.py dist/fireside dist/fireside-0.2.0-windows-x64-portable.zip
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

MARKER = "While this file is here, Fireside keeps everything in the folder data beside it.\r\n"


def make(program: Path, archive: Path) -> None:
    """Write the archive; everything in it lies in the folder Fireside."""
    half = archive.with_suffix(".half")
    with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for file in sorted(program.rglob("*")):
            if file.is_file():
                packed.write(file, f"Fireside/{file.relative_to(program).as_posix()}")
        packed.writestr("Fireside/portable", MARKER)
    half.replace(archive)


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
