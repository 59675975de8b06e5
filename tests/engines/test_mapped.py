"""What llama.cpp has copied out of a model's file is not counted twice."""

from __future__ import annotations

import mmap
import sys
from pathlib import Path

from backend.engines.mapped import copies, let_go

SIZE = 64 << 20


def resident(file: Path) -> int:
    """Bytes of the file that this process holds."""
    held, ours = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if " " in line.strip() and ":" not in line.split()[0]:
            ours = line.endswith(str(file))
        elif ours and line.startswith("Rss:"):
            held += int(line.split()[1]) << 10
    return held


def test_pages_of_the_file_are_given_back_and_come_again(tmp_path: Path) -> None:
    file = tmp_path / "a model.gguf"
    file.write_bytes(b"GGUF" + bytes(SIZE))
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert sum(mapped[:: mmap.PAGESIZE]) == ord("G")
        before = resident(file)
        let_go(str(file))
        if sys.platform == "linux":
            assert before >= SIZE
            assert resident(file) == 0
        assert mapped[:4] == b"GGUF"


def test_only_what_was_copied_is_told_apart() -> None:
    assert copies("load_tensors:   CPU_REPACK model buffer size =   100.12 MiB")
    assert copies("load_tensors:        CUDA0 model buffer size =  4403.49 MiB")
    assert not copies("load_tensors:   CPU_Mapped model buffer size =    95.72 MiB")
    assert not copies("llama_kv_cache:        CPU KV buffer size =    24.00 MiB")
