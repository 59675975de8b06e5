"""Models that see: what they write of a picture is what llama.cpp's own reference would have them write."""

from __future__ import annotations

import ctypes
import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backend.engines.base import Finished, Image, Reading, Request, Turn
from backend.engines.gguf import inspect
from backend.engines.llama import LlamaHost
from backend.engines.looking import Looking
from backend.engines.vocabulary import Characters
from backend.errors import EngineFailed, Invalid, PromptTooLong
from tests.engines.conftest import items, kept, take_turns, written
from tests.gguf_files import write_model
from tests.projectors import PAIRS, picture, write_gemma_eye, write_idefics_eye, write_llava, write_pair

every_pair = pytest.mark.parametrize("kind", list(PAIRS))
pytestmark = pytest.mark.usefixtures("exact")
Open = Callable[..., LlamaHost]


@pytest.fixture(scope="session")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A model of each kind, its projector beside it."""
    folder = tmp_path_factory.mktemp("pairs")
    return {kind: write_pair(folder / kind, kind) for kind in PAIRS}


@pytest.fixture
def open_seeing() -> Any:
    """Makes hosts that see, and closes them."""
    hosts: list[LlamaHost] = []

    def open_seeing(path: Path, cache: Path | None = None) -> LlamaHost:
        weights = inspect(path)
        hosts.append(LlamaHost(lambda event: None, cache))
        assert weights.projector
        load = (str(weights.path), weights.template, weights.shape, False)
        (loaded,) = hosts[-1].load(threading.Event(), *load, projector=str(weights.projector.path))
        assert "cannot see" not in loaded.fit
        return hosts[-1]

    yield open_seeing
    for host in hosts:
        host.close()


def shown(seed: int, **options: Any) -> Image:
    data = picture(seed, **options)
    return Image(id=hashlib.sha256(data).hexdigest(), name=f"{seed}.png", data=data)


def about(*turns: tuple[str, tuple[Image, ...]], thread: str = "", max_tokens: int = 24) -> Request:
    """A request whose turns alternate, the user's first."""
    said = [
        Turn(role=("user", "assistant")[number % 2], content=text, images=images)
        for number, (text, images) in enumerate(turns)
    ]
    return Request(turns=tuple(said), thread=thread, max_tokens=max_tokens, temperature=0.0)


def reference(host: LlamaHost, prompt: str, images: list[Image], count: int) -> list[int]:
    """What llama.cpp's own helper reads and a greedy choice then writes, in a context of its own."""
    from llama_cpp import llama_cpp, mtmd_cpp

    assert host._opened
    assert host._eye
    eye = host._eye._raw
    bitmaps = []
    for image in images:
        data = (ctypes.c_uint8 * len(image.data)).from_buffer_copy(image.data)
        bitmaps.append(mtmd_cpp.mtmd_helper_bitmap_init_from_buf(eye, data, len(data), False))
    raw = prompt.encode()
    text = mtmd_cpp.mtmd_input_text(raw, len(raw), False, True)
    chunks = mtmd_cpp.mtmd_input_chunks_init()
    array = (ctypes.c_void_p * len(bitmaps))(*bitmaps)
    assert mtmd_cpp.mtmd_tokenize(eye, chunks, ctypes.byref(text), array, len(bitmaps)) == 0
    parameters = llama_cpp.llama_context_default_params()
    parameters.n_ctx, parameters.n_threads, parameters.n_threads_batch = 1024, 2, 2
    context = llama_cpp.llama_init_from_model(host._opened.model, parameters)
    place = ctypes.c_int32(0)
    assert mtmd_cpp.mtmd_helper_eval_chunks(eye, context, chunks, 0, 0, 512, True, ctypes.byref(place)) == 0
    size = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(host._opened.model))
    tokens: list[int] = []
    while len(tokens) < count:
        logits = np.ctypeslib.as_array(llama_cpp.llama_get_logits_ith(context, -1), (size,))
        tokens.append(int(logits.argmax()))
        token, position = (ctypes.c_int32 * 1)(tokens[-1]), (ctypes.c_int32 * 1)(place.value + len(tokens) - 1)
        batch = llama_cpp.llama_batch_get_one(token, 1)
        batch.pos = ctypes.cast(position, ctypes.POINTER(ctypes.c_int32))
        assert llama_cpp.llama_decode(context, batch) == 0
    llama_cpp.llama_free(context)
    mtmd_cpp.mtmd_input_chunks_free(chunks)
    return tokens


def read(host: LlamaHost, tokens: list[int]) -> str:
    """What tokens say; half a character at their end waits for its rest."""
    pieces = [host._vocabulary.piece(token, first=not number) for number, token in enumerate(tokens)]
    return Characters().add(b"".join(pieces))


QUESTION = "<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n"


