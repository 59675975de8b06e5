"""Looks into native libraries, each in its own process: a crash there is a finding, not the end of the doctor."""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Literal, NamedTuple

from pydantic import Field

from backend.domain import Value

Status = Literal["ok", "warning", "missing"]

PATIENCE = 30.0
"""Seconds until a probe that does not answer counts as hung."""

WEBVIEW2 = r"SOFTWARE\{}Microsoft\EdgeUpdate\Clients\{{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}}"


class Finding(Value):
    """One thing the doctor looked at: how it stands, in plain words, and what to do. `facts` is for programs."""

    name: str
    status: Status
    words: str
    hint: str = ""
    facts: dict[str, Any] = Field(default_factory=dict)


class Probe(NamedTuple):
    """Something to look at in a process of its own, and what to do when it is not there."""

    name: str
    look: Callable[[], Finding]
    hint: str

    def run(self, patience: float | None = None) -> Finding:
        """Look, for so many seconds at most. What that raises, a crash and silence are findings too."""
        patience = patience or PATIENCE
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_answer, args=(theirs, self), name=f"probe {self.name}", daemon=True)
        process.start()
        theirs.close()
        try:
            if ours.poll(patience):
                finding: Finding = ours.recv()
                return finding
            words = f"does not answer within {patience:g} s"
        except EOFError:
            process.join()
            words = f"crashes when it is used (code {process.exitcode})"
        finally:
            process.kill()
            process.join()
        return self.missing(words)

    def missing(self, words: str) -> Finding:
        """The finding that it is not there."""
        return Finding(name=self.name, status="missing", words=words, hint=self.hint)


def _answer(connection: Connection, probe: Probe) -> None:
    silence = os.open(os.devnull, os.O_WRONLY)  # ALSA, Qt and llama.cpp print what only their developers want
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        finding = probe.look()
    except Exception as error:
        finding = probe.missing(str(error) or type(error).__name__)
    connection.send(finding)
    connection.close()
    os._exit(0)


def web_view() -> Finding:
    """The library that draws the window."""
    if sys.platform == "win32":
        return Finding(name="web view", status="ok", words=f"WebView2 {_webview2()}")
    if sys.platform == "darwin":
        import WebKit  # noqa: F401

        return Finding(name="web view", status="ok", words="WebKit, part of macOS")
    import PySide6
    import webview  # noqa: F401
    from PySide6.QtWebEngineCore import qWebEngineChromiumVersion
    from PySide6.QtWebEngineWidgets import QWebEngineView  # noqa: F401

    qt, chromium = PySide6.__version__, str(qWebEngineChromiumVersion())
    return Finding(
        name="web view", status="ok", words=f"Qt {qt} with Chromium {chromium}", facts={"qt": qt, "chromium": chromium}
    )


def _webview2() -> str:
    import winreg as registry

    for root in ("HKEY_LOCAL_MACHINE", "HKEY_CURRENT_USER"):
        for part in ("WOW6432Node\\", ""):
            try:
                with registry.OpenKey(getattr(registry, root), WEBVIEW2.format(part)) as key:  # type: ignore[attr-defined]
                    return str(registry.QueryValueEx(key, "pv")[0])  # type: ignore[attr-defined]
            except OSError:
                continue
    raise FileNotFoundError("WebView2 is not installed")


def display() -> Finding:
    """A screen on which a window can be shown."""
    if sys.platform != "linux":
        return Finding(name="display", status="ok", words="the desktop of this computer")
    if wayland := os.environ.get("WAYLAND_DISPLAY"):
        return Finding(name="display", status="ok", words=f"Wayland, {wayland}")
    name = os.environ.get("DISPLAY")
    if not name:
        raise LookupError("no screen: neither DISPLAY nor WAYLAND_DISPLAY is set")
    import ctypes

    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    if not x11.XOpenDisplay(None):
        raise ConnectionError(f"the screen {name} cannot be opened")
    return Finding(name="display", status="ok", words=f"X11, {name}")


