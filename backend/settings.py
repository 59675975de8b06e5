"""What the person chose: read from `settings.toml`, changed from the page, overridden by the environment."""

from __future__ import annotations

import locale
import os
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import ValidationError

from backend.domain import Problem, Settings
from backend.errors import Invalid, StoreUnwritable

PREFIX = "FIRESIDE_"


class Choices:
    """The settings in force. The environment (`FIRESIDE_THEME=dark`, …) wins, and is never written to the file."""

    def __init__(
        self,
        file: Path,
        on_change: Callable[[Settings], None] = lambda settings: None,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._file, self._on_change = file, on_change
        self.problem: Problem | None = None
        self._chosen = self._read()
        self._forced = {
            name: environment[PREFIX + name.upper()]
            for name in Settings.model_fields
            if PREFIX + name.upper() in environment
        }
        self.current = self._with_forced(self._chosen)

    def change(self, fields: Mapping[str, Any]) -> Settings:
        """Set some of the settings and store them.

        Raises `Invalid` when a value makes no sense and `StoreUnwritable`; then nothing has changed.
        """
        return self.replace({**self._chosen, **fields})

    def replace(self, fields: Mapping[str, Any]) -> Settings:
        """Set these and none else, and store them. Raises what `change` raises."""
        chosen = checked(fields).model_dump(exclude_unset=True)
        self._write(chosen)
        self._chosen = chosen
        self.current = self._with_forced(self._chosen)
        self._on_change(self.current)
        return self.current

    def _with_forced(self, chosen: Mapping[str, Any]) -> Settings:
        return checked({**chosen, **self._forced})

    def _read(self) -> dict[str, Any]:
        try:
            return checked(tomllib.loads(self._file.read_text("utf-8"))).model_dump(exclude_unset=True)
        except FileNotFoundError:
            return {}
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, Invalid, OSError) as error:
            self.problem = Problem(
                type="invalid",
                message=f"The settings could not be read ({error}).",
                hint=f"Fireside starts with its own. The file is kept as {self._set_aside()}.",
            )
            return {}

    def _set_aside(self) -> Path:
        aside = self._file.with_suffix(".broken.toml")
        try:
            self._file.replace(aside)
        except OSError:
            return self._file
        return aside

    def _write(self, chosen: Mapping[str, Any]) -> None:
        half = self._file.with_suffix(".half")
        stored = {name: value for name, value in chosen.items() if value is not None}
        try:
            half.write_text(tomli_w.dumps(stored), "utf-8")
            half.replace(self._file)
        except OSError as error:
            raise StoreUnwritable(
                f"The settings could not be saved ({error.strerror}).",
                "Free some disk space, or check the permissions of the data folder.",
            ) from error


def checked(fields: Mapping[str, Any]) -> Settings:
    """Settings made of plain values. Raises `Invalid` that names the first wrong one."""
    try:
        return Settings.model_validate(dict(fields))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"The setting {name} is wrong: {first['msg']}.", "Choose another value.", param=name) from error


def language(settings: Settings) -> str:
    """The language a person is spoken to in: the one they chose, else that of their system, else English."""
    chosen = settings.language if settings.language != "system" else locale.getlocale()[0] or ""
    return "de" if chosen.lower().startswith(("de", "german")) else "en"