@every_pair
def test_what_is_written_of_a_picture_is_what_the_reference_writes(
    pairs: dict[str, Path], open_seeing: Open, kind: str
) -> None:
    host = open_seeing(pairs[kind])
    said = set()
    for seed in (1, 2):
        told = list(items(host, about(("What is it?", (shown(seed),)))))
        prompt = QUESTION.format("<__media__>What is it?")
        assert written(told) == read(host, reference(host, prompt, [shown(seed)], 24))
        said.add(written(told))
    assert len(said) == 2


@every_pair
def test_several_pictures_of_several_turns_and_sizes(pairs: dict[str, Path], open_seeing: Open, kind: str) -> None:
    host = open_seeing(pairs[kind])
    one, two, three = shown(1, width=200, height=90, form="JPEG"), shown(2), shown(3, width=33, height=120)
    request = about(("See", (one, two)), ("I see.", ()), ("And this?", (three,)))
    prompt = (
        QUESTION.format("<__media__><__media__>See") + "I see.<|im_end|>\n" + QUESTION.format("<__media__>And this?")
    )
    assert written(items(host, request)) == read(host, reference(host, prompt, [one, two, three], 24))


@every_pair
def test_a_picture_that_is_all_there_is(pairs: dict[str, Path], open_seeing: Open, kind: str) -> None:
    host = open_seeing(pairs[kind])
    weights = inspect(pairs[kind])
    bare = "{{ messages[0]['content'] }}"  # so it is the prompt's end, too
    list(host.load(threading.Event(), str(weights.path), bare, weights.shape, False, projector=host._projector))
    first, again, other = (written(items(host, about(("", (shown(seed),)), thread="a"))) for seed in (1, 1, 2))
    assert first == again != other
    if kind not in ("llava", "lfm2"):  # there the reference asks for no word behind a picture
        assert first == read(host, reference(host, "<__media__>", [shown(1)], 24))


def test_a_picture_that_must_be_taken_in_at_once_is_also_when_it_is_larger_than_a_batch(
    open_seeing: Open, tmp_path: Path
) -> None:
    model = write_pair(tmp_path, "gemma3")
    write_gemma_eye(tmp_path / "mmproj-gemma3.gguf", side=192)
    host = open_seeing(model)
    wanted = reference(host, QUESTION.format("<__media__>What?"), [shown(1)], 24)
    assert host._opened
    assert host._opened.context.batch.size == 144
    assert written(items(host, about(("What?", (shown(1),))))) == read(host, wanted)
    host._opened.context.batch.size = 128
    with pytest.raises(EngineFailed, match="too large for this model"):
        list(items(host, about(("What?", (shown(2),)))))


# ------------------------------------------------------------------ what was seen is not seen again


@every_pair
def test_a_thread_that_goes_on_sees_nothing_again(pairs: dict[str, Path], open_seeing: Open, kind: str) -> None:
    host, cold = open_seeing(pairs[kind]), open_seeing(pairs[kind])
    first = list(items(host, about(("What is it?", (shown(1),)), thread="a")))
    retry = list(items(host, about(("What is it?", (shown(1),)), thread="a")))
    assert (kept(retry), written(retry)) == (first[-1].read - 1, written(first))  # type: ignore[union-attr]
    request = about(("What is it?", (shown(1),)), (written(first), ()), ("And this?", (shown(2),)), thread="a")
    told = list(items(host, request))
    assert kept(told) >= first[-1].read - 1  # type: ignore[union-attr]
    assert written(told) == written(items(cold, request))


@every_pair
def test_another_picture_in_the_place_of_one_is_seen_and_what_stood_before_is_kept(
    pairs: dict[str, Path], open_seeing: Open, kind: str
) -> None:
    host, cold = open_seeing(pairs[kind]), open_seeing(pairs[kind])
    list(items(host, about(("Look " * 20, ()), ("Yes?", ()), ("What?", (shown(1),)), thread="a")))
    request = about(("Look " * 20, ()), ("Yes?", ()), ("What?", (shown(2),)), thread="a")
    told = list(items(host, request))
    assert (kept(told) > 100) == (kind != "lfm2")  # it knows no way back but to where it was asked before
    assert written(told) == written(items(cold, request))


@every_pair
def test_a_second_thread_with_the_same_picture_begins_with_what_the_first_saw(
    pairs: dict[str, Path], open_seeing: Open, kind: str
) -> None:
    host, cold = open_seeing(pairs[kind]), open_seeing(pairs[kind])
    list(items(host, about(("What is it?", (shown(1),)), thread="a")))
    request = about(("Whose is it?", (shown(1),)), thread="b")
    told = list(items(host, request))
    assert (kept(told) > 16) == (kind not in ("gemma3", "lfm2"))  # windows are not shared, nor what knows no way back
    assert written(told) == written(items(cold, request))