def sound() -> Finding:
    """PortAudio and a device to play on."""
    import sounddevice

    portaudio = sounddevice.get_portaudio_version()[1].split(",")[0]
    try:
        device = sounddevice.query_devices(kind="output")
    except sounddevice.PortAudioError as error:
        words = f"{portaudio}, but no device to play on ({error})"
        return Finding(name="sound", status="warning", words=words, hint="Replies are played by the page instead.")
    facts = {"portaudio": portaudio, "device": device["name"], "rate": device["default_samplerate"]}
    return Finding(name="sound", status="ok", words=f"{device['name']} ({portaudio})", facts=facts)


def voices() -> Finding:
    """espeak-ng and its voices."""
    from backend.speech.espeak import Espeak

    languages = sorted({voice.language for voice in Espeak().voices()})
    words = f"espeak-ng, {len(languages)} languages"
    return Finding(name="voices", status="ok", words=words, facts={"languages": languages})


def llama() -> Finding:
    """The build of llama.cpp: its version, the devices that it sees, the processor's features that it uses."""
    import llama_cpp

    from backend.engines.devices import devices
    from backend.engines.library import kind_of_processor

    found = devices()
    features = [
        part.split("=")[0].strip(" :").removeprefix("CPU : ")
        for part in llama_cpp.llama_print_system_info().decode().split("|")
        if part.strip().endswith("= 1")
    ]
    seen = [
        f"{each.backend}: {each.name}" + ("" if each.kind == "helper" else f" ({_free(each.free, each.total)})")
        for each in found
    ]
    only = "" if any(device.kind in ("gpu", "integrated") for device in found) else "processor only; "
    words = f"{llama_cpp.__version__}; {only}{', '.join(seen)}; {', '.join(features)}"
    told = [
        {"kind": each.kind, "backend": each.backend, "name": each.name, "free": each.free, "total": each.total}
        for each in found
    ]
    kind = kind_of_processor()
    words += f"; built for {kind}" if kind else ""
    facts = {"version": llama_cpp.__version__, "features": features, "devices": told, "kind": kind}
    return Finding(name="llama.cpp", status="ok", words=words, facts=facts)


def pytorch() -> Finding:
    """PyTorch, which only models in folders need, and the device that it would use."""
    from backend.engines.torch_loader import require
    from backend.errors import EngineFailed

    if importlib.util.find_spec("torch") is None:
        words = "not installed; only models in folders of safetensors need it"
        return Finding(name="PyTorch", status="ok", words=words, facts={"version": None})
    try:
        require()
    except EngineFailed as error:
        return Finding(name="PyTorch", status="warning", words=error.message, hint=error.hint)
    import torch

    if torch.cuda.is_available():
        device, name = "cuda", f"{torch.cuda.get_device_name()} ({_free(*torch.cuda.mem_get_info())})"
    elif torch.backends.mps.is_available():
        device, name = "mps", "Apple's graphics processor"
    else:
        device, name = "cpu", "the processor"
    facts = {"version": torch.__version__, "device": device}
    return Finding(name="PyTorch", status="ok", words=f"{torch.__version__}; would use {name}", facts=facts)


def _free(free: int, total: int) -> str:
    return f"{free / 2**30:.1f} of {total / 2**30:.1f} GB free"


FROZEN = getattr(sys, "frozen", False)
AGAIN = "Install Fireside again." if FROZEN else "Run `make run` again: it installs what is missing."

PROBES = (
    Probe(
        "web view",
        web_view,
        "Install the WebView2 runtime from Microsoft." if sys.platform == "win32" else f"{AGAIN} Or use --browser.",
    ),
    Probe("display", display, "Use `fireside --browser`, or `fireside serve` on a computer without a screen."),
    Probe("sound", sound, f"{AGAIN} Until then the page plays replies."),
    Probe("voices", voices, AGAIN),
    Probe("llama.cpp", llama, AGAIN if FROZEN else "Build it anew: `make run ACCEL=cpu`."),
    Probe("PyTorch", pytorch, AGAIN if FROZEN else 'Install it anew: `pip install "fireside[torch]"`.'),
)
"""What can be looked at, in the order in which a person would ask."""
