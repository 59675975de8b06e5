"""Whether the native libraries work: those that `fireside doctor` does not look into, and llama.cpp without drivers."""

from __future__ import annotations

import base64
import io

from backend.probes import PROBES as DOCTORS
from backend.probes import Finding, Probe
from desktop.selftest.answer import DRIVER

FORMATS = (("WAV", "PCM_16"), ("FLAC", "PCM_16"), ("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III"))
"""What spoken replies are saved as, as libsndfile calls it."""

RED = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADElEQVR42mP4zwACAAYBAQBBCI/xAAAAAElFTkSuQmCC"
"""A picture (PNG) of two pixels, the first of them red, the other black."""


def neural_voices() -> Finding:
    """sherpa-onnx, with ONNX Runtime in it: refuses what is no voice, in words, which shows that it runs."""
    import sherpa_onnx

    options = sherpa_onnx.OfflineTtsConfig()
    if options.validate():
        raise RuntimeError("sherpa-onnx takes an empty voice for one")
    facts = {"version": sherpa_onnx.__version__}
    return Finding(name="neural voices", status="ok", words=f"sherpa-onnx {sherpa_onnx.__version__}", facts=facts)


def sound_files() -> Finding:
    """libsndfile writes and reads every format that is offered, and soxr resamples."""
    import numpy as np
    import soundfile
    import soxr

    tone = np.sin(np.arange(4_800, dtype=np.float32) / 10) / 2
    for format, subtype in FORMATS:
        file = io.BytesIO()
        soundfile.write(file, tone, 48_000, format=format, subtype=subtype)
        file.seek(0)
        back, _ = soundfile.read(file)
        if not 0.2 < float(np.abs(back).max()) < 1:
            raise RuntimeError(f"{format} does not give back what was written")
    if len(soxr.resample(tone, 48_000, 24_000)) != 2_400:
        raise RuntimeError("soxr does not resample")
    version = soundfile.__libsndfile_version__
    words = f"libsndfile {version}, {', '.join(format for format, _ in FORMATS)}; soxr {soxr.__version__}"
    return Finding(name="sound files", status="ok", words=words, facts={"libsndfile": version})


def pictures() -> Finding:
    """The part of llama.cpp that shows pictures to models reads one."""
    import ctypes

    from llama_cpp import mtmd_cpp

    picture = base64.b64decode(RED)
    content = (ctypes.c_uint8 * len(picture)).from_buffer_copy(picture)
    read = mtmd_cpp.mtmd_helper_bitmap_init_from_buf(None, content, len(picture), False)  # type: ignore[arg-type]
    if not read or bytes(mtmd_cpp.mtmd_bitmap_get_data(read)[:6]) != b"\xff\0\0\0\0\0":
        raise RuntimeError("llama.cpp does not read a picture")
    mtmd_cpp.mtmd_bitmap_free(read)
    return Finding(name="pictures", status="ok", words="llama.cpp reads them for models that can see")


def key_ring() -> Finding:
    """Where the keys of servers are kept. Asks for none: that could open a dialog."""
    import keyring

    from backend.engines.keys import system_keyring

    ring = system_keyring()
    name = type(keyring.get_keyring()).__module__.removeprefix("keyring.backends.")
    words = f"{name}" if ring else "this system has none; keys of servers are kept in a file of yours alone"
    return Finding(name="keyring", status="ok", words=words, facts={"backend": name, "used": ring is not None})


def processor() -> Finding:
    """llama.cpp with the processor alone: no driver of a graphics card is met."""
    from llama_cpp import __version__, llama_cpp

    from backend.engines.library import load_processor

    load_processor()
    features = llama_cpp.llama_print_system_info().decode()
    return Finding(
        name="llama.cpp", status="ok", words=f"{__version__}; works with the processor", facts={"features": features}
    )


def llama(patience: float) -> Finding:
    """llama.cpp with all that it finds; when a driver of a graphics card ends it, without those."""
    whole = next(probe for probe in DOCTORS if probe.name == "llama.cpp").run(patience)
    if whole.status != "missing":
        return whole
    alone = Probe("llama.cpp", processor, AGAIN).run(patience)
    if alone.status == "missing":
        return alone
    words = f"{alone.words}; with the drivers of graphics cards it {whole.words}"
    return alone.model_copy(update={"status": "warning", "words": words, "hint": DRIVER})


AGAIN = "Install Fireside anew."
PROBES = (
    Probe("neural voices", neural_voices, AGAIN),
    Probe("sound files", sound_files, AGAIN),
    Probe("pictures", pictures, AGAIN),
    Probe("keyring", key_ring, AGAIN),
)
