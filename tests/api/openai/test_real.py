"""The official client and a real Fireside: the bundled starter, small models of random weights, embedding models."""

from __future__ import annotations

import asyncio
import base64
import json
import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal

import httpx2
import openai
import psutil
import pytest
from pydantic import BaseModel

from tests.api.openai.conftest import client_of
from tests.e2e.served import Fireside, rambler
from tests.gguf_files import write_model
from tests.gguf_kinds import write_bert, write_chain
from tests.pictures import png
from tests.processes import command
from tests.projectors import write_pair

HELLO: list[Any] = [{"role": "user", "content": "Hello"}]


def add(fireside: Fireside, path: Path, purpose: str = "chat", name: str = "") -> str:
    answer = httpx2.post(
        f"{fireside.address}/api/v0/models",
        json={"path": str(path), "purpose": purpose, "name": name},
        headers={"authorization": "Bearer sesame"},
        trust_env=False,
    )
    assert answer.status_code == 201, answer.text
    id: str = answer.json()["id"]
    return id


def test_the_starter_answers_whole_and_in_chunks_alike(real: openai.OpenAI) -> None:
    options: dict[str, Any] = {"model": "starter", "messages": HELLO, "temperature": 0, "max_tokens": 40}
    whole = real.chat.completions.create(**options)
    assert whole.choices[0].message.role == "assistant"
    assert whole.choices[0].finish_reason in ("stop", "length")
    assert whole.usage
    assert whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens
    chunks = list(real.chat.completions.create(**options, stream=True, stream_options={"include_usage": True}))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == (
        whole.choices[0].message.content
    )
    assert chunks[-1].usage == whole.usage
    assert chunks[-2].choices[0].finish_reason == whole.choices[0].finish_reason
    assert {chunk.id for chunk in chunks} == {chunks[0].id}
    assert all(chunk.usage is None for chunk in chunks[:-1])


def test_the_starter_says_what_it_says_on_the_page(real: openai.OpenAI, fireside: Fireside) -> None:
    here = {"headers": {"authorization": "Bearer sesame"}, "trust_env": False, "timeout": 60}
    prompt = {"prompt": "What is 12 times 34?", "temperature": 0.0, "max_tokens": 60}
    page = httpx2.post(f"{fireside.address}/api/v0/generate", json=prompt, **here).json()["text"]
    there = real.chat.completions.create(
        model="default", messages=[{"role": "user", "content": prompt["prompt"]}], temperature=0, max_tokens=60
    )
    assert there.choices[0].message.content == page


def test_a_model_that_sees_says_something_else_of_another_picture(
    real: openai.OpenAI, fireside: Fireside, tmp_path: Path
) -> None:
    model = add(fireside, write_pair(tmp_path, "llava"))

    def said(colour: str) -> tuple[str | None, int]:
        url = f"data:image/png;base64,{base64.b64encode(png(40, 30, colour)).decode()}"
        content: list[Any] = [
            {"type": "text", "text": "Which colour?"}, {"type": "image_url", "image_url": {"url": url}}
        ]  # fmt: skip
        reply = real.chat.completions.create(
            model=model, messages=[{"role": "user", "content": content}], temperature=0, max_tokens=16
        )
        assert reply.usage
        return reply.choices[0].message.content, reply.usage.prompt_tokens

    red, blue = said("red"), said("blue")
    assert red == said("red")
    assert red[0] != blue[0]
    blank = real.chat.completions.create(
        model=model, messages=[{"role": "user", "content": "Which colour?"}], temperature=0, max_tokens=16
    )
    assert blank.usage
    assert red[1] == blue[1] == blank.usage.prompt_tokens + 64, "the picture is 64 tokens"


def test_a_schema_and_likelihoods_are_kept(real: openai.OpenAI) -> None:
    schema = {"type": "object", "properties": {"warm": {"type": "boolean"}}, "required": ["warm"]}
    options: dict[str, Any] = {"model": "starter", "messages": HELLO, "seed": 1}
    wanted = {"type": "json_schema", "json_schema": {"name": "fire", "schema": schema}}
    said = real.chat.completions.create(**options, response_format=wanted).choices[0].message.content
    assert isinstance(json.loads(said or "")["warm"], bool)
    likely = real.chat.completions.create(**options, max_tokens=4, logprobs=True, top_logprobs=2)
    found = likely.choices[0].logprobs
    assert found
    assert found.content
    assert all(len(each.top_logprobs) == 2 and each.logprob <= 0 for each in found.content)
    assert b"".join(bytes(each.bytes or []) for each in found.content).decode().strip() == (
        (likely.choices[0].message.content or "").strip()
    )


