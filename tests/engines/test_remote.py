"""A model on a server: what it streams, and one clear error for each way in which servers misbehave."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from base64 import b64decode
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, aclosing
from pathlib import Path
from typing import Any

import pytest

from backend.domain import Model, ModelStatus
from backend.egress import Egress
from backend.engines.base import Called, Finished, Image, Loading, Request, Text, Thought, ToolSpec, Turn
from backend.engines.client import Patience
from backend.engines.remote import RemoteEngine, RemoteModel, models
from backend.engines.server import Server
from backend.errors import EngineFailed, FiresideError, Invalid, ModelMissing, Offline, PromptTooLong, WorkerDied
from tests.engines.fake_server import (
    DONE,
    Answer,
    FakeServer,
    drop,
    event,
    flood,
    hang,
    listing,
    no_http,
    raw,
    reply,
    said,
    serving,
    status,
)
from tests.projectors import picture

KEY = "sk-secret-0123456789"
QUICK = Patience(connect=5.0, silence=1.5, listing=5.0, last=1.5)
TOOL = ToolSpec(name="clock", description="Tells the time.")


def ask(words: str = "Hello", **fields: Any) -> Request:
    return Request(turns=(Turn(role="user", content=words),), **fields)


class Case:
    """An engine, the server that it asks, and the gate between them."""

    def __init__(
        self, home: Path, server: FakeServer, *, offline: bool = False, patience: Patience = Patience()
    ) -> None:
        self.gate = Egress(home / "connections.jsonl", lambda: offline)
        self.server = server
        self.patience = patience
        self.engine = RemoteEngine(self.gate, Server.at(server.address, KEY), "tiny", patience)

    async def load(self, **fields: Any) -> Any:
        return await self.engine.load(Model(id="one", name="One", path="", **fields), lambda loading: None)

    async def failing(self, request: Request) -> tuple[list[Any], FiresideError]:
        """What came before the error, and the error."""
        items = []
        try:
            async for item in self.engine.generate(request):
                items.append(item)
        except FiresideError as error:
            return items, error
        raise AssertionError(f"no error after {items}")

    async def items(self, request: Request) -> list[Any]:
        return [item async for item in self.engine.generate(request)]


def with_server(
    home: Path,
    body: Callable[[Case], Awaitable[None]],
    *answers: Answer,
    listing: Answer | None = None,
    loaded: bool = True,
    **fields: Any,
) -> None:
    async def main() -> None:
        async with serving(*answers, listing=listing) as server:
            case = Case(home, server, **fields)
            try:
                if loaded:
                    await case.load()
                await asyncio.wait_for(body(case), 60)
            finally:
                await case.engine.close()

    asyncio.run(main())


def text(items: list[Any]) -> str:
    return "".join(item.text for item in items if isinstance(item, Text))


# ------------------------------------------------------------------ what goes well


def test_a_reply_is_streamed_word_by_word_with_its_end(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        assert await case.items(ask()) == [
            Text(text="Hello"),
            Text(text=" there 😀"),
            Finished(stop="end", read=7, tokens=3),
        ]

    with_server(tmp_path, body, reply("Hello", " there 😀"))


def test_a_reply_is_the_same_when_every_byte_comes_alone(tmp_path: Path) -> None:
    stream = event(content="Über 😀\n") + event(content="alles.") + event(finish="stop") + DONE

    async def body(case: Case) -> None:
        assert text(await case.items(ask())) == "Über 😀\nalles."

    with_server(tmp_path, body, raw(*(stream[at : at + 1] for at in range(len(stream)))))


def test_what_is_asked_is_passed_on(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    call = Called(id="c1", name="clock", arguments='{"zone": "UTC"}')
    turns = (
        Turn(role="system", content="Be kind."),
        Turn(role="user", content="What time is it?"),
        Turn(role="assistant", content="", reasoning="I look.", calls=(call,)),
        Turn(role="tool", content="12:00", name="clock", call_id="c1"),
    )

    async def body(case: Case) -> None:
        asked = Request(
            turns=turns, tools=(TOOL,), stop=("END", "\n\n"), seed=5, temperature=0.25, max_tokens=9,
            json_schema=schema, top_p=0.5, logit_bias={7: -100.0},
        )  # fmt: skip
        await case.items(asked)
        (sent,) = case.server.bodies
        assert sent == {
            "model": "tiny",
            "messages": [
                {"role": "system", "content": "Be kind."},
                {"role": "user", "content": "What time is it?"},
                {
                    "role": "assistant",
                    "content": None,
                    "tool_calls": [
                        {
                            "id": "c1",
                            "type": "function",
                            "function": {"name": "clock", "arguments": '{"zone": "UTC"}'},
                        }
                    ],
                },
                {"role": "tool", "tool_call_id": "c1", "content": "12:00"},
            ],
            "stream": True,
            "stream_options": {"include_usage": True},
            "max_tokens": 9,
            "temperature": 0.25,
            "top_p": 0.5,
            "seed": 5,
            "stop": ["END", "\n\n"],
            "logit_bias": {"7": -100.0},
            "tools": [{"type": "function", "function": TOOL.model_dump()}],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "reply", "strict": True, "schema": schema},
            },
        }

    with_server(tmp_path, body, reply("{}"))


def test_what_was_chosen_is_sent_also_where_it_is_our_default_and_nothing_else(tmp_path: Path) -> None:
    """The server's own default may be another."""

    async def body(case: Case) -> None:
        plain = ask()
        await case.items(plain)
        await case.items(plain.model_copy(update={"top_k": 64, "min_p": 0.05, "presence_penalty": 0.0}))
        first, second = case.server.bodies
        assert {"top_k", "min_p", "presence_penalty", "mirostat"} & first.keys() == set()
        assert {name: second[name] for name in second.keys() - first.keys()} == {
            "top_k": 64,
            "min_p": 0.05,
            "presence_penalty": 0.0,
        }

    with_server(tmp_path, body, reply("Yes."))


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_thoughts_are_told_from_words(tmp_path: Path, field: str) -> None:
    async def body(case: Case) -> None:
        items = await case.items(ask())
        assert items[:3] == [Thought(text="Let me"), Thought(text=" see."), Text(text="Blue.")]

    answer = raw(
        event(**{field: "Let me"}), event(**{field: " see."}), event(content="Blue."), event(finish="stop"), DONE
    )
    with_server(tmp_path, body, answer)


