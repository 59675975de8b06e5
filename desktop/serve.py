"""`fireside serve`: the page and the API without a window, until Ctrl+C."""

from __future__ import annotations

import argparse
import ipaddress
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from backend.errors import AlreadyRunning, Invalid, StoreUnwritable
from backend.paths import PLAN, POINTER, PORTABLE, Paths, beside, default_home, find_paths, fixed_by, moved_home

if TYPE_CHECKING:
    from pathlib import Path

    from backend.api.access import Access
    from backend.api.shell import Shell
    from desktop.again import Again
    from desktop.instance import Instance
    from desktop.server import Server


def serve(options: argparse.Namespace) -> int:
    """Serve until a signal comes. Beyond this computer only with a key."""
    from desktop.again import Again
    from desktop.instance import Instance
    from desktop.server import is_loopback

    key = options.api_key or os.environ.get("FIRESIDE_API_KEY")
    if not is_loopback(options.host) and not key:
        raise Invalid(
            f"Others could reach Fireside at {options.host}: that needs a key.",
            "Add --api-key KEY, or leave --host out.",
            param="api_key",
        )
    paths = open_home()
    instance = Instance(paths.home)
    if not instance.first:
        raise AlreadyRunning(
            f"Fireside is already running with {paths.home}.", "Quit it first, or choose another folder with --home."
        )
    asked = threading.Event()
    again = Again(asked.set)
    with serving(
        paths,
        instance,
        host=options.host,
        port=options.port,
        model=options.model,
        api_key=key,
        allow_hosts=tuple(options.allow_host),
        dev_origin=options.dev_origin,
        again=again,
    ) as (server, access):
        listen_for_signals(asked)
        server.wait_ready()
        if problem := server.problem:
            print(f"fireside: {problem.message}\n  {problem.hint}", file=sys.stderr)
        print_address(access, bare=options.print_url)
        wait_for_end(server, asked)
    again.start(paths)
    return 0


def open_home() -> Paths:
    """The data folder, made if it is not there. Raises `StoreUnwritable`."""
    from desktop.log import write_log
    from desktop.updating import finish_portable

    finish_portable()
    paths = _taken_into_use(find_paths())
    try:
        paths.create()
        write_log(paths.logs)
    except OSError as error:
        hint = "Choose another with --home DIR."
        if fixed_by() == "portable":
            hint = (
                f"The file “{PORTABLE}” in {beside()} keeps everything there: move the program to where you may write, "
                "remove that file, or choose another folder with --home DIR."
            )
        raise StoreUnwritable(f"The folder {paths.home} cannot be written: {error.strerror}.", hint) from error
    return paths


def _taken_into_use(paths: Paths) -> Paths:
    """The folders to open: those of a data folder that was copied elsewhere, from now on there.

    Raises `StoreUnwritable` when the folder was moved to a disk that is not there.
    """
    if paths.home == moved_home() and not paths.home.is_dir():
        raise StoreUnwritable(
            f"The data folder {paths.home} is not there.",
            f"Connect its disk and start Fireside again. To begin anew instead, delete {default_home() / POINTER}.",
        )
    if not (paths.home / PLAN).exists():
        return paths
    from backend.moving import finish
    from desktop.instance import Instance

    instance = Instance(paths.home)
    try:
        return find_paths() if instance.first and finish(paths) else paths
    finally:
        instance.release()


def aside(paths: Paths) -> Paths:
    """Folders for a command's own workers: they must not write into the logs of a Fireside that runs."""
    folders = Paths(paths.cache / "commands", voices_home=paths.voices)
    folders.create()
    return folders


@contextmanager
def serving(
    paths: Paths,
    instance: Instance,
    *,
    host: str,
    port: int | None,
    model: Path | None,
    wanted: Sequence[str] = (),
    shell: Shell | None = None,
    api_key: str | None = None,
    allow_hosts: tuple[str, ...] = (),
    dev_origin: str | None = None,
    again: Again | None = None,
) -> Iterator[tuple[Server, Access]]:
    """The whole backend, served while the block runs. It may still be starting when the block begins.

    `again` ends the block when the page asks for a new start; whoever made it starts anew after the block.
    """
    from backend.api.access import Access
    from backend.app import create_app
    from desktop.crash import watched
    from desktop.secret import read_secret
    from desktop.server import Server, bind

    listening = bind(host, port, instance.last_port)
    port = listening.getsockname()[1]
    access = Access(
        host, port, read_secret(paths.secret), api_key=api_key, allow_hosts=allow_hosts, dev_origin=dev_origin
    )
    with watched(paths):
        server = Server(
            create_app(paths, access, shell, model=model, wanted=wanted, restart=again.ask if again else None),
            listening,
        )
        server.start()
        instance.publish(port)
        try:
            yield server, access
        finally:
            server.stop()
            instance.release()


def print_address(access: Access, *, bare: bool) -> None:
    """Tell where to go: here by a ticket that lets one browser in; from other computers with the key."""
    from desktop.server import is_loopback

    if bare:
        print(access.enter_url(), flush=True)
        return
    if not is_loopback(access.host):
        places = " or ".join(f"{address}/" for address in addresses(access)) or f"this computer's port {access.port}"
        print(f"Others reach Fireside at {places} and sign in with the key.")
    print(f"Open {access.enter_url()}\nCtrl+C stops.", flush=True)


def addresses(access: Access) -> list[str]:
    """Where other computers find us. By number: to a name that it was not told, the gate shows no page."""
    import psutil

    if not access.wildcard:
        return [access.address]
    family = socket.AF_INET6 if ":" in access.host else socket.AF_INET
    found = [each.address for card in psutil.net_if_addrs().values() for each in card if each.family == family]
    names = [name for name in found if not (ip := ipaddress.ip_address(name)).is_loopback and not ip.is_link_local]
    return [f"http://{f'[{name}]' if ':' in name else name}:{access.port}" for name in names]


def listen_for_signals(asked: threading.Event) -> None:
    """Set the event when someone asks us to stop. A second Ctrl+C ends at once."""

    def ask(number: int, _frame: object) -> None:
        if asked.is_set():
            os._exit(128 + number)
        asked.set()

    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:  # nohup stays nohup
            signal.signal(number, ask)


def wait_for_end(server: Server, asked: threading.Event) -> None:
    """Return when someone asks us to stop. Raises what made the server end by itself."""
    while not asked.wait(0.25) and not server.wait_stopped(0):  # waking up lets Windows see Ctrl+C
        pass
    if asked.is_set() and sys.stderr.isatty():
        print("stopping …", file=sys.stderr)
    if server.failure is not None:
        raise server.failure
