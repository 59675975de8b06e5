"""Whether the catalogue of models holds together, as far as can be seen without asking anybody."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from backend.errors import Invalid
from backend.library.entries import Entry, EntryFile, entry_of, read_tables

LEAST, MOST = 0.85, 1.6
"""Times the bits that a quantisation is named after: scales, and tensors kept finer, come to them."""


def check_catalogue(catalogue: Path) -> tuple[list[Entry], list[str]]:
    """The entries that are whole, and what is wrong, one sentence each. Raises `Invalid` when it cannot be read."""
    entries, wrong = [], []
    for table in read_tables(catalogue):
        try:
            entries.append(entry_of(table))
        except Invalid as error:
            wrong.append(error.message)
    if not entries and not wrong:
        wrong.append("There are no entries.")
    return entries, wrong + _twice(entries) + [fault for entry in entries for fault in _faults(entry)]


def _twice(entries: list[Entry]) -> list[str]:
    ids = Counter(entry.id for entry in entries)
    files = Counter((entry.repository, file.path) for entry in entries for file in entry.files)
    again = [f"{id}: the id stands there {count} times." for id, count in ids.items() if count > 1]
    again += [f"{'/'.join(file)} stands there {count} times." for file, count in files.items() if count > 1]
    return again


def _faults(entry: Entry) -> list[str]:
    faults = [fault for file in entry.files if (fault := _implausible(entry, file))]
    if entry.revision != "main" and entry.revision not in entry.source:
        faults.append(f"{entry.id}: its source is not about revision {entry.revision}.")
    if entry.repository not in entry.source:
        faults.append(f"{entry.id}: its source is not about {entry.repository}.")
    quantisations = Counter(file.quantisation for file in entry.files)
    faults += [f"{entry.id}: {name} is offered {count} times." for name, count in quantisations.items() if count > 1]
    return faults


def _implausible(entry: Entry, file: EntryFile) -> str:
    """A file much smaller or larger than its numbers in that quantisation; empty when it is neither, or not known."""
    if not entry.parameters or not file.size:
        return ""
    bits, named = file.size * 8 / entry.parameters, bits_of(file.quantisation)
    if LEAST * named <= bits <= MOST * named:
        return ""
    return f"{entry.id}: {file.path} would have {bits:.1f} bits a parameter, which {file.quantisation} cannot have."


def bits_of(quantisation: str) -> int:
    """The bits that a quantisation is named after: 4 for `UD-Q4_K_M`."""
    return int(re.findall(r"\d+", quantisation)[0])
