"""What stays out of the bundle, and what must never be left out."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "packaging"))
import trim  # noqa: E402


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/lib/libQt6WebEngineCore.so.6",
        "libQt6WebEngineCore.so.6",
        "PySide6/Qt/libexec/QtWebEngineProcess",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/resources/icudtl.dat",
        "PySide6/Qt/translations/qtwebengine_locales/de.pak",
        "PySide6/QtWebEngineWidgets.abi3.so",
        "llama_cpp/lib/libggml.so.0",
        "libggml.so.0",
        "libsqlite3.so.0",
        "libpython3.11.so.1.0",
        "espeakng_loader/libespeak-ng.so",
        "espeakng_loader/espeak-ng-data/phondata",
        "sherpa_onnx.libs/libasound-fb5348bf.so.2.0.0",
        "_soundfile_data/libsndfile_x86_64.so",
        "torch/lib/libtorch_cpu.so",
        "torch/bin/torch_shm_manager",
    ],
)
def test_what_is_needed_stays(place: str) -> None:
    assert trim.wanted(place)
    assert trim.wanted(place.replace("/", "\\"))


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/lib/libQt6Pdf.so.6",
        "libQt6Quick3D.so.6",
        "PySide6/Qt/qml/QtQuick/qmldir",
        "PySide6/Qt/plugins/multimedia/libffmpegmediaplugin.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/translations/qtwebengine_locales/fi.pak",
        "PySide6/Qt/resources/qtwebengine_devtools_resources.pak",
        "PySide6/QtOpenGL.abi3.so",
        "libstdc++.so.6",
        "libX11.so.6",
        "libasound.so.2",
        "libmvec.so.1",
        "libfreebl3.chk",
        "espeakng_loader/libespeak-ng.so.1.52.0",
        "fireside.egg-info/PKG-INFO",
        "torch/test/test_api",
        "torch/bin/protoc",
    ],
)
def test_what_is_not_needed_or_is_the_systems_goes(place: str) -> None:
    assert not trim.wanted(place)


def test_of_qt_only_what_the_web_view_needs_is_imported() -> None:
    unwanted = trim.unwanted_bindings()
    assert {"PySide6.QtOpenGL", "PySide6.QtQuick", "PySide6.QtQml"} <= set(unwanted)
    assert not {f"PySide6.{name}" for name in trim.QT_BINDINGS} & set(unwanted)
