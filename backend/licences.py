"""Under which licences Fireside and its parts are: read from what is installed, so that it is never out of date."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions

from backend.domain import Value
from backend.errors import NotFound
from backend.paths import BUNDLE

OURS = "fireside"
USUAL = ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "COPYING", "NOTICE")
UNSAID = {"espeakng-loader": "GPL-3.0-or-later"}
"""Parts that do not say it in a form that can be read: this one holds espeak-ng."""
OPTIONAL = {"torch"}
"""What may be installed beside Fireside and is used by it then; its tests and tools are no part of it."""


class Licence(Value):
    """A part and its licence, as its makers name it; empty where they name none. `text` says whether theirs is here."""

    name: str
    version: str
    licence: str
    about: str
    text: bool


def licences() -> tuple[Licence, ...]:
    """Fireside first, then every part of the program that is installed, by name."""
    parts = sorted(_parts().values(), key=lambda part: (_name(part) != OURS, _name(part)))
    return tuple(
        Licence(
            name=part.metadata["Name"],
            version=part.version,
            licence=_licence(part),
            about="".join(_said(part, "Summary")),
            text=bool(_files(part)),
        )
        for part in parts
    )


def licence_text(name: str) -> str:
    """The words of a part's licence. Raises `NotFound`."""
    part = _parts().get(_plain(name))
    texts = _files(part) if part else []
    if not texts:
        raise NotFound(f"There is no text of a licence of {name}.", "Look at the web page of that part.")
    return "\n\n".join(texts)


def _parts() -> dict[str, Distribution]:
    """What Fireside needs, and what that needs; everything there is where it is not known, as in a package."""
    try:
        waiting = [distribution(OURS)]
    except PackageNotFoundError:
        return {_name(each): each for each in distributions()}
    found: dict[str, Distribution] = {}
    while waiting:
        part = waiting.pop()
        if _name(part) in found:
            continue
        found[_name(part)] = part
        for requirement in part.requires or ():
            extra = re.search(r"extra\s*==\s*['\"]([^'\"]+)", requirement)
            if extra and not (_name(part) == OURS and extra[1] in OPTIONAL):
                continue
            needed = re.match(r"[\w.-]+", requirement)
            try:
                waiting.append(distribution(needed[0] if needed else ""))
            except (PackageNotFoundError, ValueError):
                continue  # of another platform
    return found


def _licence(part: Distribution) -> str:
    if known := UNSAID.get(_name(part)):
        return known
    if expression := _said(part, "License-Expression"):
        return expression[0]
    named = "".join(_said(part, "License")).strip()
    if named and "\n" not in named and len(named) <= 60:
        return named
    classified = [line.rsplit(" :: ", 1)[1] for line in _said(part, "Classifier") if line.startswith("License :: ")]
    return ", ".join(each for each in classified if each != "OSI Approved")


def _files(part: Distribution) -> list[str]:
    """The words that came with a part; found by name, since its list of all files may be long."""
    if _name(part) == OURS:
        ours = [BUNDLE / "LICENSE", BUNDLE / "NOTICE"]
        if all(file.is_file() for file in ours):
            return [file.read_text("utf-8") for file in ours]
    names = [*_said(part, "License-File"), *USUAL]
    texts = (part.read_text(f"licenses/{name}") or part.read_text(name) for name in dict.fromkeys(names))
    return list(dict.fromkeys(text for text in texts if text))


def _said(part: Distribution, field: str) -> list[str]:
    return [str(value) for value in part.metadata.get_all(field) or ()]


def _name(part: Distribution) -> str:
    return _plain(part.metadata["Name"])


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