def test_a_model_added_by_the_person_is_asked_by_id_or_name(
    real: openai.OpenAI, fireside: Fireside, tmp_path: Path
) -> None:
    id = add(fireside, write_model(tmp_path / "small.gguf"), name="Small")
    assert id in [model.id for model in real.models.list()]
    assert real.models.retrieve("Small").id == id
    options: dict[str, Any] = {"messages": HELLO, "max_tokens": 8, "temperature": 0.9, "top_p": 0.9}
    one = real.chat.completions.create(model=id, seed=5, **options)
    other = real.chat.completions.create(model="Small", seed=5, **options)
    assert one.model == id
    assert one.choices[0].message.content == other.choices[0].message.content
    assert one.usage
    assert one.usage.completion_tokens <= 8
    assert real.chat.completions.create(model="default", **options).model == "starter"


def test_parallel_requests_are_all_answered_whole(real: openai.OpenAI) -> None:
    alone = real.chat.completions.create(model="starter", messages=HELLO, seed=7, temperature=0, max_tokens=30)

    def ask(number: int) -> str:
        stream = real.chat.completions.create(
            model="starter", messages=HELLO, seed=7, temperature=0, max_tokens=30, stream=number % 2 == 0
        )
        if isinstance(stream, openai.Stream):
            return "".join(chunk.choices[0].delta.content or "" for chunk in stream)
        return stream.choices[0].message.content or ""

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(ask, range(8)))
    assert said == [alone.choices[0].message.content] * 8


def test_a_stop_text_ends_the_reply_and_is_not_told(real: openai.OpenAI, fireside: Fireside, tmp_path: Path) -> None:
    id = add(fireside, write_model(tmp_path / "stopping.gguf"))
    options: dict[str, Any] = {"model": id, "messages": HELLO, "temperature": 0, "max_tokens": 60}
    whole = real.chat.completions.create(**options).choices[0].message.content or ""
    mark = next(whole[at : at + 2] for at in range(10, 50) if whole[at : at + 2].isascii())
    for stop in (mark, ["nothing of the kind", mark]):
        told = real.chat.completions.create(**options, stop=stop).choices[0]
        assert told.message.content == whole[: whole.index(mark)]
        assert told.finish_reason == "stop"
        chunks = real.chat.completions.create(**options, stop=stop, stream=True)
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == told.message.content


class Weather(BaseModel):
    """What the official client turns into a strict schema, and the reply into."""

    warm: bool
    sky: Literal["blue", "grey"]


def test_the_clients_own_helpers_work(real: openai.OpenAI) -> None:
    options: dict[str, Any] = {"model": "starter", "messages": HELLO, "max_tokens": 40}
    parsed = real.chat.completions.parse(**options, response_format=Weather).choices[0].message.parsed
    assert parsed
    assert parsed.sky in ("blue", "grey")
    with real.chat.completions.stream(**options, response_format=Weather, temperature=0) as stream:
        kinds = {event.type for event in stream}
        final = stream.get_final_completion()
    assert {"chunk", "content.delta", "content.done"} <= kinds
    assert isinstance(final.choices[0].message.parsed, Weather)
    raw = real.chat.completions.with_raw_response.create(**options)
    assert raw.headers["content-type"] == "application/json"
    assert raw.parse().choices[0].message.content


