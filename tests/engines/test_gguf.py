"""What a GGUF file says about itself, and the files that are refused, each with a reason."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.engines.gguf import describe, inspect
from backend.engines.header import Array, read_header
from backend.engines.numbers import FILE_TYPES, TENSOR_TYPES
from backend.errors import ModelBroken, ModelMissing
from tests.gguf_files import BROKEN, CHATML, STARTER, write_model
from tests.gguf_kinds import write_bert


def test_a_model_says_what_it_is(tmp_path: Path) -> None:
    path = write_model(tmp_path / "some-model.gguf", layers=3, context=4096)
    weights = inspect(path)
    assert (weights.name, weights.architecture, weights.quantisation) == ("Random", "llama", "F32")
    assert (weights.context, weights.layers, weights.licence) == (4096, 3, "apache-2.0")
    assert weights.size == path.stat().st_size
    assert weights.template == CHATML
    assert weights.parts == (path,)


def test_the_starter_is_described_for_the_list_of_models() -> None:
    model = describe(STARTER)
    assert (model.name, model.quantisation, model.architecture) == ("Fireside Starter", "Q8_0", "llama")
    assert model.size == STARTER.stat().st_size
    assert model.context == 768


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_is_no_chat_model_is_refused_with_a_reason_and_a_hint(kind: str, tmp_path: Path) -> None:
    make, words = BROKEN[kind]
    path = tmp_path / "model.gguf"
    make(path)
    with pytest.raises(ModelBroken) as refusal:
        inspect(path)
    assert words in f"{refusal.value.message} {refusal.value.hint}"
    assert refusal.value.hint


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.gguf", tmp_path / "no-00001-of-00002.gguf"):
        with pytest.raises(ModelMissing, match="There is no file"):
            inspect(path)


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "model.gguf")
    with pytest.raises(ModelBroken, match="is not a file"):
        inspect(tmp_path / "model.gguf")


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    path = write_model(tmp_path / "model.gguf")
    path.chmod(0)
    # Root may read everything, so another user looks.
    code = (
        "import os, sys\n"
        "sys.path[:] = [path for path in sys.path if path != '']\n"
        "from pathlib import Path\n"
        "from backend.engines import gguf\n"
        "from backend.errors import ModelBroken\n"
        "tmp = Path(sys.argv[1])\n"
        "if os.geteuid() == 0: os.chdir(tmp.parent); os.seteuid(65534)\n"
        "try: gguf.inspect(Path(tmp.name))\n"
        "except ModelBroken as error: print(error.message, error.hint)\n"
    )
    root = Path(__file__).parent.parent.parent
    if os.geteuid() != 0:
        with pytest.raises(ModelBroken, match="may not be read"):
            inspect(path)
        return
    said = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(root)},
    )
    assert "may not be read" in said.stdout, said.stderr
    assert "permissions" in said.stdout


def test_a_split_model_is_one_model(tmp_path: Path) -> None:
    first = write_model(tmp_path / "big.gguf", shards=3)
    parts = sorted(tmp_path.glob("*.gguf"))
    assert len(parts) == 3
    for chosen in parts:
        weights = inspect(chosen)
        assert weights.path == first
        assert weights.parts == tuple(parts)
        assert weights.size == sum(part.stat().st_size for part in parts)


def test_a_split_model_without_one_of_its_parts_names_it(tmp_path: Path) -> None:
    first = write_model(tmp_path / "big.gguf", shards=3)
    (tmp_path / "big-00002-of-00003.gguf").unlink()
    with pytest.raises(ModelMissing, match=r"Part 2 of 3 is missing: big-00002-of-00003\.gguf"):
        inspect(first)


def test_a_renamed_or_cut_part_is_refused(tmp_path: Path) -> None:
    write_model(tmp_path / "big.gguf", shards=2)
    second = tmp_path / "big-00002-of-00002.gguf"
    second.write_bytes(second.read_bytes()[:-50])
    with pytest.raises(ModelBroken, match="cut off"):
        inspect(tmp_path / "big-00001-of-00002.gguf")
    (tmp_path / "big-00001-of-00002.gguf").rename(tmp_path / "renamed.gguf")
    with pytest.raises(ModelBroken) as refusal:
        inspect(tmp_path / "renamed.gguf")
    assert "original names" in refusal.value.hint


def test_a_template_beside_the_model_takes_the_place_of_its_own(tmp_path: Path) -> None:
    path = write_model(tmp_path / "model.gguf")
    beside = tmp_path / "model.jinja"
    beside.write_bytes("{{ messages[-1].content }} 😀\n".encode())
    assert inspect(path).template == "{{ messages[-1].content }} 😀\n"
    for wrong in (b"\xff\xfe", b"x" * (1 << 20) + b"x"):
        beside.write_bytes(wrong)
        with pytest.raises(ModelBroken, match=r"model\.jinja cannot be read") as refusal:
            inspect(path)
        assert "remove it" in refusal.value.hint
    beside.unlink()
    assert inspect(path).template == CHATML
    first = write_model(tmp_path / "big.gguf", shards=2)
    (tmp_path / "big.jinja").write_text("parts")
    assert inspect(first).template == "parts"


def test_a_nameless_model_is_called_like_its_file(tmp_path: Path) -> None:
    path = write_model(tmp_path / "nice-model-Q4.gguf")
    content = path.read_bytes().replace(b"general.name", b"general.mane")
    path.write_bytes(content)
    assert inspect(path).name == "nice-model-Q4"


changes = st.lists(
    st.tuples(st.just("flip"), st.integers(0, 12_000), st.integers(0, 7))
    | st.tuples(st.just("write"), st.integers(0, 12_000), st.binary(min_size=1, max_size=8))
    | st.tuples(
        st.just("number"), st.integers(0, 12_000), st.sampled_from((0, 1, 1 << 31, (1 << 32) - 1, (1 << 64) - 1))
    )
    | st.tuples(st.just("move"), st.integers(0, 12_000), st.integers(0, 12_000))
    | st.tuples(st.just("cut"), st.integers(0, 500_000), st.none()),
    min_size=1,
    max_size=5,
)


def damaged(content: bytearray, how: str, at: int, what: Any) -> None:
    """Do one thing to a file's bytes."""
    if how == "flip":
        content[at] ^= 1 << what
    elif how == "write":
        content[at : at + len(what)] = what
    elif how == "number":
        struct.pack_into("<Q" if what >> 32 else "<I", content, at, what)
    elif how == "move":
        content[at : at + 64] = content[what : what + 64]
    else:
        del content[max(16_000, at) :]


