"""What a benchmark finds, in its unit, and what it aims at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A value that aims to be at `most` or at `least` something. `note` says how it came about."""

    value: float
    unit: str
    most: float | None = None
    least: float | None = None
    note: str = ""

    @property
    def missed(self) -> bool:
        """Whether it falls short of its aim."""
        too_large = self.most is not None and self.value > self.most
        return too_large or (self.least is not None and self.value < self.least)

    @property
    def told(self) -> str:
        """In words, for a table."""
        aim = f"at most {self.most:g}" if self.most is not None else f"at least {self.least:g}" if self.least else ""
        value = f"{self.value:>8.{_places(self.value)}f} {self.unit:<8}"
        return "  ".join(part for part in (value, aim and aim + (", MISSED" if self.missed else ""), self.note) if part)


Found = dict[str, Figure]


def seconds(value: float, most: float | None = None, note: str = "") -> Figure:
    return Figure(value, "s", most=most, note=note)


def milliseconds(value: float, most: float | None = None, note: str = "") -> Figure:
    """`value` and aim are given in seconds."""
    return Figure(1000 * value, "ms", most=None if most is None else 1000 * most, note=note)


def pace(value: float, note: str = "") -> Figure:
    return Figure(value, "tokens/s", note=note)


def times(value: float, *, most: float | None = None, least: float | None = None, note: str = "") -> Figure:
    """So many times what it is compared with."""
    return Figure(value, "×", most=most, least=least, note=note)


def megabytes(value: float, most: float | None = None) -> Figure:
    return Figure(value, "MB", most=most)


def _places(value: float) -> int:
    """Digits behind the point that are worth telling."""
    return 1 if abs(value) >= 100 else 2 if abs(value) >= 10 else 3
