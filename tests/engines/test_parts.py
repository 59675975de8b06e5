"""What a model writes is told as text, thoughts and calls, and carried all the way into a message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from backend.domain import Part, ToolCallPart, ToolResultPart
from backend.engines.base import Called, Finished, Progress, Reading, Request, Text, Thought, ToolSpec
from backend.engines.llama import LlamaHost
from backend.engines.spans import Span
from backend.paths import catalogue
from backend.runs.calling import Added, calling
from backend.tools.help import Help
from backend.tools.toolbox import Toolbox
from tests.engines.conftest import ask, items, load
from tests.fakes import FakeEngine
from tests.gguf_files import write_model

HERMES = (
    "{% if tools %}<|im_start|>system\nTools: {% for tool in tools %}{{ tool | tojson }}\n{% endfor %}"
    "Call one as <tool_call>{name, arguments}</tool_call>.<|im_end|>\n{% endif %}"
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}"
    "{% for call in message.tool_calls or [] %}<tool_call>\n{{ call.function | tojson }}\n</tool_call>{% endfor %}"
    "<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
CALL = '<tool_call>\n{"name": "calculator", "arguments": {"expression": "6*7"}}\n</tool_call>'
SUM = ToolSpec(name="calculator", description="Calculates.")
Open = Callable[[Path], LlamaHost]


@pytest.fixture
def write_reply(monkeypatch: pytest.MonkeyPatch) -> Callable[[LlamaHost, str], None]:
    """Lets a model write a text, token by token, whatever it thinks; all else is as ever."""

    def write_reply(host: LlamaHost, *texts: str) -> None:
        from backend.engines.sampling import Sampler

        vocabulary, left = host._vocabulary, list(texts)
        scripts: dict[int, list[int]] = {}

        def sample(sampler: Sampler, context: object, index: int) -> int | None:
            if id(sampler) not in scripts:
                scripts[id(sampler)] = vocabulary.tokens((Span(left.pop(0)),)) if left else []
            return scripts[id(sampler)].pop(0) if scripts[id(sampler)] else None

        monkeypatch.setattr(Sampler, "sample", sample)

    return write_reply


@pytest.fixture
def hermes(tmp_path: Path) -> Path:
    """A model whose template takes tools, and for whose vocabulary one mark is a control token."""
    return write_model(
        tmp_path / "hermes.gguf",
        template=HERMES,
        context=4096,
        control=("<|bos|>", "<|im_start|>", "<tool_call>", "</think>", "<|im_end|>"),
        user_defined=("<think>", "  "),
    )


def told(host: LlamaHost, request: Request) -> list[Progress]:
    return [item for item in items(host, request) if not isinstance(item, Reading)]


def words(told: Sequence[object], kind: type[Text] | type[Thought]) -> str:
    return "".join(item.text for item in told if isinstance(item, kind))


def test_a_model_whose_template_takes_tools_says_so(make_host: Callable[[], LlamaHost], hermes: Path) -> None:
    assert load(make_host(), hermes)[0].calls_tools
    assert not load(make_host(), write_model(hermes.with_name("plain.gguf")))[0].calls_tools


@pytest.mark.parametrize("stop", [(), ("never",)])
def test_thoughts_words_and_calls_are_told_apart(
    open_host: Open, hermes: Path, write_reply: Callable[..., None], stop: tuple[str, ...]
) -> None:
    host = open_host(hermes)
    write_reply(host, f"<think>\nSix, seven.\n</think>\n\nLet me see.\n{CALL}")
    request = ask("What is 6 * 7?", max_tokens=500).model_copy(update={"tools": (SUM,), "stop": stop})
    got = told(host, request)
    assert words(got, Thought) == "Six, seven."
    assert words(got, Text).strip() == "Let me see."
    [call] = [item for item in got if isinstance(item, Called)]
    assert (call.name, call.arguments) == ("calculator", '{"expression": "6*7"}')
    assert isinstance(got[-1], Finished)


def test_without_tools_a_call_is_text(open_host: Open, hermes: Path, write_reply: Callable[..., None]) -> None:
    host = open_host(hermes)
    write_reply(host, CALL)
    assert words(told(host, ask("Show me a call.", max_tokens=500)), Text) == CALL


def test_a_thought_that_is_cut_off_is_told(open_host: Open, hermes: Path, write_reply: Callable[..., None]) -> None:
    host = open_host(hermes)
    write_reply(host, "<think>Six, seven</thi")
    assert words(told(host, ask("What is 6 * 7?")), Thought) == "Six, seven</thi"


def test_a_plain_reply_is_words_whatever_it_looks_like(
    open_host: Open, hermes: Path, write_reply: Callable[..., None]
) -> None:
    host = open_host(hermes)
    for written in ("<think>hm</think>Yes.", CALL):
        write_reply(host, written)
        plain = ask("Hello", max_tokens=200).model_copy(update={"plain": True, "tools": (SUM,)})
        assert words(told(host, plain), Text) == written


def test_what_a_grammar_asks_for_stays_text(open_host: Open, hermes: Path) -> None:
    host = open_host(hermes)
    forced = ask("Hello", max_tokens=200).model_copy(update={"grammar": 'root ::= "<think>no</think>yes"'})
    assert words(told(host, forced), Text) == "<think>no</think>yes"


def test_the_likelihoods_are_those_of_the_words(
    open_host: Open, hermes: Path, write_reply: Callable[..., None]
) -> None:
    host = open_host(hermes)
    write_reply(host, "<think>Hm, é.</think>\n\nOh é 😀, yes")
    got = told(host, ask("What?", max_tokens=200).model_copy(update={"logprobs": 2}))
    choices = [choice for item in got if isinstance(item, Text) for choice in item.choices]
    assert b"".join(choice.piece for choice in choices).decode() == words(got, Text) == "Oh é 😀, yes"


class InProcess(FakeEngine):
    """An engine whose host is not in a worker."""

    calls_tools = True

    def __init__(self, host: LlamaHost) -> None:
        super().__init__()
        self._host = host

    async def generate(self, request: Request) -> AsyncGenerator[Progress]:
        self.asked.append(request)
        for item in items(self._host, request):
            yield item


def test_a_tool_is_called_and_the_model_goes_on_with_what_it_gave(
    open_host: Open, hermes: Path, write_reply: Callable[..., None]
) -> None:
    host = open_host(hermes)
    write_reply(host, f"<think>A sum.</think>{CALL}", "It is 42.")
    box = Toolbox(Help(catalogue() / "help"), lambda: "en", lambda: datetime(2026, 11, 21, 10, 30))
    engine, request = InProcess(host), ask("What is 6 * 7?", max_tokens=500)

    async def run() -> list[Progress | Added]:
        return [item async for item in calling(engine, box, request)]

    told = asyncio.run(run())
    parts: list[Part] = [part for item in told if isinstance(item, Added) for part in item.parts]
    assert [type(part) for part in parts] == [ToolCallPart, ToolResultPart]
    assert isinstance(parts[1], ToolResultPart)
    assert parts[1].text == "6 × 7 = 42"
    assert words(told, Thought) == "A sum."
    assert words(told, Text).strip() == "It is 42."
    assert engine.asked[1].turns[-2].calls[0].name == "calculator"