CALLS = (
    "{% if tools %}<|im_start|>system\n{{ tools | tojson }}<|im_end|>\n{% endif %}{% for m in messages %}"
    "<|im_start|>{{ m.role }}\n{{ m.content }}{% for c in m.tool_calls %}"
    '<tool_call>{"name": "{{ c.function.name }}", "arguments": {{ c.function.arguments | tojson }}}</tool_call>'
    "{% endfor %}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def test_a_model_that_calls_tools_calls_the_programs(real: openai.OpenAI, fireside: Fireside, tmp_path: Path) -> None:
    says = ("Let me see. ", "<tool_call>", '{"name": "weather", "arguments": {"place": "here"}}', "</tool_call>")
    id = add(fireside, write_chain(tmp_path / "caller.gguf", says, template=CALLS))
    function = {"name": "weather", "description": "Tells it.", "parameters": {"type": "object"}}
    options: dict[str, Any] = {"model": id, "tools": [{"type": "function", "function": function}]}
    first = real.chat.completions.create(**options, messages=HELLO).choices[0]
    assert (first.finish_reason, first.message.content) == ("tool_calls", "Let me see.")
    (call,) = first.message.tool_calls or ()
    assert call.type == "function"
    assert (call.function.name, json.loads(call.function.arguments)) == ("weather", {"place": "here"})
    with real.chat.completions.stream(**options, messages=HELLO) as stream:
        (streamed,) = stream.get_final_completion().choices[0].message.tool_calls or ()
    assert (streamed.function.name, streamed.function.arguments) == (call.function.name, call.function.arguments)
    result = {"role": "tool", "tool_call_id": call.id, "content": "It snows."}
    again = real.chat.completions.create(**options, messages=[*HELLO, first.message.model_dump(), result])
    assert again.usage
    assert again.usage.prompt_tokens > 100
    without = real.chat.completions.create(**options, messages=HELLO, tool_choice="none").choices[0]
    assert (without.finish_reason, without.message.content) == ("stop", "".join(says))


def test_many_at_once_from_the_asynchronous_client_each_get_their_own(real: openai.OpenAI, fireside: Fireside) -> None:
    async def main() -> list[str]:
        async with openai.AsyncOpenAI(base_url=f"{fireside.address}/v1", api_key="sesame", max_retries=0) as client:

            async def ask(number: int) -> str:
                schema = {"type": "object", "properties": {"n": {"const": number}}, "required": ["n"]}
                wanted: Any = {"type": "json_schema", "json_schema": {"name": "n", "schema": schema}}
                stream = await client.chat.completions.create(
                    model="starter", messages=HELLO, response_format=wanted, stream=True
                )
                return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

            return await asyncio.gather(*map(ask, range(20)))

    assert [json.loads(said)["n"] for said in asyncio.run(main())] == list(range(20))


def test_a_worker_that_is_killed_ends_the_stream_with_an_error_and_the_next_request_works(
    real: openai.OpenAI, fireside: Fireside, tmp_path: Path
) -> None:
    id = add(fireside, rambler(tmp_path / "rambler.gguf", width=512, layers=4))
    options: dict[str, Any] = {"model": id, "messages": HELLO, "max_tokens": 4000}
    stream = real.chat.completions.create(**options, stream=True)
    heard = [next(stream) for _ in range(5)]
    assert heard[0].choices[0].delta.role == "assistant"
    [worker] = [
        child
        for server in psutil.Process().children()
        for child in server.children(recursive=True)
        if "spawn_main" in command(child) and any("rambler.gguf" in mapped.path for mapped in child.memory_maps())
    ]
    worker.kill()
    with pytest.raises(openai.APIError, match="stopped unexpectedly"):
        list(stream)
    assert real.chat.completions.create(**options | {"max_tokens": 5}).choices[0].message.content


def test_texts_become_vectors(real: openai.OpenAI, fireside: Fireside, tmp_path: Path) -> None:
    id = add(fireside, write_bert(tmp_path / "bert.gguf"), "search")
    found = real.embeddings.create(model=id, input=["a fire", "the sea"])
    assert [each.index for each in found.data] == [0, 1]
    assert all(math.isclose(sum(x * x for x in each.embedding), 1, abs_tol=1e-4) for each in found.data)
    assert found.usage.prompt_tokens == found.usage.total_tokens > 0
    alone = real.embeddings.create(model=id, input="a fire", encoding_format="float", dimensions=64)
    assert alone.data[0].embedding == pytest.approx(found.data[0].embedding, abs=5e-3)
    assert id in [model.id for model in real.models.list()]
    with pytest.raises(openai.BadRequestError, match="cannot chat"):
        real.chat.completions.create(model=id, messages=HELLO)
    with pytest.raises(openai.BadRequestError, match="for chatting"):
        real.embeddings.create(model="starter", input="a fire")
    bad: list[Any] = ["", [], [""], [1, 2], [["a"]], ["a\0"]]
    for wrong in bad:
        with pytest.raises(openai.BadRequestError, match="input"):
            real.embeddings.create(model=id, input=wrong)
    with pytest.raises(openai.BadRequestError, match="have 64"):
        real.embeddings.create(model=id, input="a fire", dimensions=3)


def test_a_prompt_that_is_too_long_says_so(real: openai.OpenAI) -> None:
    long: list[Any] = [{"role": "user", "content": "fire " * 9000}]
    for stream in (True, False):  # a guided model is told long messages shortly, but not when the form is prescribed
        with pytest.raises(openai.BadRequestError) as refused:
            real.chat.completions.create(
                model="starter", messages=long, stream=stream, response_format={"type": "json_object"}
            )
        assert refused.value.code == "context_length_exceeded"


def test_a_schema_that_cannot_be_followed_is_refused_with_its_place(real: openai.OpenAI) -> None:
    wanted: Any = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"$ref": "https://example.org/x"}}}
    with pytest.raises(openai.BadRequestError) as refused:
        real.chat.completions.create(model="starter", messages=HELLO, response_format=wanted)
    assert refused.value.param == "response_format"


def test_without_the_key_nobody_is_let_in(fireside: Fireside) -> None:
    with client_of(fireside.address, "wrong") as client, pytest.raises(openai.AuthenticationError) as refused:
        client.models.list()
    assert refused.value.code == "invalid_api_key"
