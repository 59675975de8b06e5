"""`fireside pull`: fetches a model of Hugging Face and puts it on the shelf."""

from __future__ import annotations

import argparse
import sys

from backend.domain import Download, DownloadStatus
from backend.errors import FiresideError, Invalid, from_problem
from desktop.exchange import threads_of
from desktop.serve import open_home

BAR = 24


def pull(options: argparse.Namespace) -> int:
    """Fetch what was named, else go on with it. Ctrl+C stops, and what came is kept."""
    repository, _, variant = options.model.removeprefix("https://huggingface.co/").partition(":")
    if repository.count("/") != 1:
        raise Invalid(f"{options.model} is no name of a repository.", "It looks like publisher/model or …:Q4_K_M.")
    with threads_of(open_home()) as store:
        try:
            ended = store.pull(repository, variant, _show)
        except KeyboardInterrupt:
            _clear()
            print("Stopped; what came is kept. The same command goes on with it.", file=sys.stderr)
            raise
    _clear()
    if ended.status is not DownloadStatus.DONE:
        raise from_problem(ended.problem) if ended.problem else FiresideError(f"{ended.name} was {ended.status}.")
    print(f"{ended.name} is on the shelf.")
    return 0


def line(download: Download) -> str:
    """How far it is: a bar, bytes, bytes a second, and the time that is left."""
    rate = f"  {download.rate / 1e6:.1f} MB/s" if download.rate else ""
    if not download.total:
        return f"{download.name}  {download.done / 1e9:.2f} GB{rate}"
    share = min(1.0, download.done / download.total)
    full = round(share * BAR)
    left = _time((download.total - download.done) / download.rate) if download.rate else ""
    come = f"{download.done / 1e9:.2f} of {download.total / 1e9:.2f} GB"
    return f"{download.name}  {'█' * full}{'░' * (BAR - full)} {share:4.0%}  {come}{rate}{left}"


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"  {hours}:{minutes:02d}:{rest:02d} left" if hours else f"  {minutes}:{rest:02d} left"


def _show(download: Download) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{line(download)}", end="", file=sys.stderr, flush=True)


def _clear() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
