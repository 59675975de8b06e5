"""The icon: one family in the program, the page and the installers, and its files as the drawings say."""

import importlib.util
import io
import re
import struct
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
ICONS = ROOT / "packaging" / "icons"
OWN = ROOT / "desktop" / "icons"


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_icons", ICONS / "make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def flames(path: str) -> set[str]:
    """The outlines that a file draws."""
    return set(re.findall(r"M1[0-9.]+ [0-9.]+c[^MZ]+Z", (ROOT / path).read_text("utf-8")))


def test_page_window_and_installers_show_one_ember() -> None:
    ember = flames("ui/src/shared/Ember.tsx")
    assert len(ember) == 2, "the flame, and the light in it"
    for name in ("fireside", "fireside-small", "fireside-symbolic", "welcome"):
        assert flames(f"packaging/icons/{name}.svg") == ember, name
    assert flames("ui/public/ember.svg") == ember


def test_what_the_program_shows_is_drawn_from_the_sources(make: ModuleType, tmp_path: Path) -> None:
    make.make_own(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(file.name for file in OWN.iterdir())
    for file in OWN.glob("*.png"):
        drawn = Image.open(tmp_path / file.name)
        assert drawn.tobytes() == Image.open(file).convert("RGBA").tobytes(), "run packaging/icons/make.py --own"
    assert (tmp_path / "fireside.ico").read_bytes() == (OWN / "fireside.ico").read_bytes()


def test_the_icon_of_windows_has_every_size(make: ModuleType) -> None:
    content = make.ico()
    kind, count = struct.unpack_from("<HH", content, 2)
    assert (kind, count) == (1, 9)
    icon = Image.open(io.BytesIO(content))
    assert {width for width, _ in icon.info["sizes"]} == {16, 20, 24, 32, 40, 48, 64, 128, 256}
    for size in icon.info["sizes"]:
        icon = Image.open(io.BytesIO(content))
        icon.size = size
        icon.load()
        assert icon.size == size
        assert icon.convert("RGBA").getpixel((size[0] // 2, size[1] * 4 // 5))[0] > 200, "the ember glows in each"


def test_the_icon_of_macos_has_the_margin_that_it_wants(make: ModuleType) -> None:
    icon = Image.open(io.BytesIO(make.icns()))
    assert {scale * width for width, _, scale in icon.info["sizes"]} == {32, 64, 128, 256, 512, 1024}
    tile = make.draw_apple(1024).getchannel("A").point(lambda alpha: 255 * (alpha > 127)).getbbox()
    assert tile == pytest.approx((100, 100, 924, 924), abs=1)


def test_small_icons_are_drawn_more_simply_and_stay_legible(make: ModuleType) -> None:
    picture = make.draw(16)
    ember = sum(1 for red, green, blue, _ in picture.get_flattened_data() if red > 200 and green > 80)
    assert ember > 50, "a fifth of what 16 pixels can show is the ember"
    assert make.draw(16).getpixel((8, 1))[3] == 255


def test_all_that_installers_need_is_made(make: ModuleType, tmp_path: Path) -> None:
    make.make(tmp_path)
    for size in (16, 22, 24, 32, 48, 64, 96, 128, 256, 512):
        with Image.open(tmp_path / "hicolor" / f"{size}x{size}" / "apps" / "fireside.png") as picture:
            assert picture.size == (size, size)
    for name in ("scalable/apps/fireside.svg", "symbolic/apps/fireside-symbolic.svg"):
        assert (tmp_path / "hicolor" / name).is_file()
    assert {"fireside.ico", "fireside.icns", "fireside-1024.png", "welcome.bmp"} < {
        file.name for file in tmp_path.iterdir()
    }
