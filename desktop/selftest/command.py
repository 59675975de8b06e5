"""`fireside selftest`: tries everything that Fireside is for, here and now, and says how it came out."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from backend.doctor import data_folder, fireside, starter
from backend.domain import Value
from backend.paths import Paths, find_paths
from backend.probes import PROBES
from desktop.selftest import files, libraries
from desktop.selftest.answer import answers, engines
from desktop.selftest.keeping import keeps, kept
from desktop.selftest.opening import opens
from desktop.selftest.serving import serves
from desktop.selftest.speech import speaks
from desktop.selftest.trial import Outcome, Trial, aside, looked, probed

ANEW = "Install Fireside anew."
AT_ONCE = 2
"""Trials that are carried out at the same time: as many as a small computer has processors."""
SPARED = {"display", "web view"}
"""What matters to the window alone: a computer without a screen does without."""
OWN = {"llama.cpp"}
"""What is looked into in a way of our own."""
LIMITS = {"PyTorch": 30}
"""Seconds for what takes longer than the others to be loaded on a slow disk."""
SIGNS = {"ok": "✓", "warning": "!", "failed": "✗"}


class Verdict(Value):
    """How all of it came out. `seconds` is what it took, `facts` of each outcome are for programs."""

    passed: bool
    seconds: float
    outcomes: tuple[Outcome, ...]


def selftest(options: argparse.Namespace) -> int:
    """Carry out all trials; the exit code is 1 when one failed."""
    if options.window_alone:
        from desktop.selftest.window import opened

        return opened()
    began, told = time.monotonic(), list[Outcome]()
    with tempfile.TemporaryDirectory(prefix="fireside-selftest-", ignore_cleanup_errors=True) as folder:
        asyncio.run(_tell(Path(folder), options, told))
    verdict = Verdict(
        passed=all(outcome.status != "failed" for outcome in told),
        seconds=round(time.monotonic() - began, 1),
        outcomes=tuple(told),
    )
    if options.output:
        options.output.write_text(verdict.model_dump_json(indent=2), "utf-8")
    print(verdict.model_dump_json(indent=2) if options.json else _closing(verdict))
    return 0 if verdict.passed else 1


async def _tell(folder: Path, options: argparse.Namespace, told: list[Outcome]) -> None:
    async for outcome in carried_out(trials(folder, window=options.window)):
        told.append(outcome)
        if not options.json:
            print(line(outcome), flush=True)


def trials(folder: Path, *, window: bool) -> list[Trial]:
    """All trials, in the order in which they are told. What they write goes below an empty folder."""
    real, places = find_paths(), [Paths(folder / name) for name in ("model", "voice", "store", "server")]
    for each in places:
        each.create()
    model, voice, store, server = places
    tried = [
        looked("Fireside", fireside, 2, ANEW),
        looked("page", files.the_page, 2, ANEW),
        looked("help", files.help_pages, 2, ANEW),
        looked("catalogue", files.catalogues, 2, ANEW),
        looked("licences", files.licence_texts, 8, ANEW),
        looked("starter model", starter, 4, ANEW),
        *(
            probed(probe, LIMITS.get(probe.name, 12), ANEW)
            for probe in (*PROBES, *libraries.PROBES)
            if probe.name not in (OWN if window else OWN | SPARED)
        ),
        looked("llama.cpp", lambda: libraries.llama(12), 25, ANEW),
        looked("data folder", lambda: data_folder(real), 3, "Check the disk that it is on."),
        looked("your database", lambda: kept(real.database), 4, "Restore a backup under Settings → Storage."),
        Trial("new database", lambda: keeps(store), 8, ANEW),
        Trial("model", lambda: answers(engines(model)), 45, ANEW),
        Trial("speech", lambda: speaks(voice), 12, ANEW),
        Trial("server", lambda: aside(lambda: serves(server)), 15, ANEW),
    ]
    return [*tried, Trial("window", opens, 40, "`fireside doctor` names what is missing.")] if window else tried


async def carried_out(wanted: list[Trial]) -> AsyncIterator[Outcome]:
    """The outcomes in order, each as soon as it and those before it are there."""
    room = asyncio.Semaphore(AT_ONCE)

    async def outcome(trial: Trial) -> Outcome:
        async with room:
            return await trial.outcome()

    tasks = [asyncio.create_task(outcome(trial)) for trial in wanted]
    for task in tasks:
        yield await task


def line(outcome: Outcome) -> str:
    """An outcome for people: a line, and below it what to do."""
    told = f"{SIGNS[outcome.status]} {outcome.name:<14} {outcome.words}  ({outcome.seconds:.1f} s)"
    return told + (f"\n  {'':<14} → {outcome.hint}" if outcome.hint and outcome.status != "ok" else "")


def _closing(verdict: Verdict) -> str:
    end = "Fireside does here what it is for." if verdict.passed else "Something does not work: see the lines marked ✗."
    return f"\n{end} ({verdict.seconds:.0f} s)"
