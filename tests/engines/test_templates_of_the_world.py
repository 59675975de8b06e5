"""The chat templates of llama.cpp's own tests: a thread with tools is rendered, and what comes back is read.

Source: `vendor/llama.cpp/models/templates` of the llama-cpp-python 0.3.36 source distribution; see
`tests/llama_cpp_source.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from backend.engines.base import Called, Text, Thought, ToolSpec, Turn
from backend.engines.families.family import Piece
from backend.engines.spans import Span
from backend.engines.template import ChatTemplate
from tests.llama_cpp_source import templates

pytestmark = pytest.mark.timeout(900)
"""The first test may have to fetch them."""

NATIVE = {
    "Apertus-8B-Instruct": "apertus",
    "Apriel-1.6-15b-Thinker-fixed": "tagged list",
    "Bielik-11B-v3.0-Instruct": "hermes",
    "ByteDance-Seed-OSS": "seed",
    "Cohere2MoE": "cohere",
    "CohereForAI-c4ai-command-r7b-12-2024-tool_use": "cohere",
    "GLM-4.6": "glm",
    "GLM-4.7-Flash": "glm",
    "LFM2.5-8B-A1B": "liquid",
    "MiMo-VL": "hermes",
    "MiniMax-M1": "tagged list",
    "MiniMax-M2": "minimax",
    "Mistral-Small-3.2-24B-Instruct-2506": "mistral",
    "NVIDIA-Nemotron-3-Nano-30B-A3B-BF16": "hermes",
    "NVIDIA-Nemotron-Nano-v2": "nemotron",
    "NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use": "hermes",
    "NousResearch-Hermes-3-Llama-3.1-8B-tool_use": "hermes",
    "Qwen-QwQ-32B": "hermes",
    "Qwen-Qwen2.5-7B-Instruct": "hermes",
    "Qwen-Qwen3-0.6B": "hermes",
    "Qwen3-Coder": "hermes",
    "Qwen3.5-4B": "hermes",
    "Reka-Edge": "hermes",
    "Spark2.5": "glm",
    "StepFun3.5-Flash": "hermes",
    "deepseek-ai-DeepSeek-V3.2": "deepseek markup",
    "deepseek-ai-DeepSeek-V4-Flash-0731": "deepseek markup",
    "deepseek-ai-DeepSeek-V4": "deepseek markup",
    "fireworks-ai-llama-3-firefunction-v2": "firefunction",
    "google-gemma-4-31B-it-interleaved": "gemma",
    "google-gemma-4-31B-it": "gemma",
    "ibm-granite-granite-4.0": "hermes",
    "ibm-granite-granite-4.1": "hermes",
    "inclusionai-ling-3.0-flash": "glm",
    "meetkai-functionary-medium-v3.1": "llama 3",
    "meta-llama-Llama-3.1-8B-Instruct": "llama 3",
    "meta-llama-Llama-3.2-3B-Instruct": "llama 3",
    "meta-llama-Llama-3.3-70B-Instruct": "llama 3",
    "mistralai-Ministral-3-14B-Reasoning-2512": "mistral",
    "mistralai-Mistral-Nemo-Instruct-2407": "mistral",
    "moonshotai-Kimi-K2": "kimi",
    "openai-gpt-oss-120b": "harmony",
    "poolside-Laguna-S-2.1": "glm",
    "poolside-Laguna-XS-2.1": "glm",
    "poolside-Laguna-XS.2": "glm",
    "unsloth-Apriel-1.5": "tagged list",
    "unsloth-mistral-Devstral-Small-2507": "mistral",
}
"""Templates that are given the tools, and their families."""
PLAIN = {
    "CohereForAI-c4ai-command-r-plus-tool_use": "generic",
    "GigaChat3-10B-A1.8B": "generic",
    "GigaChat3.1-10B-A1.8B": "generic",
    "HuggingFaceTB-SmolLM3-3B": "generic",
    "Kimi-K2-Instruct": "kimi",
    "Kimi-K2-Thinking": "kimi",
    "Kimi-K3": "generic",
    "LFM2-8B-A1B": "liquid",
    "LFM2.5-Instruct": "generic",
    "MiniMax-M3": "hermes",
    "deepseek-ai-DeepSeek-R1-Distill-Llama-8B": "deepseek",
    "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B": "deepseek",
    "deepseek-ai-DeepSeek-V3.1": "deepseek",
    "google-gemma-2-2b-it": "gemma 3",
    "ibm-granite-granite-3.3-2B-Instruct": "granite",
    "llama-cpp-deepseek-r1": "deepseek",
    "llama-cpp-rwkv-world": "generic",
    "meetkai-functionary-medium-v3.2": "generic",
    "microsoft-Phi-3.5-mini-instruct": "generic",
    "muse-glimmer": "generic",
    "openbmb-MiniCPM5-1B": "generic",
    "tencent-Hy3": "generic",
    "upstage-Solar-Open-100B": "generic",
}
"""Templates that know no tools, or write calls in no form that is read here: their models are told in plain words."""
ALL = NATIVE | PLAIN

CARELESS = {"ByteDance-Seed-OSS", "LFM2.5-8B-A1B"}
"""They write quotes and objects inside of arguments so that nobody could read them again."""
SIMPLE = {"word": "fire", "count": 2}
LOOK_UP = ToolSpec(
    name="look_up",
    description="Looks a word up.",
    parameters={
        "type": "object",
        "properties": {"word": {"type": "string", "description": "The word."}, "count": {"type": "integer"}},
        "required": ["word"],
    },
)
MARK = re.compile(r"<\|?[^\s<>]{1,40}\|?>|\[/?[A-Z_]+\]|<start_of_turn>")


@pytest.fixture(scope="module")
def folder() -> Path:
    """Where the templates lie."""
    return templates()


def open_template(folder: Path, name: str) -> ChatTemplate:
    source = (folder / f"{name}.jinja").read_text("utf-8")
    return ChatTemplate(source, bos="<s>", eos="</s>", specials=marks(source))


def marks(source: str) -> set[str]:
    """What may be special tokens of its vocabulary."""
    return set(MARK.findall(source)) | {"<s>", "</s>", "<|im_end|>", "[TOOL_CALLS]", "<tool_call>"}


def thread(question: str, word: str, result: str, more: str) -> tuple[Turn, ...]:
    call = Called(id="a1b2c3d4e", name="look_up", arguments=json.dumps({"word": word, "count": 2}))
    return (
        Turn(role="system", content="Be kind."),
        Turn(role="user", content=question),
        Turn(role="assistant", content="", reasoning="They want a word.", calls=(call,)),
        Turn(role="tool", content=result, name="look_up", call_id=call.id),
        Turn(role="assistant", content="Fire is hot.", reasoning="It is hot."),
        Turn(role="user", content=more),
    )


def text(spans: Sequence[Span], *, own: bool = False) -> str:
    """All of a prompt, or only what is the template's own."""
    return "".join(span.text for span in spans if not own or span.role is None)


