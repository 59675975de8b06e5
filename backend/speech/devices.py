"""The loudspeakers of this computer, and the way to each by its name.

PortAudio reads the list of devices only when it starts; a PulseAudio or PipeWire server is asked itself, for PortAudio
knows it as one device.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from typing import Any

from backend.domain import SoundDevice
from backend.errors import NoSound
from backend.speech import pulse

_OWN_SINK = os.environ.get(pulse.SINK)
_SERVERS = ("pulse", "pipewire")
"""What PortAudio calls the sound server."""


@dataclass(frozen=True)
class Way:
    """A loudspeaker, and what PortAudio calls the device behind which it is (None: its default)."""

    name: str
    portaudio: int | None
    most_channels: int
    rate: float


def portaudio() -> Any:
    """The sound library. Raises `NoSound` when it is missing."""
    try:
        import sounddevice
    except (OSError, ImportError) as error:
        raise NoSound(
            "The sound library PortAudio is missing.", "Install libportaudio2; until then the page plays."
        ) from error
    return sounddevice


def look_again(library: Any) -> None:
    """Have PortAudio read the list of devices. No stream may be open."""
    library._terminate()
    library._initialize()


def devices(library: Any) -> tuple[SoundDevice, ...]:
    """All loudspeakers, the names unlike each other."""
    if sinks := _sinks():
        return tuple(SoundDevice(name=name, default=sink.default) for name, sink in sinks.items())
    found = _outputs(library)
    default = found.get(_default(library))
    return tuple(SoundDevice(name=name, default=name == default) for name in dict.fromkeys(found.values()))


def way(library: Any, wanted: str | None) -> Way:
    """The way to the loudspeaker of that name; to the system's own when there is none. Raises what PortAudio raises."""
    sinks = _sinks()
    _direct(sinks[wanted].name if wanted in sinks else _OWN_SINK)
    if not sinks:
        found = {name: index for index, name in reversed(_outputs(library).items())}
        return _described(library, found.get(wanted) if wanted else None, "")
    if wanted in sinks:
        server = next((index for index, name in _outputs(library).items() if name in _SERVERS), None)
        return _described(library, server, wanted)
    return _described(library, None, next((name for name, sink in sinks.items() if sink.default), ""))


def _sinks() -> dict[str, pulse.Sink]:
    found = pulse.sinks()
    count = Counter(sink.title for sink in found)
    return {sink.title if count[sink.title] == 1 else f"{sink.title} ({sink.name})": sink for sink in found}


def _direct(sink: str | None) -> None:
    """Have the streams that are opened from now on belong to a sink; None: to the server's own."""
    if sink is None:
        os.environ.pop(pulse.SINK, None)
    else:
        os.environ[pulse.SINK] = sink


def _outputs(library: Any) -> dict[int, str]:
    """The names of PortAudio's devices that can play, by their index; of the usual way to the hardware alone."""
    indices = library.query_hostapis(library.default.hostapi)["devices"]
    described = {index: library.query_devices(index) for index in indices}
    return {index: str(each["name"]) for index, each in described.items() if each["max_output_channels"] > 0}


def _default(library: Any) -> int:
    return int(library.query_hostapis(library.default.hostapi)["default_output_device"])


def _described(library: Any, index: int | None, name: str) -> Way:
    device = library.query_devices(index, kind="output")
    return Way(name or str(device["name"]), index, int(device["max_output_channels"]), device["default_samplerate"])
