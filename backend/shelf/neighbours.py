"""Finds the models that other programs have on this computer; they are used where they lie.

Only the beginnings of files are read. The places are those that the programs' own documentation and sources name.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from backend.domain import Model, Value
from backend.engines.gguf import glance
from backend.errors import FiresideError
from backend.shelf.finding import walk, weights_in

log = logging.getLogger(__name__)

Program = Literal["LM Studio", "Ollama", "Jan", "GPT4All", "Hugging Face"]
_WEIGHTS = "application/vnd.ollama.image.model"


class Neighbour(Value):
    """A model of another program. `model` has no id; it is `here` when it stands on the shelf already."""

    program: Program
    model: Model
    here: bool = False


@dataclass(frozen=True)
class Place:
    """A folder in which a program keeps models."""

    program: Program
    folder: Path


def places(home: Path, environment: Mapping[str, str], platform: str = sys.platform) -> tuple[Place, ...]:
    """Where the programs keep their models on this system; most of these folders will not exist."""
    local, roaming = _data(home, environment, platform)
    hub = environment.get("HF_HUB_CACHE") or os.path.join(
        environment.get("HF_HOME") or os.path.join(environment.get("XDG_CACHE_HOME") or home / ".cache", "huggingface"),
        "hub",
    )
    found = [
        Place("LM Studio", home / ".lmstudio" / "models"),
        Place("LM Studio", home / ".cache" / "lm-studio" / "models"),
        Place("Ollama", Path(environment.get("OLLAMA_MODELS") or home / ".ollama" / "models")),
        Place("Jan", roaming / "Jan" / "data" / "llamacpp" / "models"),
        Place("GPT4All", local / "nomic.ai" / "GPT4All"),
        Place("Hugging Face", Path(hub)),
    ]
    if platform == "linux":
        found.append(Place("Ollama", Path("/usr/share/ollama/.ollama/models")))  # as a service of the system
        found.append(
            Place("Jan", Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "Jan/data/llamacpp/models")
        )
    return tuple(dict.fromkeys(found))


def _data(home: Path, environment: Mapping[str, str], platform: str) -> tuple[Path, Path]:
    """Where programs keep what is local to a computer, and what roams with the person."""
    if platform == "win32":
        local = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
        return local, Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
    if platform == "darwin":
        support = home / "Library" / "Application Support"
        return support, support
    share = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    return share, share


def look(where: Iterable[Place]) -> tuple[Neighbour, ...]:
    """All models there that chat, each file once, by program and name. Reads the disk: not for the event loop.

    What cannot be read, or is no whole model, is passed over.
    """
    found: dict[Path, Neighbour] = {}
    for place in where:
        for path, name in _files(place):
            try:
                real = path.resolve()
                if real not in found and (model := glance(path)).purpose == "chat":
                    named = {"name": name} if name else {}
                    found[real] = Neighbour(program=place.program, model=model.model_copy(update=named))
            except (FiresideError, OSError, RuntimeError) as error:
                log.info("passed over %s: %s", path, error)
    return tuple(sorted(found.values(), key=lambda one: (one.program, one.model.name.casefold(), one.model.path)))


def _files(place: Place) -> Iterator[tuple[Path, str]]:
    """Model files, and what their program calls them if their file does not say."""
    if place.program == "Ollama":
        yield from _manifests(place.folder)
    else:
        yield from ((path, "") for path in weights_in(place.folder) if path.suffix.lower() == ".gguf")


def _manifests(folder: Path) -> Iterator[tuple[Path, str]]:
    """Ollama keeps weights under their hash; a manifest, named by host, owner, model and tag, tells which is which."""
    for path in walk(folder / "manifests"):
        try:
            layers = json.loads(path.read_bytes())["layers"]
            digests = [str(layer["digest"]) for layer in layers if layer.get("mediaType") == _WEIGHTS]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
        _, *owner, model, tag = path.relative_to(folder / "manifests").parts
        named = f"{model}:{tag}" if owner in ([], ["library"]) else f"{'/'.join(owner)}/{model}:{tag}"
        for digest in digests:
            if re.fullmatch(r"sha256:[0-9a-f]{64}", digest):
                yield folder / "blobs" / digest.replace(":", "-"), named
