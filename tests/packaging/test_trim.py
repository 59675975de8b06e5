"""What stays out of the bundle, and what must never be left out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "packaging"))
import contents  # noqa: E402
import trim  # noqa: E402

ALL_OF_IT = """
import importlib, pkgutil, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if any(f"{name}.".startswith(f"{gone}.") for gone in GONE):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

GONE, THEIRS = sys.argv[1].split(), sys.argv[2].split()
sys.meta_path.insert(0, Absent())
OURS = [found.name for room in ("backend", "desktop") for found in pkgutil.walk_packages([room], f"{room}.")]
for name in [*OURS, *THEIRS]:
    importlib.import_module(name)

import numpy, openai, soundfile
from huggingface_hub.hf_api import HfApi

numpy.linalg.norm(numpy.ones((2, 2), numpy.float32))
openai.AsyncOpenAI(api_key="none", base_url="http://127.0.0.1:1/v1")
HfApi(endpoint="http://127.0.0.1:1")
"""
"""Imports every file of ours, and what they import later, while there is nothing of what the bundle leaves out."""

THEIRS = (
    *("cryptography.hazmat.primitives.asymmetric.ed25519", "ijson.backends.yajl2_c", "jinja2.sandbox", "keyring"),
    *("llama_cpp.mtmd_cpp", "markdown_it", "sherpa_onnx", "sounddevice", "soxr", "uvicorn", "webview"),
    *("uvicorn.protocols.http.auto", "uvicorn.protocols.websockets.auto"),
)


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
        "llama_cpp/lib/libmtmd.so.0",
        "numpy-2.4.6.dist-info/METADATA",
        "numpy-2.4.6.dist-info/licenses/LICENSE.txt",
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
        "numpy-2.4.6.dist-info/RECORD",
        "filelock-4.2.11.dist-info/sboms/filelock.cdx.json",
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


def test_nothing_asks_for_the_modules_that_stay_out() -> None:
    gone = [*trim.MODULES, *contents.UNUSED]
    said = subprocess.run(
        [sys.executable, "-c", ALL_OF_IT, " ".join(gone), " ".join(THEIRS)], cwd=ROOT, capture_output=True, text=True
    )
    assert said.returncode == 0, said.stderr
