"""Fireside.app: what macOS is told of it. build.spec hands this to PyInstaller's BUNDLE."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent

NAME = "Fireside.app"
IDENTIFIER = "app.fireside.fireside"
"""Permissions that a person gave are kept under this name: it must never change."""

OLDEST = "13.3"
"""The first macOS with the linear algebra that llama.cpp is built against."""


def version() -> str:
    """The version of this source."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def options() -> dict[str, Any]:
    """The arguments of BUNDLE, beside what is to be in it."""
    return {
        "name": NAME,
        "icon": str(ROOT / "build" / "icons" / "fireside.icns"),
        "bundle_identifier": IDENTIFIER,
        "version": version(),
        "info_plist": info(),
    }


def info() -> dict[str, Any]:
    """Info.plist, beside what BUNDLE writes itself."""
    return {
        "CFBundleDisplayName": "Fireside",
        "CFBundleVersion": version(),
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en", "de"],
        "LSApplicationCategoryType": "public.app-category.productivity",
        "LSBackgroundOnly": False,
        "LSMinimumSystemVersion": OLDEST,
        "NSHighResolutionCapable": True,
        "NSSupportsAutomaticGraphicsSwitching": True,
        "NSHumanReadableCopyright": "The Fireside authors. Apache License 2.0; as a whole, GNU GPL 3 or later.",
        "NSMicrophoneUsageDescription": "Fireside listens while you dictate or talk. What it hears stays on this Mac.",
        "NSAppTransportSecurity": {"NSAllowsLocalNetworking": True},  # the page comes from this computer, without TLS
        "CFBundleURLTypes": [
            {"CFBundleURLName": IDENTIFIER, "CFBundleURLSchemes": ["fireside"], "CFBundleTypeRole": "Viewer"}
        ],
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Language model",
                "CFBundleTypeRole": "Viewer",
                "LSItemContentTypes": ["org.ggml.gguf"],
                "LSHandlerRank": "Alternate",  # offered, not taken from whoever opens models now
            }
        ],
        "UTImportedTypeDeclarations": [
            {
                "UTTypeIdentifier": "org.ggml.gguf",
                "UTTypeDescription": "Language model",
                "UTTypeConformsTo": ["public.data"],
                "UTTypeTagSpecification": {
                    "public.filename-extension": ["gguf"],
                    "public.mime-type": ["application/x-gguf"],
                },
            }
        ],
    }
