"""PyTorch's host: what was read is reused and changes nothing, replies take turns, bad weights are told in words."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch  # noqa: TID253

from backend.engines.base import Finished, Image, Loading, Progress, Reading, Request, Text, Turn
from backend.engines.folder import inspect_folder
from backend.engines.torch_host import TorchHost
from backend.engines.vocabulary import Characters
from backend.errors import EngineFailed, Invalid, ModelBroken, PromptTooLong
from tests.engines.conftest import ask, kept, take_turns, written
from tests.engines.folders import split, tensors, tokenizer, write_folder

LONG = "Once upon a time there was a fire in the old house by the lake, and a cat. "
Open = Callable[[Path], TorchHost]


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def open_host() -> Open:
    def open_host(path: Path, told: Callable[[object], None] = lambda event: None) -> TorchHost:
        host = TorchHost(told)
        assert len(list(host.load(threading.Event(), inspect_folder(path)))) == 1
        return host

    return open_host


def items(
    host: TorchHost, request: Request, cancelled: threading.Event | None = None
) -> Generator[Progress, None, None]:
    for item in host.generate(cancelled or threading.Event(), request):
        if item is not None:
            yield item


def reply(host: TorchHost, request: Request) -> str:
    return written(items(host, request))


def thread(request: Request, name: str) -> Request:
    return request.model_copy(update={"thread": name})


def test_a_picture_is_told_of_in_words(open_host: Open, tmp_path: Path) -> None:
    host = open_host(write_folder(tmp_path / "model"))
    image = Image(id="a" * 64, name="a.png", data=b"")
    seen = Request(turns=(Turn(role="user", content="What is it?", images=(image,)),), temperature=0.0, max_tokens=8)
    told = ask("[A picture that you cannot see: a.png]\nWhat is it?", max_tokens=8)
    assert host.count(seen) == host.count(told)
    assert reply(host, seen) == reply(host, told)


# ------------------------------------------------------------------ writing


def test_a_reply_tells_what_it_reads_and_writes_and_how_it_ended(tmp_path: Path, open_host: Open) -> None:
    host = open_host(write_folder(tmp_path / "model"))
    told = list(items(host, ask(LONG, max_tokens=20)))
    assert told[0] == Reading(read=0, total=told[0].total)
    reads = [item for item in told if isinstance(item, Reading)]
    assert reads[-1].read == reads[-1].total > len(reads)
    assert len(reads) >= 3
    assert told[-1] == Finished(stop="length", read=reads[-1].total, tokens=20)


def test_loading_is_told_up_to_the_end(tmp_path: Path, open_host: Open) -> None:
    told: list[Any] = []
    open_host(write_folder(tmp_path / "model"), told.append)
    shares = [event.progress for event in told if isinstance(event, Loading)]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 3


def test_a_load_that_nobody_waits_for_is_given_up(tmp_path: Path) -> None:
    cancelled = threading.Event()
    cancelled.set()
    assert list(TorchHost(print).load(cancelled, inspect_folder(write_folder(tmp_path / "model")))) == []


def test_parts_write_what_the_whole_writes(tmp_path: Path, open_host: Open) -> None:
    folder = write_folder(tmp_path / "model")
    whole = reply(open_host(folder), ask(LONG))
    split(folder)
    assert reply(open_host(folder), ask(LONG)) == whole


@pytest.mark.parametrize("seed", range(3))
def test_characters_arrive_whole(tmp_path: Path, open_host: Open, seed: int) -> None:
    host = open_host(write_folder(tmp_path / "model"))
    bias = dict.fromkeys("é😀ß".encode(), 100.0)
    request = ask("?", max_tokens=200, temperature=1.0, seed=seed).model_copy(update={"logit_bias": bias})
    asked = request.model_copy(update={"logprobs": 0})
    told = [item for item in items(host, asked) if isinstance(item, Text)]
    pieces = b"".join(choice.piece for item in told for choice in item.choices)
    text = "".join(item.text for item in told)
    assert pieces.decode("utf-8", "replace").startswith(text)
    assert all(item.text for item in told)
    assert {"é", "ß"} & set(text)


def test_a_stop_text_ends_the_reply_and_is_not_shown(tmp_path: Path, open_host: Open) -> None:
    host = open_host(write_folder(tmp_path / "model"))
    whole = reply(host, ask(LONG, max_tokens=40))
    stop = whole[10:13]
    told = list(items(host, ask(LONG, max_tokens=40).model_copy(update={"stop": (stop,)})))
    assert written(told) == whole[: whole.index(stop)]
    assert isinstance(told[-1], Finished)
    assert told[-1].stop == "end"


def test_the_same_seed_writes_the_same(tmp_path: Path, open_host: Open) -> None:
    host = open_host(write_folder(tmp_path / "model"))
    told = [reply(host, ask(LONG, temperature=1.0, seed=seed)) for seed in (1, 1, 2)]
    assert told[0] == told[1] != told[2]


def test_a_token_that_ends_replies_ends_this_one(tmp_path: Path, open_host: Open) -> None:
    host = open_host(write_folder(tmp_path / "model"))
    told = list(items(host, ask("?").model_copy(update={"logit_bias": {258: 100.0}})))
    assert told[-1] == Finished(stop="end", read=told[-1].read, tokens=0)


def test_a_reply_is_gone_on_with(tmp_path: Path, open_host: Open) -> None:
    host = open_host(write_folder(tmp_path / "model"))
    letters = {"logit_bias": dict.fromkeys(b"abcdefghijklmnopqrstuvwxyz", 50.0)}
    whole = reply(host, ask("?", max_tokens=30).model_copy(update=letters))
    rest = reply(host, ask("?", whole[:10], max_tokens=20).model_copy(update=letters))
    assert rest == whole[10:]


def test_what_it_cannot_do_is_refused(tmp_path: Path, open_host: Open) -> None:
    host = open_host(write_folder(tmp_path / "model"))
    with pytest.raises(Invalid, match="grammar"):
        list(items(host, ask("?").model_copy(update={"grammar": 'root ::= "a"'})))
    assert reply(host, ask("?"))


def test_a_prompt_that_is_too_long_is_refused(tmp_path: Path, open_host: Open) -> None:
    host = open_host(write_folder(tmp_path / "model", context=128))
    with pytest.raises(PromptTooLong, match="holds 128"):
        list(items(host, ask("x" * 1000)))


def test_a_template_that_leaves_nothing_of_the_message_is_said(tmp_path: Path, open_host: Open) -> None:
    host = open_host(write_folder(tmp_path / "model", template="{{ '' }}"))
    with pytest.raises(Invalid, match="left nothing"):
        list(items(host, ask("Hi")))


# ------------------------------------------------------------------ what was read


def test_a_thread_goes_on_from_what_was_read_of_it(tmp_path: Path, open_host: Open) -> None:
    folder = write_folder(tmp_path / "model", context=2048)
    host = open_host(folder)
    first = thread(ask(LONG * 3), "one")
    answer = reply(host, first)
    follow = thread(ask(LONG * 3, answer, "And then?"), "one")
    told = list(items(host, follow))
    assert kept(told) > len(LONG) * 3
    assert written(told) == reply(open_host(folder), follow)


@pytest.mark.parametrize("way", ["retry", "edit", "another thread", "nameless"])
def test_what_begins_alike_is_read_once_and_writes_what_a_cold_one_writes(
    tmp_path: Path, open_host: Open, way: str
) -> None:
    folder = write_folder(tmp_path / "model", context=2048)
    host = open_host(folder)
    before = thread(ask(LONG * 3, system="Be kind."), "one" if way != "nameless" else "")
    again = reply(host, before)
    requests = {
        "retry": before,
        "edit": thread(ask(LONG * 2 + "No!", system="Be kind."), "one"),
        "another thread": thread(ask(LONG + "Why?", system="Be kind."), "two"),
        "nameless": ask(LONG * 2 + "No!", system="Be kind."),
    }
    told = list(items(host, requests[way]))
    assert kept(told) > len(LONG)
    assert written(told) == reply(open_host(folder), requests[way])
    if way == "another thread":
        told = list(items(host, before))
        assert kept(told) == told[0].total - 1  # type: ignore[union-attr]
        assert written(told) == again


def test_threads_beyond_the_kept_ones_are_read_anew_and_forgotten_ones_too(tmp_path: Path, open_host: Open) -> None:
    host = open_host(write_folder(tmp_path / "model"))
    for name in "abcdef":
        reply(host, thread(ask(f"{name * 40}"), name))
    known = {name: kept(list(items(host, thread(ask(f"{name * 40}"), name)))) > 40 for name in "fa"}
    assert known == {"f": True, "a": False}
    host.forget("f")
    assert kept(list(items(host, thread(ask("f" * 40), "f")))) < 40


def test_replies_at_once_write_what_each_would_write_alone(tmp_path: Path, open_host: Open) -> None:
    folder = write_folder(tmp_path / "model", context=1024)
    requests = [thread(ask(f"{LONG} {number}"), f"{number % 2}") for number in range(3)]
    alone = [reply(open_host(folder), request) for request in requests]
    host = open_host(folder)
    together = take_turns(*(host.generate(threading.Event(), request) for request in requests))
    assert [written(told) for told in together] == alone


def test_leaving_in_the_middle_of_a_prompt_or_a_reply_spoils_nothing(tmp_path: Path, open_host: Open) -> None:
    folder = write_folder(tmp_path / "model", context=4096)
    request = thread(ask(LONG * 20, max_tokens=16), "one")
    wanted = reply(open_host(folder), request)
    host, cancelled = open_host(folder), threading.Event()
    reading = items(host, request, cancelled)
    seen = [next(reading) for _ in range(3)]
    cancelled.set()
    assert list(reading) == []
    last = seen[-1]
    assert isinstance(last, Reading)
    assert 0 < last.read < last.total
    cancelled = threading.Event()
    writing = items(host, request, cancelled)
    assert kept([next(writing)]) == last.read
    while not isinstance(next(writing), Text):
        pass
    cancelled.set()
    assert [item for item in writing if isinstance(item, Text)] == []
    told = list(items(host, request))
    assert kept(told) == told[0].total - 1  # type: ignore[union-attr]
    assert written(told) == wanted


@pytest.mark.parametrize("kind", ["mistral", "gemma2"])
def test_sliding_windows_are_cut_back_to_where_a_prompt_differs(tmp_path: Path, open_host: Open, kind: str) -> None:
    folder = strange(tmp_path / kind, kind)
    host = open_host(folder)
    reply(host, thread(ask(LONG * 2), "one"))
    request = thread(ask(LONG + "But why?"), "one")
    told = list(items(host, request))
    assert kept(told) > len(LONG) / 2
    assert written(told) == reply(open_host(folder), request)
    assert written(told) == by_transformers(folder, told[0].total, host, request)  # type: ignore[union-attr]


def test_a_model_that_knows_no_way_back_reads_the_whole_again(tmp_path: Path, open_host: Open) -> None:
    folder = strange(tmp_path / "lfm2", "lfm2")
    host = open_host(folder)
    reply(host, thread(ask(LONG), "one"))
    request = thread(ask(LONG + "But why?"), "one")
    told = list(items(host, request))
    assert kept(told) == 0
    assert written(told) == by_transformers(folder, told[0].total, host, request)  # type: ignore[union-attr]


STRANGE: dict[str, dict[str, Any]] = {
    "mistral": {"sliding_window": 16},
    "gemma2": {"sliding_window": 16, "head_dim": 16, "query_pre_attn_scalar": 16},
    "lfm2": {"layer_types": ["conv", "full_attention"], "block_auto_adjust_ff_dim": False},
}


def strange(path: Path, kind: str) -> Path:
    """A folder of another architecture with random weights, as transformers writes it."""
    from transformers import AutoConfig, AutoModelForCausalLM

    folder = write_folder(path)
    own = {"model_type", "architectures", "dtype", "torch_dtype"}
    settings = json.loads((folder / "config.json").read_text()) | STRANGE[kind]
    config = AutoConfig.for_model(kind, **{key: value for key, value in settings.items() if key not in own})
    torch.manual_seed(1)
    raw: Any = AutoModelForCausalLM.from_config(config)
    for weight in raw.parameters():
        weight.data = torch.randn_like(weight) * 0.3 if weight.dim() > 1 else weight.data
    raw.save_pretrained(folder)
    return folder


def by_transformers(folder: Path, length: int, host: TorchHost, request: Request) -> str:
    """What the library's own loop writes, greedily."""
    from transformers import AutoModelForCausalLM

    raw: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    prompt = host._tokenizer.tokens(host._template.spans(request.turns))
    assert len(prompt) == length
    made = raw.generate(torch.tensor([prompt]), do_sample=False, max_new_tokens=request.max_tokens)[0, length:]
    ends = [number for number, token in enumerate(made.tolist()) if host._tokenizer.ends(token)]
    tokens = made.tolist()[: ends[0] if ends else None]
    characters = Characters()
    return "".join(
        characters.add(host._tokenizer.piece(token, first=not number)) for number, token in enumerate(tokens)
    )


