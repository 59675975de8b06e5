"""The loudspeaker: a ring of samples that one producer fills and the sound device's callback empties.

The stream stays open and plays silence, so that a sentence starts without delay. Positions count samples at the
stream's rate since the player was made.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.domain import SoundDevice
from backend.errors import NoSound
from backend.speech import devices
from backend.speech.care import Care
from backend.speech.devices import look_again, portaudio
from backend.speech.fader import Fader

log = logging.getLogger(__name__)

RATE = 48_000  # what nearly every card runs at; what a sound server tells is a guess
SECONDS = 30  # of sound that the ring holds
HELD = 0.06  # seconds: a device that holds more of the sound does not play that out after a stop, it is cut off
LONGEST_FADE = 0.3  # seconds until what was flushed is no longer heard, at worst
DEAD = 1.5  # seconds without a callback after which the device counts as gone


class Player:
    """Plays what is written. `write` belongs to one thread, `open` and `close` too; the rest may be called by any."""

    def __init__(self) -> None:
        self.rate = RATE
        self.underruns = 0
        self.device: str | None = None
        self._ring = np.zeros(RATE * SECONDS, np.float32)
        self._written = 0  # only the producer moves it
        self._read = 0  # only the callback moves it
        self._flush_to = -1  # up to where the callback drops, once it has faded out
        self._wanted: str | None = None
        self._volume = 1.0
        self._paused = False
        self._anchor = (0, 0.0)  # a position and the moment at which it is heard
        self._called = 0.0
        self._writing = threading.Lock()
        self._room = threading.Event()
        self._stream: Any = None
        self._cutting = threading.Lock()  # a stream that is being cut off is not closed
        self._care = Care()
        self._sounding = False  # the device has samples of ours

    # -------------------------------------------------------------- the device

    def open(self) -> None:
        """Open the wanted device, seen afresh, or the system's own. Raises `NoSound`.

        Does nothing while it is open, unless it dropped out so often that it is opened anew with more latency; what is
        queued goes on with the sample that was next.
        """
        if not self._care.more() and self._stream is not None:
            return
        self._let_go()
        library = portaudio()
        try:
            look_again(library)
            way = devices.way(library, self._wanted)
            channels = min(2, way.most_channels)
            self.rate = _rate(library, way, channels)
            self._allocate()
            self._called = time.monotonic()
            stream = library.OutputStream(
                device=way.portaudio,
                samplerate=self.rate,
                channels=channels,
                dtype="float32",
                latency=self._care.latency,
                callback=self._fill,
            )
            stream.start()
        except (library.PortAudioError, ValueError) as error:
            raise NoSound("There is no sound device.", "Replies are played by the page.") from error
        with self._cutting:
            self._stream, self.device = stream, way.name

    def close(self) -> None:
        """Give the device back; what was not heard is dropped."""
        self._let_go()
        self._read, self._flush_to = self._written, -1

    def _let_go(self) -> None:
        with self._cutting:
            stream, self._stream, self.device = self._stream, None, None
        if stream is not None:
            with contextlib.suppress(Exception):
                stream.close()
        self._sounding = False

    def renew(self, wanted: str | None = None) -> None:
        """Open the device of that name, or the system's own; looked for anew when nothing is played. Raises `NoSound`.

        To change to another, what is played is dropped.
        """
        if self.busy and wanted != self._wanted:
            self.flush()
            deadline = time.monotonic() + LONGEST_FADE
            while self.busy and time.monotonic() < deadline:
                time.sleep(0.005)
            self.close()
        elif not self.busy:
            self.close()
            self._care.less()
        self._wanted = wanted
        self.open()

    def devices(self) -> tuple[SoundDevice, ...]:
        """All devices, looked for anew when nothing is played. Raises `NoSound`."""
        library = portaudio()
        try:
            if not self.busy:
                self.close()
                look_again(library)
            return devices.devices(library)
        except (library.PortAudioError, ValueError):
            return ()

    @property
    def busy(self) -> bool:
        """Whether something is still to be heard."""
        return self.heard < self._written

    @property
    def lost(self) -> bool:
        """Whether the device stopped asking for samples: unplugged, or its sound server died."""
        return self._stream is not None and time.monotonic() - self._called > DEAD

    # -------------------------------------------------------------- what is played

    @property
    def written(self) -> int:
        """The position after the last sample that was written."""
        return self._written

    @property
    def heard(self) -> int:
        """The position that leaves the loudspeaker at this moment."""
        position, moment = self._anchor
        return min(self._read, position + int((time.monotonic() - moment) * self.rate))

    def write(self, samples: NDArray[np.float32], wanted: Callable[[], bool]) -> bool:
        """Queue samples at the stream's rate, waiting for room. False when `wanted` said no before the end.

        Raises `NoSound` when the device is gone.
        """
        done = 0
        while done < len(samples):
            with self._writing:  # so that `flush` falls between pieces and none slips past it
                if not wanted():
                    return False
                done += self._copy_in(samples[done : done + self.rate // 10])
            if done < len(samples) and self._written - self._read >= len(self._ring):
                self._room.clear()
                self._room.wait(0.05)
                if self.lost:
                    raise NoSound("The sound device is gone.", "Replies are played by the page.")
        return True

    def flush(self, before: Callable[[], None] = lambda: None) -> None:
        """Fade out and drop all that is queued. `before` runs when no `write` can come between.

        Where the fading would be heard too late, the sound is cut off; a sound server that hangs may hold that up.
        """
        with self._writing:
            before()
            self._flush_to = self._written
            self._cut()

    def _cut(self) -> None:
        with self._cutting:
            stream = self._stream
            if stream is None or stream.latency <= HELD:
                return
            with contextlib.suppress(Exception):  # a device that is gone is noticed as one that asks for nothing
                stream.abort()
                self._read, self._flush_to = self._written, -1
                self._fader.gain, self._sounding = 0.0, False
                self._anchor = (self._read, time.monotonic())
                stream.start()

    def set_volume(self, volume: float) -> None:
        """Set the gain, 0 to 1."""
        self._volume = min(max(volume, 0.0), 1.0)

    def pause(self, paused: bool) -> None:
        """Be silent and hold what is queued, or go on with the sample that was next."""
        self._paused = paused

    def _copy_in(self, samples: NDArray[np.float32]) -> int:
        size = len(self._ring)
        count = min(size - (self._written - self._read), len(samples))
        start = self._written % size
        first = min(count, size - start)
        self._ring[start : start + first] = samples[:first]
        self._ring[: count - first] = samples[first:count]
        self._written += count
        return count

    # -------------------------------------------------------------- the callback: copies, nothing else

    def _allocate(self) -> None:
        self._block = np.zeros(self.rate, np.float32)
        self._fader = Fader(self.rate)

    def _fill(self, out: NDArray[np.float32], frames: int, moment: Any, status: Any) -> None:
        self._called = now = time.monotonic()
        if status.output_underflow and self._sounding:  # in silence, and before the first sample, nobody hears it
            self.underruns += 1
            self._care.dropped(now)
        heard_at = now + min(max(moment.outputBufferDacTime - moment.currentTime, 0.0), 0.5)
        flush_to = self._flush_to
        halting = flush_to >= 0 or self._paused
        target = 0.0 if halting else self._volume
        end = self._written if flush_to < 0 else flush_to
        count = min(frames, max(0, end - self._read))
        if halting:  # nothing is taken that would not be heard: after a pause it goes on at that sample
            count = min(count, self._fader.left)
        block = self._block[:frames]
        self._copy_out(block, count)
        self._sounding = count > 0
        self._fader.apply(block, target)
        out[:] = block[:, np.newaxis]
        if count:
            self._anchor = (self._read, heard_at)
            self._read += count
        if flush_to >= 0 and (self._fader.gain == 0.0 or self._read >= flush_to):
            self._read = max(self._read, flush_to)
            self._anchor = (self._read, heard_at)
            if self._flush_to == flush_to:
                self._flush_to = -1
        self._room.set()

    def _copy_out(self, block: NDArray[np.float32], count: int) -> None:
        start = self._read % len(self._ring)
        first = min(count, len(self._ring) - start)
        block[:first] = self._ring[start : start + first]
        block[first:count] = self._ring[: count - first]
        block[count:] = 0.0


def _rate(library: Any, way: devices.Way, channels: int) -> int:
    try:
        library.check_output_settings(way.portaudio, channels=channels, dtype="float32", samplerate=RATE)
    except (library.PortAudioError, ValueError):
        return int(way.rate)
    return RATE
