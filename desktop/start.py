"""`fireside`: the window, or the browser where there is none; a second start brings the first to the front."""

from __future__ import annotations

import argparse
import logging
import sys
import threading

from backend.errors import AlreadyRunning, FiresideError
from backend.paths import Paths
from desktop.again import Again
from desktop.alert import alert
from desktop.display import has_display, open_in_browser
from desktop.instance import Instance
from desktop.serve import listen_for_signals, open_home, print_address, serving, wait_for_end
from desktop.server import LOOPBACK

log = logging.getLogger(__name__)


def start(options: argparse.Namespace) -> int:
    """Open Fireside, until the window is closed or a signal comes."""
    try:
        return _start(options)
    except FiresideError as error:
        alert(error.message, error.hint)
        raise


def _start(options: argparse.Namespace) -> int:
    paths = open_home()
    instance = Instance(paths.home)
    if not instance.first:
        if options.background and not options.wanted and not options.ask:
            return 0  # it is there already, and nobody wants to see it
        return _call_first(paths, instance, options)
    if options.browser or not has_display():
        return _in_browser(paths, instance, options)
    return _in_window(paths, instance, options)


def _call_first(paths: Paths, instance: Instance, options: argparse.Namespace) -> int:
    from backend.api.access import Access
    from desktop.secret import read_secret

    key = Access(LOOPBACK, instance.last_port or 0, read_secret(paths.secret)).key
    answer = instance.call_first(key, wanted=options.wanted, ask=options.ask)
    if answer is None:
        raise AlreadyRunning(
            f"Fireside is already running with {paths.home}, but does not answer.",
            "Wait a moment and try again, or end that process.",
        )
    if not answer.get("raised"):
        print(f"Fireside is already running. Open {answer['url']}", flush=True)
        if has_display():
            open_in_browser(str(answer["url"])).join(5)
    return 0


def _in_browser(paths: Paths, instance: Instance, options: argparse.Namespace) -> int:
    asked = threading.Event()
    again = Again(asked.set)
    with serving(
        paths, instance, host=LOOPBACK, port=options.port, model=options.model, wanted=options.wanted, again=again
    ) as (
        server,
        access,
    ):
        listen_for_signals(asked)
        server.wait_ready()
        print_address(access, bare=False)
        if has_display():
            open_in_browser(access.enter_url())
        wait_for_end(server, asked)
    again.start(paths)
    return 0


def _in_window(paths: Paths, instance: Instance, options: argparse.Namespace) -> int:
    from desktop.frame import WindowUnavailable
    from desktop.window import Window

    window = Window(paths)
    asked = threading.Event()

    def end() -> None:
        asked.set()
        window.close()

    again = Again(end)
    with serving(
        paths,
        instance,
        host=LOOPBACK,
        port=options.port,
        model=options.model,
        wanted=options.wanted,
        shell=window,
        again=again,
    ) as (
        server,
        access,
    ):
        try:
            window.open(access.enter_url(), server, hidden=options.background, asks=options.ask)
        except WindowUnavailable as error:
            log.warning("no window: %s", error)
            print(f"fireside: {error.message}\n  {error.hint}", file=sys.stderr)
            listen_for_signals(asked)
            server.wait_ready()
            print_address(access, bare=False)
            open_in_browser(access.enter_url())
            wait_for_end(server, asked)
    again.start(paths)
    return 0