# ------------------------------------------------------------------ bad weights


def test_weights_that_are_no_numbers_are_told(tmp_path: Path, open_host: Open) -> None:
    weights = tensors()
    weights["model.norm.weight"] = np.full_like(weights["model.norm.weight"], np.nan)
    host = open_host(write_folder(tmp_path / "model", weights=weights))
    with pytest.raises(EngineFailed, match="not a number"):
        reply(host, ask("?"))


def test_a_tokenizer_with_more_words_than_the_model_is_told(tmp_path: Path, open_host: Open) -> None:
    words = tokenizer()
    words["added_tokens"][0]["id"] = 5_000
    host = open_host(write_folder(tmp_path / "model", words=words, template="<|bos|>{{ messages[0].content }}"))
    with pytest.raises(EngineFailed, match="all tokens of its tokenizer"):
        reply(host, ask("?"))


def bad(change: Callable[[dict[str, np.ndarray]], object]) -> dict[str, np.ndarray]:
    weights = tensors()
    change(weights)
    return weights


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"weights": bad(lambda weights: weights.pop("model.layers.1.mlp.up_proj.weight"))}, "lacks 1 of its weights"),
        (
            {"weights": bad(lambda weights: weights.update({"model.norm.weight": np.ones(32, np.float32)}))},
            "could not be loaded",
        ),
        ({"config": {"hidden_size": 1 << 20}}, "describes"),
        ({"config": {"vocab_size": 1 << 30}}, "describes"),
        ({"config": {"hidden_size": "wide"}}, "makes no sense"),
        ({"config": {"num_attention_heads": 0}}, "config.json"),
        ({"config": {"model_type": "marvellous"}}, "does not know"),
        ({"config": {"model_type": "marvellous", "auto_map": {"AutoModel": "evil.Evil"}}}, "code of its own"),
    ],
)
def test_weights_that_do_not_fit_are_refused_with_the_reason(
    tmp_path: Path, fields: dict[str, Any], words: str
) -> None:
    folder = write_folder(tmp_path / "model", **fields)
    with pytest.raises(ModelBroken) as refused:
        list(TorchHost(print).load(threading.Event(), inspect_folder(folder)))
    assert words in refused.value.message
    assert refused.value.hint


def test_code_in_a_folder_is_never_run(tmp_path: Path, open_host: Open) -> None:
    """Its model is one that the library knows, but it brings code of its own all the same."""
    auto = {"AutoConfig": "evil.Evil", "AutoModelForCausalLM": "evil.Evil"}
    folder = write_folder(tmp_path / "model", config={"auto_map": auto})
    (folder / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nclass Evil: pass\n")
    assert reply(open_host(folder), ask("?"))
    assert not (tmp_path / "ran").exists()


def test_a_host_without_a_model_says_so() -> None:
    with pytest.raises(EngineFailed, match="No model"):
        list(items(TorchHost(print), ask("?")))