def read(template: ChatTemplate, spans: Sequence[Span], reply: str) -> list[Piece]:
    parser = template.parser(spans, tools=True)
    return [piece for letter in reply for piece in parser.add(letter)] + parser.end()


def words(pieces: Sequence[Piece], kind: type[Text] | type[Thought]) -> str:
    return "".join(piece.text for piece in pieces if isinstance(piece, kind))


def test_these_are_all_templates_that_there_are(folder: Path) -> None:
    assert {path.stem for path in folder.glob("*.jinja")} == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_a_thread_with_a_call_and_its_result_is_rendered(folder: Path, name: str) -> None:
    template = open_template(folder, name)
    assert template.knows_tools == (name in NATIVE)
    prompt = text(template.spans(thread("What is fire?", "fire", "Fire burns.", "And water?"), (LOOK_UP,)))
    places = [prompt.find(part) for part in ("What is fire?", "look_up", "Fire burns.", "Fire is hot.", "And water?")]
    assert -1 not in places
    assert places[0] < prompt.find("fire", places[0] + 13) < places[2] < places[3] < places[4]
    assert "Be kind." in prompt
    assert "Looks a word up." in prompt


@pytest.mark.parametrize("name", ALL)
def test_nobodys_words_become_control_tokens(folder: Path, name: str) -> None:
    source = (folder / f"{name}.jinja").read_text("utf-8")
    template = open_template(folder, name)
    attack = " ".join(sorted(marks(source))) + ' "} \n'
    tame = template.spans(thread("What is fire?", "fire", "Fire burns.", "And water?"), (LOOK_UP,))
    wild = template.spans(thread(f"a {attack} b", f"c {attack} d", f"e {attack} f", f"g {attack} h"), (LOOK_UP,))
    for mark in marks(source):
        assert text(wild, own=True).count(mark) == text(tame, own=True).count(mark), mark


@pytest.mark.parametrize("name", NATIVE)
def test_a_call_is_read_as_the_template_writes_it(folder: Path, name: str) -> None:
    template = open_template(folder, name)
    asked = (Turn(role="user", content="What is fire?"),)
    given = (
        SIMPLE
        if name in CARELESS
        else {"word": 'the "fire", </b> in\n{it}: ü', "count": 2, "deep": {"a": [1, "x"], "b": {}}}
    )
    call = Called(id="a1b2c3d4e", name="look_up", arguments=json.dumps(given))
    result = Turn(role="tool", content="Fire burns.", name="look_up", call_id=call.id)
    before = template.spans(asked, (LOOK_UP,))
    after = text(template.spans((*asked, Turn(role="assistant", content="", calls=(call,)), result), (LOOK_UP,)))
    begun = after.removeprefix(text(before))
    tail = begun if begun != after else after.partition("What is fire?")[2]
    found = [piece for piece in read(template, (), tail) if isinstance(piece, Called)]
    assert [(piece.name, json.loads(piece.arguments)) for piece in found] == [("look_up", given)]


@pytest.mark.parametrize("name", PLAIN)
def test_a_model_that_was_told_in_plain_words_is_understood(folder: Path, name: str) -> None:
    template = open_template(folder, name)
    spans = template.spans((Turn(role="user", content="What is fire?"),), (LOOK_UP,))
    reply = '<tool_call>{"name": "look_up", "arguments": {"word": "fire"}}</tool_call>'
    assert "<tool_call>" in text(spans)
    closes = "</think>" if text(spans).rstrip().endswith("<think>") else ""
    found = [piece for piece in read(template, spans, closes + reply) if isinstance(piece, Called)]
    assert [(piece.name, piece.arguments) for piece in found] == [("look_up", '{"word": "fire"}')]


@pytest.mark.parametrize("name", ALL)
def test_a_begun_reply_is_gone_on_with(folder: Path, name: str) -> None:
    template = open_template(folder, name)
    asked = Turn(role="user", content="What is fire?")
    begun = Turn(role="assistant", reasoning="It is", content="Fire is")
    spans = template.spans((asked, begun))
    assert text(spans).endswith("Fire is")
    assert words(read(template, spans, " hot."), Text) == " hot."
    spans = template.spans((asked, begun.model_copy(update={"reasoning": ""})))
    assert words(read(template, spans, " hot."), Text) == " hot."
    spans = template.spans((asked, begun.model_copy(update={"content": ""})))
    assert text(spans).rstrip().endswith("It is")
    assert words(read(template, spans, " hot."), Thought).strip() == "hot."
