"""A sound card for tests: a private PulseAudio with a null sink, whose loudspeaker can be recorded.

Needs Debian's pulseaudio, pulseaudio-utils, libportaudio2 and libasound2-plugins. Works as root, without D-Bus.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
SILENT = 1e-3  # an amplitude that nobody hears
Samples = NDArray[np.float32]

SCRIPT = """\
load-module module-native-protocol-unix socket={folder}/native auth-anonymous=1
load-module module-null-sink sink_name=fireside_out rate=48000 channels=2 format=float32le norewinds=1
load-module module-null-sink sink_name=fireside_mic rate=48000 channels=1 format=float32le norewinds=1
load-module module-remap-source source_name=fireside_in master=fireside_mic.monitor
set-default-sink fireside_out
set-default-source fireside_in
"""  # without norewinds the monitor lags by up to a second


class Recording:
    """What the loudspeaker played since the recording began, and when."""

    def __init__(self, sink: str = "fireside_out") -> None:
        self._process = subprocess.Popen(
            [
                *("parec", "-d", f"{sink}.monitor", "--format=float32le", f"--rate={RATE}", "--channels=1"),
                *("--latency-msec=5", "--process-time-msec=5", "--raw"),
            ],
            stdout=subprocess.PIPE,
        )
        self._pieces: list[Samples] = []
        self._times: list[float] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        wait_until(lambda: bool(self._pieces), "the recording begins")

    def _read(self) -> None:
        assert self._process.stdout is not None
        rest = b""
        while data := os.read(self._process.stdout.fileno(), 65536):
            data = rest + data
            whole = len(data) // 4 * 4
            rest = data[whole:]
            self._pieces.append(np.frombuffer(data[:whole], np.float32))
            self._times.append(time.monotonic())

    @property
    def samples(self) -> Samples:
        """All samples until now, mono, at 48 kHz."""
        return np.concatenate(self._pieces)

    def last(self, seconds: float) -> Samples:
        """The newest samples; cheap, so that a test that waits does not disturb what it listens to."""
        count, pieces = int(seconds * RATE), self._pieces
        first = len(pieces)
        while first > 0 and count > 0:
            first -= 1
            count -= len(pieces[first])
        return np.concatenate([np.zeros(0, np.float32), *pieces[first:]])[-int(seconds * RATE) :]

    def since(self, moment: float) -> Samples:
        """The samples that arrived after that moment."""
        pieces = [piece for piece, at in zip(self._pieces, self._times, strict=False) if at > moment]
        return np.concatenate([np.zeros(0, np.float32), *pieces])

    def first_loud(self, after: float = 0.0) -> float | None:
        """The moment of the first audible sample that arrived after `after`."""
        for piece, at in zip(self._pieces, self._times, strict=False):
            if at > after and loud(piece):
                return at
        return None

    def last_heard(self) -> float:
        """The moment of the last audible sample by the clock of the sound itself: on a busy machine it arrives late."""
        pieces = list(zip(self._pieces, self._times, strict=False))
        ends = np.cumsum([len(piece) for piece, _ in pieces])
        begun = min(at - float(end) / RATE for (_, at), end in zip(pieces, ends, strict=True))
        heard = np.flatnonzero(np.abs(np.concatenate([piece for piece, _ in pieces])) > SILENT)
        return begun + float(heard[-1]) / RATE

    def last_loud(self) -> float:
        """The moment of the last audible sample."""
        return max(at for piece, at in zip(self._pieces, self._times, strict=False) if loud(piece))

    def close(self) -> None:
        """End the recording."""
        self._process.terminate()
        self._process.wait()
        self._reader.join()


class SoundCard:
    """A running sound server."""

    def __init__(self, folder: Path) -> None:
        self.server = f"unix:{folder}/native"
        self._folder = folder

    def start(self) -> None:
        """Let it run; also when it died."""
        folder = self._folder
        self.process = subprocess.Popen(
            [
                *("pulseaudio", "-n", "-F", str(folder / "script.pa"), "--daemonize=no", "--use-pid-file=no"),
                *("--exit-idle-time=-1", "--disable-shm=yes", "--realtime=no", "--high-priority=no"),
            ],
            env=os.environ | {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)},
            stderr=subprocess.DEVNULL,
        )
        asked = ["pactl", "--server", self.server, "info"]
        wait_until(lambda: subprocess.run(asked, capture_output=True).returncode == 0, "it answers")

    @contextmanager
    def recording(self, sink: str = "fireside_out") -> Iterator[Recording]:
        """Record the loudspeaker as long as the block runs."""
        recording = Recording(sink)
        try:
            yield recording
        finally:
            recording.close()

    @contextmanager
    def plugged(self, name: str) -> Iterator[None]:
        """Another loudspeaker, that people know by that name, as long as the block runs."""
        loaded = subprocess.run(
            [
                *("pactl", "load-module", "module-null-sink", f"sink_name={name.lower()}", "rate=48000", "channels=2"),
                *("format=float32le", "norewinds=1", f"sink_properties=device.description={name}"),
            ],
            capture_output=True,
            check=True,
            text=True,
        )
        try:
            yield
        finally:
            subprocess.run(["pactl", "unload-module", loaded.stdout.strip()], check=True)

    def kill(self) -> None:
        """Let the sound server die."""
        self.process.kill()
        self.process.wait()


@contextmanager
def sound_card() -> Iterator[SoundCard]:
    """The default sound device of this process and its children, as long as the block runs."""
    folder = Path(tempfile.mkdtemp(prefix="sound-"))
    folder.chmod(0o700)
    (folder / "script.pa").write_text(SCRIPT.format(folder=folder), "utf-8")
    card = SoundCard(folder)
    try:
        card.start()
        with pulse_server(card.server):
            yield card
    finally:
        card.kill()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def no_sound_card() -> Iterator[None]:
    """A computer without any sound device, as long as the block runs."""
    with pulse_server("unix:/nonexistent/native"):
        yield


@contextmanager
def pulse_server(address: str) -> Iterator[None]:
    """The sound server that this process and its children use."""
    before = os.environ.get("PULSE_SERVER")
    os.environ["PULSE_SERVER"] = address
    try:
        yield
    finally:
        os.environ.pop("PULSE_SERVER")
        if before is not None:
            os.environ["PULSE_SERVER"] = before


def loud(samples: Samples) -> bool:
    """Whether anything can be heard."""
    return bool(len(samples)) and float(np.abs(samples).max()) > SILENT


def likeness(heard: Samples, said: Samples, piece: float = 0.15) -> float:
    """How much `said` is in `heard`: 1 is the same wave.

    The median over pieces of so many seconds, each where it fits best: on a busy machine a sound may have a gap.
    """
    length = int(piece * RATE)
    pieces = [said[start : start + length] for start in range(0, len(said), length)]
    return float(np.median([_correlation(heard, piece) for piece in pieces if np.abs(piece).max() > 0.05]))


def _correlation(heard: Samples, said: Samples) -> float:
    size = 1 << (len(heard) + len(said)).bit_length()
    products = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(said, size)), size)
    start = int(np.argmax(products[: max(1, len(heard) - len(said) + 1)]))
    there = heard[start : start + len(said)]
    norm = float(np.linalg.norm(there) * np.linalg.norm(said[: len(there)]))
    return float(np.dot(there, said[: len(there)])) / norm if norm else 0.0


def wait_until(happened: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
    """Wait for something; the time is only how long a broken program may hold the tests up."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise AssertionError(f"it did not happen that {what}")
        time.sleep(0.01)