@every_pair
def test_after_a_restart_nothing_is_read_or_seen_again(
    pairs: dict[str, Path], open_seeing: Open, kind: str, tmp_path: Path
) -> None:
    host = open_seeing(pairs[kind], tmp_path)
    first = list(items(host, about(("What is it?", (shown(1),)), thread="a")))
    host.close()
    again, cold = open_seeing(pairs[kind], tmp_path), open_seeing(pairs[kind])
    request = about(("What is it?", (shown(1),)), (written(first), ()), ("And this?", (shown(2),)), thread="a")
    told = list(items(again, request))
    assert kept(told) >= first[-1].read - 1  # type: ignore[union-attr]
    assert written(told) == written(items(cold, request))
    other = list(items(again, about(("What is it?", (shown(3),)), thread="a")))
    assert written(other) == written(items(cold, about(("What is it?", (shown(3),)))))


def test_another_projector_makes_what_was_kept_useless(open_seeing: Open, tmp_path: Path) -> None:
    model = write_pair(tmp_path / "pair", "llava")
    host = open_seeing(model, tmp_path / "cache")
    list(items(host, about(("What is it?", (shown(1),)), thread="a")))
    host.close()
    write_llava(tmp_path / "pair" / "mmproj-llava.gguf", seed=9)
    assert (
        kept(list(items(open_seeing(model, tmp_path / "cache"), about(("What is it?", (shown(1),)), thread="a")))) == 0
    )


# ------------------------------------------------------------------ beside others


@every_pair
def test_who_sees_and_who_writes_at_once_write_what_they_would_alone(
    pairs: dict[str, Path], open_seeing: Open, kind: str
) -> None:
    requests = [
        about(("Tell me of the sea. " * 9, ()), max_tokens=40),
        about(("What is it?", (shown(1),))),
        about(("And these? " * 12, (shown(2), shown(3)))),
        about(("Why?", ())),
    ]
    alone = [written(items(open_seeing(pairs[kind]), request)) for request in requests]
    host = open_seeing(pairs[kind])
    together = take_turns(*(host.generate(threading.Event(), request) for request in requests))
    assert [written(told) for told in together] == alone
    seen = [item.read for item in together[1] if isinstance(item, Reading)]
    assert seen == sorted(seen)
    last = together[1][-1]
    assert isinstance(last, Finished)
    assert seen[-1] == last.read == host.count(requests[1])


@every_pair
def test_others_write_while_it_looks_and_who_gives_up_is_free_at_once(
    pairs: dict[str, Path], open_seeing: Open, kind: str
) -> None:
    host = open_seeing(pairs[kind])
    assert host._scheduler
    assert host._eye
    look, shut = host._eye.look, threading.Event()
    assert host._scheduler._showing
    host._scheduler._showing._looking = Looking(lambda image, gone: look(image, gone) if shut.wait(60) else None)
    wanted = written(items(open_seeing(pairs[kind]), about(("What is it?", (shown(1),)))))
    cancelled = threading.Event()
    leaving = host.generate(cancelled, about(("What is it?", (shown(2),))))
    staying = host.generate(threading.Event(), about(("What is it?", (shown(1),))))
    writing = host.generate(threading.Event(), about(("Why?", ()), max_tokens=9))
    told: list[Any] = []
    while not any(isinstance(item, Finished) for item in told):
        told += [next(writing), next(leaving), next(staying)]
    cancelled.set()
    assert [item for item in leaving if item is not None] == []
    shut.set()
    assert written(item for item in staying if item is not None) == wanted


# ------------------------------------------------------------------ what is broken


def damaged(image: Image, change: Callable[[bytes], bytes]) -> Image:
    data = change(image.data)
    return Image(id=hashlib.sha256(data).hexdigest(), name="torn.png", data=data)


