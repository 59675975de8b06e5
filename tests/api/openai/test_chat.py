"""Chat completions with a fake engine: what it is asked, what is told on, and what is refused."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import AsyncGenerator
from typing import Any

import openai
import pytest

from backend.engines.base import Called, Finished, Progress, Request, Text, Thought
from backend.errors import EngineFailed
from tests.api.openai.conftest import Asks
from tests.fakes import FakeEngine
from tests.pictures import jpeg, png, png_of

HELLO: list[Any] = [{"role": "user", "content": "Hello"}]
WEATHER: list[Any] = [
    {
        "type": "function",
        "function": {"name": "weather", "description": "Tells it.", "parameters": {"type": "object"}, "strict": True},
    }
]


class Caller(FakeEngine):
    """Thinks, then calls the first tool that it is offered, until it has a result."""

    calls_tools = True

    async def generate(self, request: Request) -> AsyncGenerator[Progress]:
        self.asked.append(request)
        yield Thought(text="Hm.")
        if request.tools and request.turns[-1].role != "tool":
            yield Called(id="c1", name=request.tools[0].name, arguments='{"place": "here"}')
            yield Called(id="c2", name=request.tools[0].name, arguments="")
        else:
            yield Text(text="Snow.")
        yield Finished(stop="end", read=10, tokens=3)


def test_what_is_asked_reaches_the_engine(asks: Asks, engine: FakeEngine) -> None:
    said = asks().chat.completions.create(
        model="The Starter",
        messages=[
            {"role": "developer", "content": "Be short."},
            {"role": "user", "content": [{"type": "text", "text": "One"}, {"type": "text", "text": "two"}]},
            {"role": "assistant", "content": "Three."},
            {"role": "user", "content": "Four", "name": "Ann"},
        ],
        temperature=0.2, top_p=0.5, seed=-3, max_completion_tokens=7, max_tokens=9, stop="END", presence_penalty=1.5,
        frequency_penalty=-1, logit_bias={"5": -100}, logprobs=True, top_logprobs=3, n=1, user="someone",
        response_format={"type": "json_object"}, extra_body={"top_k": 3, "min_p": 0.1, "nobody_knows": [1]},
    )  # fmt: skip
    assert said.choices[0].message.content == "Hello from the fire."
    (request,) = engine.asked
    assert [(turn.role, turn.content) for turn in request.turns] == [
        ("system", "Be short."),
        ("user", "One\n\ntwo"),
        ("assistant", "Three."),
        ("user", "Four"),
    ]
    assert (request.temperature, request.top_p, request.seed, request.max_tokens) == (0.2, 0.5, -3, 7)
    assert (request.presence_penalty, request.frequency_penalty, request.stop) == (1.5, -1, ("END",))
    assert (request.logit_bias, request.logprobs, request.json_schema) == ({5: -100}, 3, {"type": "object"})
    assert (request.top_k, request.min_p) == (3, 0.1)


def test_what_is_left_out_is_as_the_person_has_set_it(asks: Asks, engine: FakeEngine) -> None:
    asks().chat.completions.create(model="default", messages=HELLO)
    assert (engine.asked[0].temperature, engine.asked[0].max_tokens) == (0.7, 2048)


@pytest.mark.parametrize("engine", [Caller()])
def test_tools_go_there_and_back(asks: Asks, engine: FakeEngine) -> None:
    client = asks()
    first = client.chat.completions.create(model="starter", messages=HELLO, tools=WEATHER, tool_choice="auto")
    message = first.choices[0].message
    assert first.choices[0].finish_reason == "tool_calls"
    assert message.content is None
    assert message.tool_calls
    assert [(call.id, call.function.arguments) for call in message.tool_calls if call.type == "function"] == [
        ("c1", '{"place": "here"}'),
        ("c2", "{}"),
    ]
    results: list[Any] = [{"role": "tool", "tool_call_id": id, "content": "cold"} for id in ("c1", "c2")]
    said: Any = message.model_dump()
    second = client.chat.completions.create(model="starter", messages=[*HELLO, said, *results], tools=WEATHER)
    assert second.choices[0].message.content == "Snow."
    assert second.choices[0].message.model_dump()["reasoning_content"] == "Hm."
    told = engine.asked[-1].turns
    assert [(turn.role, turn.name, turn.call_id) for turn in told[2:]] == [
        ("tool", "weather", "c1"),
        ("tool", "weather", "c2"),
    ]
    assert (told[1].reasoning, [call.name for call in told[1].calls]) == ("Hm.", ["weather", "weather"])
    with client.chat.completions.stream(model="starter", messages=HELLO, tools=WEATHER) as stream:
        final = stream.get_final_completion().choices[0].message.tool_calls
    assert [call.function.name for call in final or ()] == ["weather", "weather"]
    none = client.chat.completions.create(model="starter", messages=HELLO, tools=WEATHER, tool_choice="none")
    assert none.choices[0].message.content == "Snow."


def test_a_guided_model_is_guided_here_too(asks: Asks, engine: FakeEngine) -> None:
    client = asks(guided=True)
    ask: list[Any] = [{"role": "user", "content": "12 * 34"}]
    client.chat.completions.create(model="starter", messages=ask)
    assert any("12 × 34 = 408" in turn.content for turn in engine.asked[-1].turns)
    assert engine.asked[-1].grammar
    client.chat.completions.create(model="starter", messages=ask, response_format={"type": "json_object"})
    assert [turn.content for turn in engine.asked[-1].turns] == ["12 * 34"]
    client.chat.completions.create(model="starter", messages=ask, logprobs=True)
    assert engine.asked[-1].plain
    with pytest.raises(openai.BadRequestError, match="cannot call tools"):
        client.chat.completions.create(model="starter", messages=ask, tools=WEATHER)


def test_a_program_that_leaves_ends_its_reply(asks: Asks, engine: FakeEngine) -> None:
    engine.words, engine.pause = ["word"] * 100_000, 0.01
    client = asks()
    with client.chat.completions.create(model="starter", messages=HELLO, stream=True) as stream:
        next(iter(stream))
    with pytest.raises(openai.APITimeoutError):
        client.with_options(timeout=3).chat.completions.create(model="starter", messages=HELLO)
    end = time.monotonic() + 60
    while engine.stopped < 2 and time.monotonic() < end:
        time.sleep(0.02)
    assert engine.stopped == 2


def test_a_reply_that_fails_in_the_middle_says_so(asks: Asks, engine: FakeEngine) -> None:
    engine.error = EngineFailed("The model stopped working.", "Load it again.")
    client = asks()
    heard: list[str] = []

    def listen() -> None:
        for chunk in client.chat.completions.create(model="starter", messages=HELLO, stream=True):
            heard.append(chunk.choices[0].delta.content or "")

    with pytest.raises(openai.APIError, match="Load it again"):
        listen()
    assert "".join(heard) == "Hello from the fire."
    with pytest.raises(openai.InternalServerError) as failed:
        client.chat.completions.create(model="starter", messages=HELLO)
    assert (failed.value.status_code, failed.value.type) == (502, "server_error")


def url_of(data: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def showing(*urls: str, role: str = "user") -> list[Any]:
    """A message with a question and these pictures."""
    pictures = [{"type": "image_url", "image_url": {"url": url, "detail": "high"}} for url in urls]
    return [{"role": role, "content": [{"type": "text", "text": "What is it?"}, *pictures]}]


def test_pictures_reach_the_engine_and_their_kind_is_what_they_are(asks: Asks, engine: FakeEngine) -> None:
    photo = url_of(jpeg(), "image/png")
    messages = [
        *showing(url_of(png()), photo[:60] + "\n" + photo[60:]),
        {"role": "assistant", "content": "Two."},
        {"role": "user", "content": [{"type": "image_url", "image_url": url_of(png())}]},
    ]
    asks().chat.completions.create(model="starter", messages=messages)
    first, _, last = engine.asked[0].turns
    assert (first.content, [image.name for image in first.images]) == (
        "What is it?",
        ["picture 1.png", "picture 2.jpeg"],
    )
    assert [image.data for image in first.images] == [png(), jpeg()]
    assert first.images[0].id == hashlib.sha256(png()).hexdigest()
    assert (last.content, [image.name for image in last.images]) == ("", ["picture 3.png"])


def test_a_guided_model_is_told_of_them_in_words(asks: Asks, engine: FakeEngine) -> None:
    asks(guided=True).chat.completions.create(model="starter", messages=showing(url_of(png())))
    turns = engine.asked[0].turns
    assert not any(turn.images for turn in turns)
    assert turns[0].content == "[Picture]\nWhat is it?"


def test_nothing_is_fetched_and_the_reason_is_told(asks: Asks, engine: FakeEngine) -> None:
    client = asks()
    for url in ("https://example.invalid/cat.png", "http://127.0.0.1:1/cat.png", "//example.invalid/cat.png"):
        with pytest.raises(openai.BadRequestError, match=r"fetches no pictures: .* would learn"):
            client.chat.completions.create(model="starter", messages=showing(url))
    assert engine.asked == []


def test_a_thread_with_pictures_of_twelve_megabytes_is_taken(asks: Asks, engine: FakeEngine) -> None:
    large = png() + bytes(4_000_000)
    asks().chat.completions.create(model="starter", messages=showing(*[url_of(large)] * 3))
    assert [len(image.data) for image in engine.asked[0].turns[0].images] == [len(large)] * 3


def test_a_picture_of_nine_megabytes_is_too_large(asks: Asks, engine: FakeEngine) -> None:
    with pytest.raises(openai.APIStatusError) as refused:
        asks().chat.completions.create(model="starter", messages=showing(url_of(png() + bytes(9_000_000))))
    assert refused.value.status_code == 413
    assert engine.asked == []


NO_PICTURES = (
    "cat.png",
    "file:///etc/passwd",
    "data:image/png,abc",
    "data:image/png;base64,ab!c",
    url_of(b"<html>"),
    url_of(png()[:20]),
    url_of(png_of(65_000, 65_000)),
    url_of(png_of(0, 0)),
)
IMAGE = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}]}]
BAD: list[tuple[dict[str, Any], str]] = [
    ({"messages": []}, "messages"),
    ({"messages": "Hello"}, "messages"),
    ({"messages": [{"role": "user"}]}, "messages[0].content"),
    ({"messages": [{"role": "user", "content": 5}]}, "messages[0].content"),
    ({"messages": [{"role": "king", "content": "x"}]}, "messages[0].role"),
    ({"messages": [{"role": "user", "content": "a\0b"}]}, "messages[0].content"),
    ({"messages": IMAGE}, "messages[0].content[0]"),
    *(({"messages": showing(url)}, "messages[0].content[1]") for url in NO_PICTURES),
    ({"messages": showing(url_of(png()), role="system")}, "messages[0].content[1]"),
    ({"messages": showing(url_of(png()), role="assistant")}, "messages[0].content[1]"),
    ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "messages[0].content[0]"),
    ({"messages": [{"role": "user", "content": [{"type": "input_audio"}]}]}, "messages[0].content[0]"),
    ({"messages": [{"role": "user", "content": [{"type": "text"}]}]}, "messages[0].content[0]"),
    ({"messages": [{"role": "tool", "content": "x", "tool_call_id": "c"}]}, "messages[0].tool_call_id"),
    ({"temperature": -1}, "temperature"),
    ({"temperature": 2.1}, "temperature"),
    ({"temperature": "hot"}, "temperature"),
    ({"top_p": 1.5}, "top_p"),
    ({"max_tokens": 0}, "max_tokens"),
    ({"max_tokens": 10**30}, "max_tokens"),
    ({"max_completion_tokens": -5}, "max_completion_tokens"),
    ({"n": 2}, "n"),
    ({"seed": 2**70}, "seed"),
    ({"seed": 1.5}, "seed"),
    ({"presence_penalty": 3}, "presence_penalty"),
    ({"frequency_penalty": -3}, "frequency_penalty"),
    ({"stop": [""]}, "stop"),
    ({"stop": "x" * 300}, "stop"),
    ({"stop": ["x"] * 17}, "stop"),
    ({"logit_bias": {"fire": 1}}, "logit_bias"),
    ({"logit_bias": {"5": 1000}}, "logit_bias.5"),
    ({"logit_bias": {"9999999999": 1}}, "logit_bias"),
    ({"top_logprobs": 3}, "top_logprobs"),
    ({"logprobs": True, "top_logprobs": 21}, "top_logprobs"),
    ({"tools": [{"type": "retrieval"}]}, "tools[0].type"),
    ({"tools": [{"type": "function", "function": {"name": "a b"}}]}, "tools[0].function.name"),
    ({"tools": WEATHER}, "tools"),
    ({"tools": WEATHER, "tool_choice": "required"}, "tool_choice"),
    ({"tool_choice": {"type": "function", "function": {"name": "weather"}}}, "tool_choice"),
    ({"response_format": {"type": "xml"}}, "response_format.type"),
    ({"response_format": {"type": "json_schema"}}, "response_format.json_schema"),
    ({"stream_options": "all"}, "stream_options"),
]


def test_what_makes_no_sense_is_refused_with_its_place(asks: Asks, engine: FakeEngine) -> None:
    client = asks()
    for wrong, place in BAD:
        body = {"model": "starter", "messages": HELLO, **wrong}
        with pytest.raises(openai.BadRequestError) as refused:
            client.post("/chat/completions", body=body, cast_to=object)
        assert refused.value.param == place, (wrong, refused.value.body)
        assert (refused.value.type, refused.value.code) == ("invalid_request_error", "invalid_value")
        body = refused.value.body  # type: ignore[assignment]
        assert set(body) == {"message", "type", "param", "code"}
    assert engine.asked == []
    client.chat.completions.create(model="starter", messages=HELLO)


def test_a_model_that_is_not_there_is_not_found(asks: Asks) -> None:
    client = asks()
    for ask in (
        lambda: client.chat.completions.create(model="gpt-nothing", messages=HELLO),
        lambda: client.models.retrieve("gpt-nothing"),
        lambda: client.embeddings.create(model="gpt-nothing", input="x"),
    ):
        with pytest.raises(openai.NotFoundError) as missing:
            ask()
        assert (missing.value.code, missing.value.param) == ("model_not_found", "model")
    with pytest.raises(openai.NotFoundError):
        client.post("/images/generations", body={}, cast_to=object)


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b'"x"', b"[" * 100_000, b"\xff", b'{"model": "starter"}'])
def test_what_is_no_request_is_refused(asks: Asks, body: bytes) -> None:
    client = asks()
    with pytest.raises(openai.APIStatusError) as refused:
        client.post(
            "/chat/completions",
            content=body,
            cast_to=object,
            options={"headers": {"content-type": "application/json"}},
        )
    assert refused.value.status_code == 400
    assert set(refused.value.body) == {"message", "type", "param", "code"}  # type: ignore[call-overload]
