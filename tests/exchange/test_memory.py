"""However large a file is, reading it takes the memory of one thread."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.exchange import programs

MEASURE = """
import sys
from pathlib import Path
import psutil
from backend.exchange.sources import Sources
from tests.exchange import programs

own = psutil.Process()
list(Sources([("small", Path(sys.argv[2]))]).threads())  # whatever is imported is there now
before = own.memory_full_info().uss
most, count = before, 0
for read in Sources([("large", Path(sys.argv[1]))]).threads():
    assert read.thread is not None, read
    count += 1
    if count % 50 == 0:
        most = max(most, own.memory_full_info().uss)
print(count, (most - before) >> 20)
"""


@pytest.mark.parametrize("packed", [False, True])
def test_200_megabytes_are_read_in_a_few(tmp_path: Path, packed: bool) -> None:
    words = "Tea is a drink of leaves. " * 4000
    one = json.dumps(programs.chatgpt("KEY")).replace("Two minutes.", words)
    (tmp_path / "small").write_text(f"[{one}]")
    large = tmp_path / "large"
    with large.open("w") as file:
        file.write("[")
        for number in range(200 * 1_000_000 // len(one) + 1):
            file.write(("," if number else "") + one.replace("KEY", str(number)))
        file.write("]")
    assert large.stat().st_size > 200_000_000
    count = number + 1
    if packed:
        import zipfile

        with zipfile.ZipFile(tmp_path / "zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(large, "conversations.json")
        large = tmp_path / "zip"
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(large), str(tmp_path / "small")],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        timeout=150,
    )
    large.unlink()
    (tmp_path / "large").unlink(missing_ok=True)
    assert done.returncode == 0, done.stderr
    read, grown = map(int, done.stdout.split())
    assert read == count
    assert grown < 16, f"{grown} MB"