@pytest.mark.parametrize("purpose", ["chat", "search"])
def test_no_header_however_damaged_does_more_than_be_refused(
    tmp_path: Path, purpose: Literal["chat", "search"]
) -> None:
    """Taken or refused with a hint; no other error, no gigabytes, and no end of the process that looks."""
    write = {"chat": write_model, "search": write_bert}[purpose]
    whole = write(tmp_path / "whole.gguf").read_bytes()
    path = tmp_path / "damaged.gguf"
    taken = 0
    refusals: list[ModelBroken] = []

    @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
    @given(changes)
    def damage(done: list[tuple[str, int, Any]]) -> None:
        nonlocal taken
        content = bytearray(whole)
        for how, at, what in done:
            damaged(content, how, at, what)
        path.write_bytes(content)
        tracemalloc.start()
        try:
            inspect(path, purpose=purpose)
            taken += 1
        except ModelBroken as refusal:
            refusals.append(refusal)
        finally:
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert most < 8_000_000

    damage()
    assert taken > 5, "some damage cannot be seen in a header"
    assert len(refusals) > 50
    assert all(refusal.message and refusal.hint for refusal in refusals)


def test_no_part_of_a_header_is_enough(tmp_path: Path) -> None:
    whole = write_model(tmp_path / "whole.gguf").read_bytes()
    path = tmp_path / "part.gguf"
    for length in range(0, 12_000, 97):
        path.write_bytes(whole[:length])
        with pytest.raises(ModelBroken):
            inspect(path)


def test_a_large_vocabulary_is_stepped_over_without_being_kept(tmp_path: Path) -> None:
    path = write_model(tmp_path / "model.gguf", words=128_000, width=16)
    tracemalloc.start()
    try:
        header = read_header(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    tokens = header.metadata["tokenizer.ggml.tokens"]
    assert isinstance(tokens, Array)
    assert tokens.count > 128_000
    assert most < 6_000_000


def test_a_header_that_claims_gigabytes_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "sparse.gguf"
    key = b"tokenizer.ggml.scores"
    start = struct.pack("<4sIQQQ", b"GGUF", 3, 1, 1, len(key)) + key + struct.pack("<IIQ", 9, 0, 1 << 34)
    with path.open("wb") as file:
        file.write(start)
        file.truncate((1 << 34) + 4096)
    tracemalloc.start()
    try:
        with pytest.raises(ModelBroken):
            read_header(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 6_000_000


def test_a_header_of_nothing_but_lists_and_texts_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "lists.gguf"
    lists = b"".join(
        struct.pack("<Q5sIIQ", 5, b"%05d" % key, 9, 12, 512) + struct.pack("<d", key + 0.5) * 512 for key in range(9000)
    )
    path.write_bytes(struct.pack("<4sIQQ", b"GGUF", 3, 1, 9000) + lists + bytes(100_000))
    tracemalloc.start()
    try:
        with pytest.raises(ModelBroken, match="than any model has"):
            read_header(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 30_000_000


def test_a_header_of_nothing_but_empty_texts_is_not_read_to_its_end(tmp_path: Path) -> None:
    path, one = tmp_path / "texts.gguf", 1 << 22
    with path.open("wb") as file:
        file.write(struct.pack("<4sIQQ", b"GGUF", 3, 1, 200))
        for key in range(200):
            file.write(struct.pack("<Q5sIIQ", 5, b"%05d" % key, 9, 8, one))
            file.seek(8 * one, os.SEEK_CUR)  # zeros: so many lengths of nothing
        file.truncate(file.tell() + 4096)
    with pytest.raises(ModelBroken, match="a list of 4194304 texts"):
        read_header(path)


def test_the_number_formats_are_those_of_the_library() -> None:
    import ctypes

    from llama_cpp import llama_cpp

    base = ctypes.CDLL(str(next((Path(llama_cpp.__file__).parent / "lib").glob("*ggml-base.*"))))
    base.ggml_type_name.restype = ctypes.c_char_p
    base.ggml_blck_size.restype = ctypes.c_int64
    base.ggml_type_size.restype = ctypes.c_size_t
    known = {
        kind: (base.ggml_type_name(kind).decode().upper(), base.ggml_blck_size(kind), base.ggml_type_size(kind))
        for kind in range(llama_cpp.GGML_TYPE_COUNT)
        if base.ggml_blck_size(kind)
    }
    assert {kind: (name.upper(), *sizes) for kind, (name, *sizes) in TENSOR_TYPES.items()} == known
    for number, name in FILE_TYPES.items():
        library_name = llama_cpp.llama_ftype_name(number).decode()
        assert library_name.removeprefix("all ").startswith(name.rsplit("_", 1)[0].removesuffix("_K")), (number, name)