def test_thoughts_that_a_server_leaves_in_the_words_are_found(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        items = await case.items(ask())
        assert "".join(item.text for item in items if isinstance(item, Thought)) == "Let me see."
        assert text(items) == "Blue <think>."

    with_server(tmp_path, body, reply("<thi", "nk>Let me see.</th", "ink>", "\n\nBlue", " <think>."))


def call(index: int | None, id: str | None = None, name: str | None = None, arguments: object = None) -> bytes:
    found = {"index": index, "id": id, "function": {"name": name, "arguments": arguments}}
    return event(tool_calls=[found])


@pytest.mark.parametrize(
    "pieces",
    [
        [
            call(0, "a", "clock", ""),
            call(0, None, None, '{"z"'),
            call(0, None, None, ": 1}"),
            call(1, "b", "sum", "{}"),
        ],
        [call(0, "a", "clock", '{"z": 1}'), call(0, "b", "sum", "{}")],  # Ollama gave all the same index
        [call(None, "a", "clock", '{"z": 1}'), call(None, "b", "sum", "{}")],  # and Gemini none
        [call(0, "a", "clock", {"z": 1}), call(1, "b", "sum", {})],  # arguments that are no text
        [call(0, "a", "clock", '{"z": 1}'), call(1, "b", "sum", None)],
    ],
)
def test_the_pieces_of_calls_are_joined(tmp_path: Path, pieces: list[bytes]) -> None:
    async def body(case: Case) -> None:
        *calls, end = await case.items(ask(tools=(TOOL,)))
        assert [(call.id, call.name, json.loads(call.arguments)) for call in calls] == [
            ("a", "clock", {"z": 1}),
            ("b", "sum", {}),
        ]
        assert isinstance(end, Finished)

    with_server(tmp_path, body, raw(*pieces, event(finish="tool_calls"), DONE))


def test_a_call_that_was_cut_off_is_never_carried_out(tmp_path: Path) -> None:
    started = call(0, "a", "clock", '{"z"')

    async def body(case: Case) -> None:
        assert await case.items(ask()) == [Finished(stop="length", read=0, tokens=1)]
        items, error = await case.failing(ask())
        assert items == []
        assert isinstance(error, EngineFailed)

    with_server(tmp_path, body, raw(started, event(finish="length"), DONE), raw(started, whole=False))


def test_likelihoods_come_with_the_words(tmp_path: Path) -> None:
    token = {"token": "Hi", "bytes": [72, 105], "logprob": -0.5}
    first = {"delta": {"content": "Hi"}, "logprobs": {"content": [{**token, "top_logprobs": [token]}]}}

    async def body(case: Case) -> None:
        said, _ = await case.items(ask(logprobs=1))
        assert (said.text, said.choices[0].piece, said.choices[0].logprob) == ("Hi", b"Hi", -0.5)
        assert [other.piece for other in said.choices[0].likeliest] == [b"Hi"]
        assert (case.server.bodies[0]["logprobs"], case.server.bodies[0]["top_logprobs"]) == (True, 1)

    with_server(tmp_path, body, raw(said({"choices": [first]}), event(finish="stop"), DONE))


def test_a_reply_that_begins_is_gone_on_with(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        turns = (Turn(role="user", content="Count."), Turn(role="assistant", content="One, two,"))
        await case.items(Request(turns=turns))
        (sent,) = case.server.bodies
        assert sent["messages"][-1] == {"role": "assistant", "content": "One, two,"}
        assert (sent["continue_final_message"], sent["add_generation_prompt"]) == (True, False)

    with_server(tmp_path, body, reply(" three."))


def test_a_small_model_is_held_to_its_temperature(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        await case.load(max_temperature=0.3)
        await case.items(ask(temperature=1.5))
        assert case.server.bodies[0]["temperature"] == 0.3

    with_server(tmp_path, body, reply("Hi"))


# ------------------------------------------------------------------ servers that refuse some of it


def refused(words: str, code: int = 400) -> Answer:
    return status(code, {"error": {"message": words, "type": "invalid_request_error"}})


def test_what_a_server_refuses_and_a_reply_can_do_without_is_left_out_from_then_on(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        assert text(await case.items(ask(seed=1))) == "Hi"
        assert text(await case.items(ask(seed=1))) == "Hi"
        last = case.server.bodies[-1]
        assert len(case.server.bodies) == 5
        assert (last["max_completion_tokens"], last["seed"]) == (2048, 1)
        assert not {"max_tokens", "temperature", "stream_options"} & last.keys()

    new = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    warm = "Unsupported value: 'temperature' does not support 0.7 with this model."
    odd = "Unknown field stream_options"
    with_server(tmp_path, body, refused(new), refused(warm), refused(odd, 422), reply("Hi"), reply("Hi"))


def test_what_did_not_help_or_was_of_one_thread_is_sent_again_the_next_time(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        _, error = await case.failing(ask())
        assert "temperature sensor" in error.message
        assert text(await case.items(ask())) == "Hi"
        assert text(await case.items(ask())) == "Hi"
        assert ["temperature" in sent for sent in case.server.bodies] == [True, False, True, True, True]
        assert ["max_tokens" in sent for sent in case.server.bodies] == [True, True, True, False, True]

    broken = refused("the temperature sensor broke", 500)
    narrow = refused("max_tokens is too large: the maximum context length is 4096 tokens, the prompt has 4000.")
    with_server(tmp_path, body, broken, broken, narrow, reply("Hi"), reply("Hi"))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (400, "registry.ollama.ai/library/tiny does not support tools"),
        (400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'),
        (500, "tools param requires --jinja flag"),
    ],
)
def test_a_model_whose_server_knows_no_tools_is_told_of_them_in_words(tmp_path: Path, code: int, words: str) -> None:
    async def body(case: Case) -> None:
        called, end = await case.items(ask("What time is it?", tools=(TOOL,)))
        assert (called.name, json.loads(called.arguments)) == ("clock", {"zone": "UTC"})
        assert isinstance(end, Finished)
        first, second = case.server.bodies
        assert "tools" in first
        assert "tools" not in second
        assert "Tells the time." in second["messages"][0]["content"]

    answer = reply('<tool_call>{"name": "clock", "argu', 'ments": {"zone": "UTC"}}</tool_call>')
    with_server(tmp_path, body, refused(words, code), answer)


PICTURE = picture(1)
SEEN = Request(
    turns=(
        Turn(role="user", content="What is it?", images=(Image(id="a", name="a  cat.png", data=PICTURE),)),
        Turn(role="assistant", content="A cat."),
        Turn(role="user", content="", images=(Image(id="b", name="b", data=picture(2, form="JPEG")),)),
    )
)


def test_a_server_is_shown_pictures(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        assert text(await case.items(SEEN)) == "Hi"
        first, answer, second = case.server.bodies[0]["messages"]
        (shown, words), (other,) = first["content"], second["content"]
        assert b64decode(shown["image_url"]["url"].removeprefix("data:image/png;base64,")) == PICTURE
        assert words == {"type": "text", "text": "What is it?"}
        assert answer["content"] == "A cat."
        assert other["image_url"]["url"].startswith("data:image/jpeg;base64,")
        words_alone = SEEN.model_copy(
            update={"turns": tuple(turn.model_copy(update={"images": ()}) for turn in SEEN.turns)}
        )
        assert await case.engine.count(SEEN) == await case.engine.count(words_alone) + 2_000

    with_server(tmp_path, body, reply("Hi"))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (500, "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"),
        (400, "tiny is not a multimodal model"),
        (400, "Invalid content type. image_url is only supported by certain models."),
        (404, "No endpoints found that support image input"),
        (422, "messages[0]: unknown variant `image_url`, expected `text`"),
        (400, "'messages.0.content' must be a string"),
        (500, 'can only concatenate str (not "list") to str'),
    ],
)
def test_a_model_whose_server_takes_no_pictures_is_told_of_them_in_words_from_then_on(
    tmp_path: Path, code: int, words: str
) -> None:
    async def body(case: Case) -> None:
        for _ in range(2):
            assert text(await case.items(SEEN)) == "Hi"
        first, *others = case.server.bodies
        assert isinstance(first["messages"][0]["content"], list)
        assert len(others) == 2
        for sent in others:
            assert sent["messages"][0]["content"] == "[A picture that you cannot see: a cat.png]\nWhat is it?"
            assert sent["messages"][2]["content"] == "[A picture that you cannot see: b]"

    with_server(tmp_path, body, refused(words, code), reply("Hi"), reply("Hi"))


@pytest.mark.parametrize(
    "words", ["The image exceeds 5 MB", "failed to decode image bytes", "At most 1 image(s) may be provided"]
)
def test_one_picture_that_is_refused_is_told_and_not_left_out(tmp_path: Path, words: str) -> None:
    async def body(case: Case) -> None:
        _, error = await case.failing(SEEN)
        assert words in error.message
        assert len(case.server.bodies) == 1

    with_server(tmp_path, body, refused(words))


def test_a_schema_is_said_in_llama_cpps_words_when_openais_are_refused_and_never_dropped(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        _, error = await case.failing(ask(json_schema={"type": "object"}))
        assert "response_format" in error.message
        assert [sent["response_format"]["type"] for sent in case.server.bodies] == ["json_schema", "json_object"]

    with_server(tmp_path, body, refused("response_format.type must be 'text' or 'json_object'", 422))


def test_a_grammar_is_refused_here(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        _, error = await case.failing(ask(grammar='root ::= "a"'))
        assert isinstance(error, Invalid)
        assert case.server.bodies == []

    with_server(tmp_path, body, reply("Hi"))


# ------------------------------------------------------------------ servers that misbehave

WORDS = (event(content="Once upon"), event(content=" a time"))
MIDWAY: dict[str, Answer] = {
    "falls silent": raw(*WORDS, hang=True),
    "drops": raw(*WORDS, whole=False),
    "ends without an end": raw(*WORDS),
    "ends with only the last word": raw(*WORDS, DONE),
    "broken json": raw(*WORDS, b'data: {"choices": [{"del\n\n', hang=True),
    "broken utf-8": raw(*WORDS, b"data: \xff\xfe\n\n", hang=True),
    "deep json": raw(*WORDS, b"data: " + b"[" * 100_000 + b"\n\n", hang=True),
    "a list": raw(*WORDS, said([1, 2])),
    "a number": raw(*WORDS, said(5)),
    "choices of another kind": raw(*WORDS, said({"choices": "none"})),
    "an error": raw(*WORDS, said({"error": {"message": "CUDA out of memory", "code": 500}})),
    "an error in a text": raw(*WORDS, said({"error": "out of memory"})),
    "a filter": raw(*WORDS, event(finish="content_filter"), DONE),
    "an abort": raw(*WORDS, event(finish="abort"), DONE),
}


@pytest.mark.parametrize("answer", MIDWAY.values(), ids=MIDWAY)
def test_what_was_said_stays_however_a_server_breaks_off(tmp_path: Path, answer: Answer) -> None:
    async def body(case: Case) -> None:
        items, error = await case.failing(ask())
        assert text(items) == "Once upon a time"
        assert isinstance(error, EngineFailed)
        assert "127.0.0.1" in error.message
        assert error.hint
        assert text(await case.items(ask())) == "Again."  # the engine is as good as before

    with_server(tmp_path, body, answer, reply("Again."), patience=QUICK)


BEFORE: dict[str, tuple[Answer, type[FiresideError], str]] = {
    "hangs": (hang, EngineFailed, "does not answer"),
    "drops": (drop, EngineFailed, "cannot be reached"),
    "401": (status(401, {"error": {"message": f"Bad key {KEY}"}}), EngineFailed, "did not accept the key"),
    "403": (status(403, {"detail": f"{KEY} may not"}), EngineFailed, "does not allow the use of tiny: ••• may not"),
    "404 of a model": (
        status(404, {"error": {"message": "model 'tiny' not found", "code": "model_not_found"}}),
        ModelMissing,
        "has no model tiny",
    ),
    "404 of a page": (status(404, "<html>Not found</html>", "text/html"), EngineFailed, "no model server"),
    "405": (status(405, {"detail": "Method Not Allowed"}), EngineFailed, "no model server"),
    "400": (refused("messages: roles must alternate"), EngineFailed, "(400): messages: roles must alternate"),
    "400 of length": (
        refused("This model's maximum context length is 4096 tokens. However, you requested 9000."),
        PromptTooLong,
        "too long for tiny",
    ),
    "400 of llama-server": (
        status(400, {"error": {"code": 400, "message": "exceeds it", "type": "exceed_context_size_error"}}),
        PromptTooLong,
        "too long for tiny at 127.0.0.1",
    ),
    "413": (status(413, "Too large", "text/plain"), PromptTooLong, "too long"),
    "429": (status(429, {}, retry_after="20"), EngineFailed, "fewer requests"),
    "429 of an account": (
        status(429, {"error": {"message": "You exceeded it.", "code": "insufficient_quota"}}),
        EngineFailed,
        "used up",
    ),
    "500": (status(500, {"error": "it broke"}), EngineFailed, "could not answer (500): it broke"),
    "500 in html": (status(500, "<h1>Internal Server Error</h1>", "text/html"), EngineFailed, "answer (500)."),
    "503": (status(503, {"error": {"message": "Loading model"}}), EngineFailed, "cannot answer now (503): Loading"),
    "html": (status(200, "<html>Welcome</html>", "text/html"), EngineFailed, "a web page"),
    "a whole reply": (status(200, {"choices": []}), EngineFailed, "everything at once"),
    "another kind": (raw(event(content="Hi"), kind="application/x-ndjson"), EngineFailed, "application/x-ndjson"),
    "empty choices": (raw(said({"choices": []}), said({"choices": []}), DONE), EngineFailed, "sent no reply"),
    "no end of a line": (flood(200, "text/event-stream"), EngineFailed, "far too much"),
    "no end of an error": (flood(500, "text/plain"), EngineFailed, "far too much"),
    "nothing": (raw(), EngineFailed, "sent no reply"),
    "no sse": (raw(b"<html>Welcome</html>\n\n"), EngineFailed, "sent no reply"),
    "broken json": (raw(b"data: {nonsense\n\n"), EngineFailed, "make no sense"),
    "no http": (no_http, EngineFailed, "does not speak"),
    "a redirect": (status(307, "", location="http://192.0.2.1/v1"), EngineFailed, "to http://192.0.2.1/v1"),
}


@pytest.fixture(autouse=True)
def _little_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.engines.client.LARGEST", 1_000_000)


@pytest.mark.parametrize(("answer", "kind", "words"), BEFORE.values(), ids=BEFORE)
def test_each_bad_answer_is_one_clear_error(
    tmp_path: Path, answer: Answer, kind: type[FiresideError], words: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async def body(case: Case) -> None:
        items, error = await case.failing(ask())
        assert items == []
        assert type(error) is kind
        assert words in error.message
        assert "\n" not in error.message
        assert error.hint
        assert KEY not in f"{error.problem} {error!r} {error.__cause__!r} {caplog.text} {case.engine!r}"
        assert [seen.host for seen in case.gate.connections()] == ["127.0.0.1"] * len(case.server.asked)

    with_server(tmp_path, body, answer, patience=QUICK)


@pytest.mark.parametrize(
    ("header", "words"),
    [("20", "in 20 seconds"), ("0.5", "in a second"), ("600", "in 10 minutes"), ("soon", "in a moment"),
     ("-1", "in a moment"), ("nan", "in a moment"), ("1e300", "in a moment"), ("", "in a moment"),
     ("Fri, 31 Dec 1999 23:59:59 GMT", "in a moment")],
)  # fmt: skip
def test_a_server_says_how_long_to_wait(tmp_path: Path, header: str, words: str) -> None:
    async def body(case: Case) -> None:
        _, error = await case.failing(ask())
        assert words in error.hint

    with_server(tmp_path, body, status(429, {}, retry_after=header))


def test_what_fails_behind_the_last_word_is_no_matter(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        for _ in range(4):
            assert await case.items(ask()) == [Text(text="Hi"), Finished(stop="end", read=0, tokens=1)]

    said_all = (event(content="Hi"), event(finish="stop"))
    answers = raw(*said_all, hang=True), raw(*said_all, whole=False), raw(*said_all, b"data: {\n\n"), raw(*said_all)
    with_server(tmp_path, body, *answers, patience=QUICK)


def test_a_redirect_is_not_followed_and_nobody_else_sees_key_or_words(tmp_path: Path) -> None:
    async def main() -> None:
        async with serving(reply("Caught you.")) as other:
            away = status(307, "", location=other.address + "/chat/completions")
            async with serving(away) as server:
                case = Case(tmp_path, server)
                await case.load()
                _, error = await case.failing(ask())
                assert other.address in error.message
                assert other.asked == []
                assert other.connections == 0
                await case.engine.close()

    asyncio.run(main())


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there
        server = Server.at(f"127.0.0.1:{taken.getsockname()[1]}")
        engine = RemoteEngine(Egress(tmp_path / "log", lambda: False), server, "tiny")
        with pytest.raises(EngineFailed, match="cannot be reached") as failure:
            asyncio.run(engine.load(Model(id="one", name="One", path=""), lambda loading: None))
        assert "server runs" in failure.value.hint


def test_a_server_that_takes_no_connection(tmp_path: Path) -> None:
    with socket.socket() as full, ExitStack() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):  # nobody accepts them, and no further one is even answered
            client = waiting.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(full.getsockname())
        engine = RemoteEngine(
            Egress(tmp_path / "log", lambda: False),
            Server.at(f"127.0.0.1:{full.getsockname()[1]}"),
            "tiny",
            Patience(connect=0.3, listing=60.0),
        )
        with pytest.raises(EngineFailed, match="does not answer"):
            asyncio.run(engine.load(Model(id="one", name="One", path=""), lambda loading: None))


# ------------------------------------------------------------------ stopping


def test_closing_the_iterator_closes_the_connection(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        async with aclosing(case.engine.generate(ask())) as stream:
            assert await anext(stream) == Text(text="Once")
            assert not case.server.left.is_set()
        await asyncio.wait_for(case.server.left.wait(), 60)

    with_server(tmp_path, body, raw(event(content="Once"), hang=True))


@pytest.mark.parametrize("answer", [hang, raw(event(content="Once"), hang=True)], ids=["before", "within"])
def test_a_cancelled_reply_closes_the_connection(tmp_path: Path, answer: Answer) -> None:
    async def body(case: Case) -> None:
        reading = asyncio.create_task(case.items(ask()))
        await case.server.came.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await asyncio.wait_for(case.server.left.wait(), 60)

    with_server(tmp_path, body, answer)


def test_each_reply_has_a_connection_of_its_own_and_leaves_none_behind(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        for _ in range(3):
            case.server.left.clear()
            await case.items(ask())
            await asyncio.wait_for(case.server.left.wait(), 60)
        assert case.server.connections == 4  # the first was that of the list

    with_server(tmp_path, body, reply("Hi"))


def test_a_closed_engine_says_so(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        await case.engine.close()
        with pytest.raises(WorkerDied):
            await case.items(ask())

    with_server(tmp_path, body, reply("Hi"))


# ------------------------------------------------------------------ the gate, the key and the environment


def test_offline_an_outside_server_is_held_back_and_one_on_this_computer_is_not(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        assert text(await case.items(ask())) == "Hi"
        outside = RemoteEngine(case.gate, Server.at("https://192.0.2.1/v1", KEY), "tiny")
        with pytest.raises(Offline) as refused:
            await outside.load(Model(id="two", name="Two", path=""), lambda loading: None)
        assert "Privacy" in refused.value.hint
        first = case.gate.connections()[0]
        assert (first.host, first.purpose, first.allowed) == ("192.0.2.1", "Ask a model on a server", False)

    with_server(tmp_path, body, reply("Hi"), offline=True)


def test_nothing_is_sent_but_the_key_and_the_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID"):
        monkeypatch.setenv(f"OPENAI_{name}", "from-the-environment")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Mine: from-the-environment")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://192.0.2.1/v1")

    async def body(case: Case) -> None:
        await case.items(ask())
        bare = RemoteEngine(case.gate, Server.at(case.server.address), "tiny")
        await bare.load(Model(id="two", name="Two", path=""), lambda loading: None)
        await bare.close()
        assert [asked.headers.get("authorization") for asked in case.server.asked] == [f"Bearer {KEY}"] * 2 + [None]
        for asked in case.server.asked:
            assert asked.headers["user-agent"] == "Fireside"
            assert "from-the-environment" not in str(asked.headers)
            assert not [name for name in asked.headers if "stainless" in name or "openai" in name]

    with_server(tmp_path, body, reply("Hi"))


# ------------------------------------------------------------------ loading and listing


def test_loading_looks_for_the_model(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        told: list[Loading] = []
        state = await case.engine.load(Model(id="one", name="One", path=""), told.append)
        assert (state.model_id, state.status, state.context) == ("one", ModelStatus.READY, 8192)
        assert told == [Loading(progress=1.0)]
        assert case.engine.calls_tools

    with_server(tmp_path, body, listing=listing("big", "tiny", max_model_len=8192), loaded=False)


@pytest.mark.parametrize("names", [("big", "small"), ()])
def test_a_model_that_the_server_does_not_have(tmp_path: Path, names: tuple[str, ...]) -> None:
    async def body(case: Case) -> None:
        with pytest.raises(ModelMissing) as missing:
            await case.load()
        assert all(name in missing.value.hint for name in names)

    with_server(tmp_path, body, listing=listing(*names), loaded=False)


@pytest.mark.parametrize("code", [403, 404, 405])
def test_a_server_that_lists_nothing_may_still_answer(tmp_path: Path, code: int) -> None:
    async def body(case: Case) -> None:
        assert text(await case.items(ask())) == "Hi"

    with_server(tmp_path, body, reply("Hi"), listing=status(code))


def test_the_models_of_a_server_are_listed(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        found = await models(case.gate, Server.at(case.server.address))
        assert found == (RemoteModel(name="big", context=4096), RemoteModel(name="tiny", context=4096))

    with_server(tmp_path, body, listing=listing("tiny", "big", meta={"n_ctx_train": 4096}), loaded=False)


LISTINGS: dict[str, tuple[Answer, str]] = {
    "no end": (flood(200, "application/json"), "far too much"),
    "html": (status(200, "<html></html>", "text/html"), "a web page"),
    "broken json": (status(200, '{"data": [', "application/json"), "make no sense"),
    "another json": (status(200, {"models": []}), "another kind of list"),
    "a list": (status(200, "[1]"), "another kind of list"),
    "hangs": (hang, "does not answer"),
    "drops": (drop, "cannot be reached"),
    "401": (status(401), "did not accept the key"),
    "404": (status(404), "does not list its models"),
    "403": (status(403), "does not list its models"),
    "a redirect": (status(302, "", location="https://192.0.2.1/"), "https://192.0.2.1/"),
}


@pytest.mark.parametrize(("answer", "words"), LISTINGS.values(), ids=LISTINGS)
def test_each_bad_list_is_one_clear_error(tmp_path: Path, answer: Answer, words: str) -> None:
    async def body(case: Case) -> None:
        with pytest.raises(EngineFailed) as failure:
            await models(case.gate, Server.at(case.server.address, KEY), QUICK)
        assert words in failure.value.message
        assert failure.value.hint

    with_server(tmp_path, body, listing=answer, loaded=False)
