"""What of the libraries that come with our packages stays out of the bundle: not needed, or the system's are better."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

MODULES = (
    *("numpy.f2py", "numpy.fft", "numpy.ma", "numpy.polynomial", "numpy.random", "numpy.testing"),
    *(f"openai.{half}.{part}" for half in ("resources", "types") for part in ("admin", "beta", "live", "realtime")),
    *("huggingface_hub.cli", "huggingface_hub.hf_file_system", "huggingface_hub.inference", "huggingface_hub._sandbox"),
    *("distutils", "doctest", "pdb", "pydoc", "pydoc_data", "unittest"),
)
"""What packages bring for other purposes than ours, and Python for developers. Nothing of ours, and nothing that ours
imports, asks for it; PyTorch does, so the full flavour keeps it."""

QT_BINDINGS = frozenset(
    (
        *("QtCore", "QtGui", "QtNetwork", "QtPrintSupport", "QtWebChannel", "QtWebEngineCore", "QtWebEngineWidgets"),
        *("QtWidgets",),
    )
)
"""What is imported from PySide6, by us, pywebview and each other."""

QT_LIBRARIES = frozenset(
    (
        *("Core", "DBus", "Gui", "Network", "OpenGL", "OpenGLWidgets", "Positioning", "PrintSupport", "Qml", "QmlMeta"),
        *("QmlModels", "QmlWorkerScript", "Quick", "QuickWidgets", "Svg", "WaylandClient", "WebChannel", "Widgets"),
        *("WebEngineCore", "WebEngineWidgets", "WlShellIntegration", "XcbQpa"),
    )
)
"""The parts of Qt that the web view is made of; the other hundred stay behind."""

QT_PLUGINS = (
    *("platforms/libqxcb", "platforms/libqwayland", "platforms/libqoffscreen", "xcbglintegrations/"),
    *("wayland-shell-integration/", "wayland-graphics-integration-client/", "wayland-decoration-client/"),
    *("platformthemes/libqxdgdesktopportal", "platforminputcontexts/libcompose", "platforminputcontexts/libibus"),
    *("imageformats/libqjpeg", "imageformats/libqsvg", "imageformats/libqwebp", "imageformats/libqgif"),
    *("imageformats/libqico", "iconengines/", "tls/libqopenssl", "networkinformation/"),
)
"""A window on X11 or Wayland, or on none; dialogs by the desktop's portal; pictures; typing with an input method."""

QT_LOCALES = ("en-US", "en-GB", "de")
"""Chromium's own few words, in the languages of ours."""

DEVELOPERS = ("qtwebengine_devtools_resources.pak", "qtwebengine_resources_debug.pak", "v8_context_snapshot.debug.bin")

SYSTEMS = re.compile(
    r"lib(stdc\+\+|gcc_s|gomp|mvec|X11|X11-xcb|Xau|Xdmcp|Xext|Xfixes|Xi|Xrandr|Xrender|Xcomposite|Xcursor|Xdamage|"
    r"Xinerama|Xtst|xkbfile|xkbcommon|xkbcommon-x11|xcb|xcb-[\w-]+|wayland-\w+|EGL|GL|GLX|GLdispatch|OpenGL|gbm|drm|"
    r"asound|jack|pulse|pulsecommon-[\d.]+|portaudio|db-5\.3|dbus-1|systemd|udev|glib-2\.0|gobject-2\.0|gio-2\.0|"
    r"gmodule-2\.0|gthread-2\.0|pcre2-8|mount|blkid|selinux|fontconfig|freetype|harfbuzz|graphite2|png16|jpeg|expat|"
    r"brotli\w+|uuid|z|bsd|md|cap|gcrypt|gpg-error|lz4|nss3|nssutil3|nssckbi|nssdbm3|nspr4|plc4|plds4|smime3|softokn3|"
    r"freebl3|freeblpriv3|gssapi_krb5|krb5|k5crypto|krb5support|keyutils|com_err|gtk-3|gdk-3|gdk_pixbuf-2\.0|cairo|"
    r"cairo-gobject|pango\w*-1\.0|atk-1\.0|atk-bridge-2\.0|atspi|epoxy|thai|datrie|fribidi|pixman-1|avahi-\w+|cups|"
    r"gnutls|nettle|hogweed|gmp|idn2|p11-kit|tasn1|unistring|sndfile|FLAC|vorbis|vorbisenc|ogg|opus|mpg123|mp3lame|"
    r"asyncns|vulkan|cuda|nvidia-ml|amdhip64)\.(so|chk)\b"
)
"""Libraries of Linux: of drivers, sound, the bus, fonts. Ours would be older, and not fit the system's other half."""

_VIDEO = re.compile(r"lib(av(codec|format|util)|sw(scale|resample)|Qt6FFmpeg)")


def wanted(place: str) -> bool:
    """Whether a file belongs into the bundle; `place` is where it would lie there: `PySide6/Qt/lib/libQt6Pdf.so.6`."""
    path = PurePosixPath(place.replace("\\", "/"))
    if path.name in DEVELOPERS or _VIDEO.match(path.name) or path.parts[0].endswith(".egg-info"):
        return False
    if path.parts[0].endswith(".dist-info"):
        return path.name != "RECORD" and "sboms" not in path.parts  # a release has a bill of materials of its own
    if path.parts[0] == "espeakng_loader":
        return not re.search(r"\.so\.\d", path.name)  # copies of the one that is opened
    if path.parts[0] == "torch" and path.parts[1:2] and path.parts[1] in ("bin", "include", "share", "test"):
        return path.name == "torch_shm_manager"  # looked for when torch is imported
    if path.parts[0] == "PySide6":
        return _of_qt("/".join(path.parts[1:])) and _library(path.name)
    return not (len(path.parts) == 1 and SYSTEMS.match(path.name)) and _library(path.name)


def _of_qt(place: str) -> bool:
    for folder, keeps in _FOLDERS.items():
        if place.startswith(folder):
            return keeps(place.removeprefix(folder))
    binding = re.match(r"(Qt\w+)\.(?:abi3\.so|pyi?)", place)
    return binding is None or binding[1] in QT_BINDINGS


def _library(name: str) -> bool:
    """Whether it is no library of Qt's, or one of those that are needed; also of a link to one."""
    library = re.match(r"libQt6(\w+)\.so", name)
    return library is None or library[1] in QT_LIBRARIES


_FOLDERS: dict[str, Callable[[str], bool]] = {
    "Qt/qml/": lambda name: False,
    "Qt/metatypes/": lambda name: False,
    "Qt/plugins/": lambda name: name.startswith(QT_PLUGINS),
    "Qt/translations/qtwebengine_locales/": lambda name: name.removesuffix(".pak") in QT_LOCALES,
    "Qt/translations/": lambda name: False,
}


def unwanted_bindings() -> list[str]:
    """What is installed of PySide6 and not needed: left out as modules, so that nothing of them is looked for."""
    found = find_spec("PySide6")
    folders = [Path(folder) for folder in (found.submodule_search_locations or ())] if found else []
    names = {path.name.partition(".")[0] for folder in folders for path in folder.glob("Qt*.*") if path.is_file()}
    return sorted(f"PySide6.{name}" for name in names - QT_BINDINGS)
