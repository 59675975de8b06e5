"""The model's host with real llama.cpp: what it writes, how it stops, and what it does not read again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.engines.base import Finished, Loading, Progress, Reading, Request, Text
from backend.engines.gguf import inspect
from backend.engines.llama import LlamaHost
from backend.errors import EngineFailed, Invalid, ModelBroken, PromptTooLong
from tests.engines.conftest import ask, kept, load, written
from tests.engines.conftest import items as reply
from tests.gguf_files import STARTER, write_model

Open = Callable[[Path], LlamaHost]
QUESTION = "Why is the sky blue, and the evening red? 😀"


def run(host: LlamaHost, request: Request) -> list[Progress]:
    return list(reply(host, request))


@pytest.mark.parametrize("name", ["starter", "small"])
def test_a_reply_is_read_for_written_and_finished(models: dict[str, Path], open_host: Open, name: str) -> None:
    items = run(open_host(models[name]), ask(QUESTION))
    reading = [item for item in items if isinstance(item, Reading)]
    assert reading[0].read == 0
    assert reading[-1].read == reading[-1].total > 10
    end = items[-1]
    assert isinstance(end, Finished)
    assert end.read == reading[-1].total
    assert 0 < end.tokens <= 48
    assert (end.stop == "length") == (end.tokens == 48)
    assert written(items)
    assert all(item.text for item in items if isinstance(item, Text))


def test_the_same_seed_writes_the_same_and_another_does_not(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["starter"])
    one, same, other = (written(run(host, ask(QUESTION, temperature=1.5, seed=seed))) for seed in (7, 7, 8))
    assert one == same
    assert one != other
    assert written(run(host, ask(QUESTION, temperature=1.5, seed=7 + 0xFFFFFFFF))) == one


def test_without_a_seed_every_reply_is_another(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["small"])
    request = ask(QUESTION, temperature=1.5).model_copy(update={"seed": None})
    assert len({written(run(host, request)) for _ in range(4)}) == 4


@pytest.mark.parametrize("name", ["starter", "small"])
def test_temperature_0_is_greedy_whatever_the_seed(models: dict[str, Path], open_host: Open, name: str) -> None:
    host = open_host(models[name])
    assert len({written(run(host, ask(QUESTION, seed=seed))) for seed in range(3)}) == 1


@pytest.mark.parametrize("name", ["starter", "small"])
def test_what_lies_in_the_context_is_not_read_again_and_changes_nothing(
    models: dict[str, Path], open_host: Open, name: str
) -> None:
    warm = open_host(models[name])
    reply = written(run(warm, ask("Hello there", max_tokens=20)))
    again = run(warm, ask("Hello there", reply, QUESTION))
    cold = run(open_host(models[name]), ask("Hello there", reply, QUESTION))
    assert kept(cold) == 0
    assert kept(again) > 5
    assert written(again) == written(cold)
    assert again[-1] == cold[-1]


def test_an_edited_message_is_read_from_where_it_differs(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["small"])
    run(host, ask("The first half stays. The second half was so."))
    edited = run(host, ask("The first half stays. The second half is new."))
    assert kept(edited) >= len("The first half stays. The second half ")
    assert written(edited) == written(
        run(open_host(models["small"]), ask("The first half stays. The second half is new."))
    )


def test_the_same_prompt_again_reads_one_token(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["small"])
    first = run(host, ask(QUESTION))
    second = run(host, ask(QUESTION))
    assert kept(second) == second[-1].read - 1 if isinstance(second[-1], Finished) else False
    assert written(second) == written(first)


def test_a_model_that_cannot_roll_back_reads_again_and_never_gets_a_wrong_context(
    models: dict[str, Path], open_host: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llama_cpp import llama_cpp

    host = open_host(models["small"])
    run(host, ask("Hello there"))
    remove = llama_cpp.llama_memory_seq_rm

    def refuse(memory: int, sequence: int, start: int, end: int) -> bool:
        return bool(start <= 0 and remove(memory, sequence, start, end))  # the whole sequence can always go

    monkeypatch.setattr(llama_cpp, "llama_memory_seq_rm", refuse)
    again = run(host, ask(QUESTION))
    assert kept(again) == 0
    assert written(again) == written(run(open_host(models["small"]), ask(QUESTION)))


@pytest.mark.parametrize("whole_window", [True, False])
def test_a_model_with_a_sliding_window_never_gets_a_wrong_context(
    tmp_path: Path, open_host: Open, monkeypatch: pytest.MonkeyPatch, whole_window: bool
) -> None:
    from llama_cpp import llama_cpp

    parameters = llama_cpp.llama_context_default_params()
    parameters.swa_full = whole_window
    monkeypatch.setattr(llama_cpp, "llama_context_default_params", lambda: parameters)
    path = write_model(
        tmp_path / "sliding.gguf",
        architecture="cohere2",
        layers=4,
        context=2048,
        without=("ffn_norm", "output"),
        metadata={
            "cohere2.attention.sliding_window": 32,
            "cohere2.attention.layer_norm_epsilon": 1e-5,
            "cohere2.logit_scale": 1.0,
        },
    )
    story = "Once upon a time. " * 80
    warm = open_host(path)
    run(warm, ask(story + "one").model_copy(update={"thread": "a"}))
    again = run(warm, ask(story[:300] + "two").model_copy(update={"thread": "a"}))
    assert (kept(again) > 300) == whole_window
    assert written(again) == written(run(open_host(path), ask(story[:300] + "two")))


def test_a_reply_goes_on_as_if_it_had_never_stopped(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["small"])
    whole = written(run(host, ask(QUESTION, max_tokens=60)))
    begun = written(run(host, ask(QUESTION, max_tokens=25)))
    assert whole.startswith(begun)
    rest = run(host, ask(QUESTION, begun, max_tokens=35))
    # Random weights write bytes that are no text; what they become cannot be told apart when read again.
    if "\ufffd" not in begun:
        assert begun + written(rest) == whole
    assert kept(rest) > 40


def test_stopping_while_it_writes_stops_at_once(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["small"])
    cancelled = threading.Event()
    after = 0
    for item in reply(host, ask(QUESTION, max_tokens=400), cancelled):
        after += cancelled.is_set()
        if isinstance(item, Text):
            cancelled.set()
    assert after <= 1
    assert written(run(host, ask(QUESTION))) == written(run(open_host(models["small"]), ask(QUESTION)))


def test_closing_the_reply_leaves_a_context_that_can_be_used(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["small"])
    for count in range(1, 5):
        items = reply(host, ask(QUESTION, max_tokens=100))
        for _ in range(count):
            next(items)
        items.close()
    assert written(run(host, ask(QUESTION))) == written(run(open_host(models["small"]), ask(QUESTION)))


def test_stopping_while_it_reads_a_long_prompt_stops_inside_a_batch(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["slow"])
    cancelled = threading.Event()
    long = "A long story. " * 500
    items = reply(host, ask(long), cancelled)
    first = next(items)
    assert isinstance(first, Reading)
    assert first.read == 0
    threading.Timer(0.02, cancelled.set).start()
    rest = list(items)
    assert not any(isinstance(item, Text | Finished) for item in rest)
    reached = max((item.read for item in rest if isinstance(item, Reading)), default=0)
    assert reached < first.total
    again = reply(host, ask(long))
    assert next(again) == Reading(read=reached, total=first.total)  # what was read whole is kept, nothing else
    again.close()


class AfterAWhile(threading.Event):
    """An event that is found set from the fifth look on: inside the first batch, which llama.cpp watches itself."""

    looks = 0

    def is_set(self) -> bool:
        self.looks += 1
        return self.looks > 4


def test_a_batch_is_aborted_in_its_middle_and_leaves_nothing_behind(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["small"])
    request = ask("word " * 30)
    items = list(reply(host, request, AfterAWhile()))
    assert len(items) == 1
    assert kept(items) == 0
    again = run(host, request)
    assert kept(again) == 0
    assert written(again) == written(run(open_host(models["small"]), request))


def test_a_prompt_that_does_not_fit_says_so_and_nothing_is_dropped(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["small"])
    with pytest.raises(PromptTooLong, match=r"has 1,\d\d\d tokens; this model's context holds 512") as refusal:
        run(host, ask("x" * 1000))
    assert refusal.value.hint
    assert written(run(host, ask(QUESTION)))


def test_a_full_context_ends_the_reply_by_its_length(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["small"])
    for seed in range(20):  # until one does not end by itself
        end = run(host, ask("x" * 400, max_tokens=2000, temperature=1.0, seed=seed))[-1]
        assert isinstance(end, Finished)
        if end.stop == "length":
            assert end.read + end.tokens == 512
            return
    pytest.fail("no reply filled the context")


def test_the_end_token_ends_the_reply(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["small"])
    ends = [run(host, ask("Hi", max_tokens=200, temperature=2.0, seed=seed))[-1] for seed in range(30)]
    assert any(isinstance(end, Finished) and end.stop == "end" and end.tokens < 200 for end in ends)


def test_a_model_that_spells_out_the_end_of_its_turn_ends_there(tmp_path: Path, open_host: Open) -> None:
    """ChatML for a vocabulary without its marks: random weights never spell them, so the test chooses what they say."""
    host = open_host(write_model(tmp_path / "base.gguf", control=(), template=None))
    whole = written(run(host, ask(QUESTION, max_tokens=60)))
    assert "<|im_end|>" in host._template.stops
    host._template.stops = (whole[20:23],)
    items = run(host, ask(QUESTION, max_tokens=60))
    assert written(items) == whole[: whole.index(whole[20:23])]
    assert isinstance(items[-1], Finished)
    assert items[-1].stop == "end"


def test_loading_tells_how_far_it_is(make_host: Callable[..., LlamaHost]) -> None:
    told: list[object] = []
    (loaded,) = load(make_host(told.append), STARTER)
    progress = [event.progress for event in told if isinstance(event, Loading)]
    assert progress == sorted(progress)
    assert progress[0] < 0.5
    assert progress[-1] == 1.0
    weights = inspect(STARTER)
    assert (loaded.context, loaded.layers) == (min(weights.context, 16_384), weights.layers)


def test_loading_can_be_given_up(make_host: Callable[..., LlamaHost]) -> None:
    cancelled = threading.Event()
    told: list[object] = []

    def emit(event: object) -> None:
        told.append(event)
        cancelled.set()

    host = make_host(emit)
    assert load(host, STARTER, cancelled) == []
    assert len(told) <= 2
    with pytest.raises(EngineFailed, match="No model is loaded"):
        run(host, ask("Hi"))


def test_an_architecture_that_is_not_known_is_named_as_the_reason(
    tmp_path: Path, make_host: Callable[..., LlamaHost]
) -> None:
    path = write_model(tmp_path / "new.gguf")
    path.write_bytes(path.read_bytes().replace(b"llama", b"lhama"))
    with pytest.raises(ModelBroken, match="does not know") as refusal:
        load(make_host(), path)
    assert "Update" in refusal.value.hint


def test_a_model_whose_tensors_do_not_fit_together_is_refused_in_llama_cpps_words(
    tmp_path: Path, make_host: Callable[..., LlamaHost]
) -> None:
    path = write_model(tmp_path / "odd.gguf")
    path.write_bytes(path.read_bytes().replace(b"blk.1.ffn_down.weight", b"blk.1.ffn_dawn.weight"))
    with pytest.raises(ModelBroken, match=r"odd\.gguf could not be loaded: .*ffn_down"):
        load(make_host(), path)


def test_a_broken_template_is_told_when_loading(tmp_path: Path, make_host: Callable[..., LlamaHost]) -> None:
    with pytest.raises(ModelBroken, match="chat template"):
        load(make_host(), write_model(tmp_path / "odd.gguf", template="{% for %}"))


def test_nothing_to_reply_to_is_invalid(models: dict[str, Path], open_host: Open) -> None:
    with pytest.raises(Invalid):
        run(open_host(models["small"]), Request(turns=()))


def test_a_template_that_leaves_nothing_is_told_and_does_not_wait_for_ever(tmp_path: Path, open_host: Open) -> None:
    with pytest.raises(Invalid, match="left nothing"):
        run(open_host(write_model(tmp_path / "mute.gguf", template="{{ '' }}")), ask("Hi"))