@pytest.mark.parametrize(
    ("form", "change"),
    [
        ("PNG", lambda data: data[: len(data) // 2]),
        ("PNG", lambda data: data[:40]),
        ("PNG", lambda data: data[:16] + (500).to_bytes(4) + data[20:]),
        ("PNG", lambda data: data[:41] + bytes(len(data) - 41)),
        ("JPEG", lambda data: data[:-40]),
        ("JPEG", lambda data: b"no picture at all"),
    ],
)
def test_a_broken_picture_fails_its_own_reply_alone(
    pairs: dict[str, Path], open_seeing: Open, form: str, change: Callable[[bytes], bytes]
) -> None:
    host = open_seeing(pairs["qwen2vl"])
    image = damaged(shown(1, form=form, width=400, height=300), change)
    other = host.generate(threading.Event(), about(("Why?", ())))
    next(other)
    for _ in range(2):
        with pytest.raises(Invalid) as refusal:
            list(items(host, about(("What is it?", (image,)), thread="a")))
        assert "torn.png" in refusal.value.message or "no PNG" in refusal.value.message
    alone = written(items(open_seeing(pairs["qwen2vl"]), about(("Why?", ()))))
    assert written(item for item in other if item is not None) == alone
    whole = about(("What is it?", (shown(1),)), thread="a")
    assert written(items(host, whole)) == written(items(open_seeing(pairs["qwen2vl"]), whole))


def test_a_projector_of_another_model_is_refused_and_pictures_are_told_in_words(
    open_host: Callable[[Path], LlamaHost], make_host: Callable[[], LlamaHost], tmp_path: Path
) -> None:
    model = write_pair(tmp_path, "llava")
    write_llava(tmp_path / "mmproj-llava.gguf", width=32)
    weights, host = inspect(model), make_host()
    assert weights.projector
    load = (str(model), weights.template, weights.shape, False)
    (loaded,) = host.load(threading.Event(), *load, projector=str(weights.projector.path))
    assert "cannot see pictures: mmproj-llava.gguf belongs to another model." in loaded.fit
    seen = about(("What is it?", (shown(1),)))
    told = about(("[A picture that you cannot see: 1.png]\nWhat is it?", ()))
    assert host.count(seen) == host.count(told)
    assert written(items(host, seen)) == written(items(host, told))


def test_a_projector_that_lacks_weights_leaves_the_model_blind(
    make_host: Callable[[], LlamaHost], tmp_path: Path
) -> None:
    model = write_pair(tmp_path, "gemma3")
    projector = tmp_path / "mmproj-gemma3.gguf"
    projector.write_bytes(projector.read_bytes().replace(b"v.blk.1.ffn_up.weight", b"v.blk.1.ffn_ap.weight"))
    weights, host = inspect(model), make_host()
    (loaded,) = host.load(
        threading.Event(), str(model), weights.template, weights.shape, False, projector=str(projector)
    )
    assert "cannot see pictures: mmproj-gemma3.gguf cannot be used." in loaded.fit
    assert written(items(host, about(("Why?", (shown(1),)))))


def test_pictures_count_though_they_are_not_looked_at(pairs: dict[str, Path], open_seeing: Open) -> None:
    host = open_seeing(pairs["qwen2vl"])
    assert host._eye
    host._eye.look = None  # type: ignore[assignment, method-assign]
    small, large = (host.count(about(("What?", (shown(1, width=side, height=side),)))) for side in (64, 256))
    assert large - small == (256 // 16) ** 2 - (64 // 16) ** 2
    too_many = tuple(shown(seed, width=256, height=256) for seed in range(5))
    with pytest.raises(PromptTooLong):
        list(items(host, about(("What?", too_many))))


def test_a_projector_whose_marks_the_model_does_not_know_is_refused(
    make_host: Callable[[], LlamaHost], tmp_path: Path
) -> None:
    model = write_model(tmp_path / "other.gguf")
    projector = write_idefics_eye(tmp_path / "mmproj-other.gguf")
    weights, host = inspect(model), make_host()
    load = (str(model), weights.template, weights.shape, False)
    (loaded,) = host.load(threading.Event(), *load, projector=str(projector))
    assert "cannot see pictures: mmproj-other.gguf cannot be used." in loaded.fit


# ------------------------------------------------------------------ looking


def test_what_was_seen_is_remembered_and_what_went_wrong_is_not() -> None:
    looked: list[str] = []

    def look(image: Image, gone: Callable[[], bool]) -> list[Any]:
        looked.append(image.name)
        if len(looked) == 1:
            raise EngineFailed("It was dark.")
        return [np.zeros((4, 1 << 24), np.float32)]  # 256 MB, as much as is remembered

    looking, asker = Looking(look), threading.Event()
    one, two = shown(1), shown(2)

    def ask(image: Image) -> list[Any]:
        while (found := looking.ask(image, asker)) is None:
            looking.wait(1.0)
        return found

    with pytest.raises(EngineFailed, match="dark"):
        ask(one)
    assert ask(one) is ask(one)
    ask(two)
    ask(one)
    assert looked == ["1.png", "1.png", "2.png", "1.png"]
    looking.close()


def test_a_picture_that_nobody_waits_for_any_more_is_not_looked_at() -> None:
    looked, shut = [], threading.Event()

    def look(image: Image, gone: Callable[[], bool]) -> list[Any] | None:
        shut.wait(60)
        if gone():
            return None
        looked.append(image.name)
        return []

    looking, askers = Looking(look), [threading.Event() for _ in range(3)]
    looking.ask(shown(1), askers[0])
    looking.ask(shown(2), askers[1])
    looking.ask(shown(2), askers[2])
    askers[0].set()
    askers[1].set()  # but not the other who waits for the same one
    shut.set()
    while looking.ask(shown(2), askers[2]) is None:
        looking.wait(1.0)
    assert looked == ["2.png"]
    looking.close()
