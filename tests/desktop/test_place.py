"""Where the window stands after screens have changed."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.place import TITLE, Place, Screen, read_place, write_place

numbers = st.integers(-20_000, 20_000)
places = st.builds(
    Place,
    width=st.integers(1, 20_000),
    height=st.integers(1, 20_000),
    x=st.none() | numbers,
    y=st.none() | numbers,
    maximized=st.booleans(),
)
screens = st.builds(
    Screen,
    x=st.integers(-8000, 8000),
    y=st.integers(-8000, 8000),
    width=st.integers(320, 8000),
    height=st.integers(320, 8000),
)


def grip(place: Place, screen: Screen) -> tuple[int, int]:
    """Width and height of the part of the title bar that lies on a screen."""
    assert place.x is not None
    assert place.y is not None
    across = min(place.x + place.width, screen.x + screen.width) - max(place.x, screen.x)
    down = min(place.y + TITLE[1], screen.y + screen.height) - max(place.y, screen.y)
    return across, down


@settings(deadline=None)  # a busy machine is no defect
@given(places, st.lists(screens, min_size=1, max_size=4))
def test_a_window_can_always_be_grabbed_and_fits_a_screen(place: Place, all_screens: list[Screen]) -> None:
    fitted = place.fitted(all_screens)
    assert any(fitted.width <= screen.width and fitted.height <= screen.height for screen in all_screens)
    if fitted.x is not None:
        grips = [grip(fitted, screen) for screen in all_screens]
        assert any(across >= TITLE[0] and down >= TITLE[1] for across, down in grips)
    assert fitted.fitted(all_screens) == fitted, "once is enough"


def test_what_fits_stays_where_it_was() -> None:
    place = Place(width=900, height=700, x=2100, y=40)
    assert place.fitted([Screen(0, 0, 1920, 1080), Screen(1920, 0, 1920, 1080)]) == place
    assert place.fitted([Screen(0, 0, 1920, 1080)]) == Place(width=900, height=700), "that screen is gone: centred"
    assert place.fitted([]) == Place(width=900, height=700)


@settings(deadline=None)  # a busy machine is no defect
@given(places)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, place: Place) -> None:
    file = tmp_path_factory.getbasetemp() / "window.json"
    write_place(file, place)
    assert read_place(file) == place


@pytest.mark.parametrize(
    "rubbish",
    [
        "",
        "{",
        "[]",
        "null",
        '"x"',
        '{"colour": 1}',
        '{"width": "wide"}',
        '{"width": 1e999}',
        '{"zoom": "x"}',
        '{"zoom": 0}',
    ],
)
def test_rubbish_is_the_default(tmp_path: Path, rubbish: str) -> None:
    file = tmp_path / "window.json"
    assert read_place(file) == Place()
    file.write_text(rubbish)
    assert read_place(file) == Place()
    file.write_bytes(b"\xff\xfe\x00")
    assert read_place(file) == Place()


def test_a_folder_that_cannot_be_written_costs_only_the_memory(tmp_path: Path) -> None:
    write_place(tmp_path / "none" / "window.json", Place())
    file = tmp_path / "window.json"
    write_place(file, Place(width=640))
    assert json.loads(file.read_text())["width"] == 640
