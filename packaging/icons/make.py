"""Draws the icons of Fireside, in every size and format, from the SVG files beside it.

python packaging/icons/make.py build/icons    all that installers need
python packaging/icons/make.py --own          the few that the program shows by itself: desktop/icons, committed
"""

from __future__ import annotations

import io
import struct
import sys
from pathlib import Path

import resvg_py
from PIL import Image

HERE = Path(__file__).resolve().parent
OWN = HERE.parent.parent / "desktop" / "icons"

SMALL = 48
"""Pixels from which the icon is drawn in full; below, the simpler drawing stays legible."""

HICOLOR = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)
ICO = (16, 20, 24, 32, 40, 48, 64, 128, 256)
ICNS = (32, 64, 128, 256, 512, 1024)
WINDOW = (16, 24, 32, 48, 64, 128, 256)

APPLE_GRID = 824 / 960
"""macOS wants the tile to take 824 of 1024 pixels; in our drawing it takes 960."""


def draw(size: int) -> Image.Image:
    """The icon, `size` pixels wide."""
    return _draw("fireside.svg" if size >= SMALL else "fireside-small.svg", size)


def draw_apple(size: int) -> Image.Image:
    """The icon with the margin that macOS expects."""
    whole = Image.new("RGBA", (size, size))
    inner = round(size * APPLE_GRID)
    tile = _draw("fireside.svg" if inner >= SMALL else "fireside-small.svg", inner)
    whole.alpha_composite(tile, ((size - inner) // 2, (size - inner) // 2))
    return whole


def ico() -> bytes:
    """All sizes for Windows: bitmaps, as its older dialogs want them, and PNG where those are large."""
    frames = [_frame(size) for size in ICO]
    place = 6 + 16 * len(frames)
    head = struct.pack("<HHH", 0, 1, len(frames))
    for entry, data in frames:
        head += entry[:8] + struct.pack("<II", len(data), place)
        place += len(data)
    return head + b"".join(data for _, data in frames)


def icns() -> bytes:
    """All sizes for macOS."""
    file = io.BytesIO()
    *smaller, largest = (draw_apple(size) for size in ICNS)
    largest.save(file, "ICNS", append_images=smaller)
    return file.getvalue()


def welcome() -> bytes:
    """The picture beside the first words of the installer for Windows: twice 164 by 314 pixels, for dense screens."""
    file = io.BytesIO()
    _rendered((HERE / "welcome.svg").read_text("utf-8"), 328, 628).convert("RGB").save(file, "BMP")
    return file.getvalue()


def make(folder: Path) -> None:
    """Write what installers need: `hicolor/`, `fireside.ico`, `fireside.icns`, `fireside-1024.png`, `welcome.bmp`."""
    theme = folder / "hicolor"
    for size in HICOLOR:
        _write(theme / f"{size}x{size}" / "apps" / "fireside.png", _png(draw(size)))
    for place, name in (("scalable", "fireside.svg"), ("symbolic", "fireside-symbolic.svg")):
        _write(theme / place / "apps" / name, (HERE / name).read_bytes())
    _write(folder / "fireside.ico", ico())
    _write(folder / "fireside.icns", icns())
    _write(folder / "fireside-1024.png", _png(draw(1024)))
    _write(folder / "welcome.bmp", welcome())


def make_own(folder: Path = OWN) -> None:
    """Write what the program shows: the icon of its windows and of the tray."""
    for size in WINDOW:
        _write(folder / f"fireside-{size}.png", _png(draw(size)))
    _write(folder / "fireside.ico", ico())


def _draw(name: str, size: int) -> Image.Image:
    return _rendered((HERE / name).read_text("utf-8"), size)


def _rendered(svg: str, width: int, height: int = 0) -> Image.Image:
    drawn = resvg_py.svg_to_bytes(svg_string=svg, width=width, height=height or width)
    return Image.open(io.BytesIO(bytes(drawn))).convert("RGBA")


def _frame(size: int) -> tuple[bytes, bytes]:
    """One size as an ICO of its own, taken apart: the entry in its directory, and the picture."""
    file = io.BytesIO()
    draw(size).save(file, "ICO", sizes=[(size, size)], bitmap_format="png" if size >= 128 else "bmp")
    return file.getvalue()[6:22], file.getvalue()[22:]


def _png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


if __name__ == "__main__":
    make_own() if sys.argv[1:] == ["--own"] else make(Path(sys.argv[1]))
