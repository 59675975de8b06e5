"""Files of llama.cpp's own tests, from the source of llama-cpp-python: chat templates and vocabularies.

They are not copied into this repository. The source distribution, from which pip has built the engine, is fetched once
more (pip's cache usually has it), and what the tests use is kept under `build/`.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VERSION = "0.3.36"
SHA256 = "832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e"
_KEPT = Path(__file__).parent.parent / "build" / f"llama-cpp-python-{VERSION}"
_MODELS = f"llama_cpp_python-{VERSION}/vendor/llama.cpp/models/"


def templates() -> Path:
    """The folder of chat templates. Raises `RuntimeError`, with pip's words, when they cannot be fetched."""
    return _kept("templates", re.compile(re.escape(_MODELS) + r"templates/[^/]+"))


def vocabularies() -> Path:
    """The folder of GGUF files that hold a vocabulary alone. Raises the same."""
    return _kept("vocabularies", re.compile(re.escape(_MODELS) + r"ggml-vocab-[^/]+\.gguf"))


def _kept(name: str, wanted: re.Pattern[str]) -> Path:
    kept = _KEPT / name
    if not kept.exists():
        _KEPT.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_KEPT.parent) as work:
            fresh = Path(work) / "fresh"
            fresh.mkdir()
            with tarfile.open(_fetch(Path(work))) as archive:
                for member in archive:
                    if member.isfile() and wanted.fullmatch(member.name):
                        source = archive.extractfile(member)
                        assert source
                        (fresh / Path(member.name).name).write_bytes(source.read())
            _KEPT.mkdir(exist_ok=True)
            try:
                fresh.rename(kept)
            except OSError:
                if not kept.exists():  # else another run was quicker
                    raise
    return kept


def _fetch(folder: Path) -> Path:
    name = f"llama-cpp-python=={VERSION}"
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", "llama-cpp-python", name]
    pip = subprocess.run([*command, "--dest", str(folder)], capture_output=True, text=True, check=False)
    found = list(folder.glob("*.tar.gz"))
    if pip.returncode or not found:
        raise RuntimeError(f"pip could not fetch the source of {name}:\n{pip.stdout}\n{pip.stderr}")
    digest = hashlib.sha256(found[0].read_bytes()).hexdigest()
    if digest != SHA256:
        raise RuntimeError(f"{found[0].name} is another file than the tests know: its SHA-256 is {digest}.")
    return found[0]
