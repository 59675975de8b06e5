"""What each family's models write, read at every chunking. The replies are made up; their forms are the families'."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.engines.base import Called, Text, Thought
from backend.engines.families import family
from backend.engines.families.family import Family, Piece

Plain = tuple[str, str] | tuple[str, str, str]
FIRE = {"word": "fire", "count": 2}
CALL = ("call", "look_up", json.dumps(FIRE))


def said(text: str) -> Plain:
    return ("text", text)


def thought(text: str) -> Plain:
    return ("thought", text)


def call(name: str, **arguments: object) -> Plain:
    return ("call", name, json.dumps(arguments, ensure_ascii=False))


@dataclass(frozen=True)
class Reply:
    """A reply of the family with that sign in its template, and what it is made of."""

    sign: str
    text: str
    pieces: tuple[Plain, ...]
    tools: bool = True
    prompt: str = ""


def plain(pieces: Iterable[Piece]) -> tuple[Plain, ...]:
    """Pieces without their ids, neighbours of one kind joined."""
    found: list[Plain] = []
    for piece in pieces:
        if isinstance(piece, Called):
            found.append(("call", piece.name, piece.arguments))
            continue
        kind = "text" if isinstance(piece, Text) else "thought"
        joined = found.pop()[1] if found and found[-1][0] == kind else ""
        found.append((kind, joined + piece.text))
    return tuple(found)


def parse(reply: Reply, chunks: Sequence[str]) -> tuple[Plain, ...]:
    parser = family(reply.sign).parser(reply.tools, reply.prompt)
    pieces = [piece for chunk in chunks for piece in parser.add(chunk)]
    return plain([*pieces, *parser.end()])


def cut(text: str, places: Iterable[int]) -> list[str]:
    at = sorted({place % (len(text) + 1) for place in places})
    return [text[start:end] for start, end in zip([0, *at], [*at, len(text)], strict=True)]


OBJECT = '{"name": "look_up", "arguments": {"word": "fire", "count": 2}}'
TAGGED = "<function=look_up>\n<parameter=word>\nfire\n</parameter>\n<parameter=count>\n2\n</parameter>\n</function>"
DEEPSEEK = "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜>"
DSML = (
    '<｜DSML｜{0}>\n<｜DSML｜invoke name="look_up">\n'
    '<｜DSML｜parameter name="word" string="true">fire</｜DSML｜parameter>\n'
    '<｜DSML｜parameter name="count" string="false">2</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜{0}>'
)
KIMI = (
    "<|tool_calls_section_begin|><|tool_call_begin|>functions.look_up:0<|tool_call_argument_begin|>"
    '{"word": "fire", "count": 2}<|tool_call_end|><|tool_calls_section_end|>'
)
INVOKE = (
    '<minimax:tool_call>\n<invoke name="look_up">\n<parameter name="word">fire</parameter>\n'
    '<parameter name="count">2</parameter>\n</invoke>\n</minimax:tool_call>'
)
ANALYSIS = "<|channel|>analysis<|message|>They ask for fire.<|end|>"
COMMENTARY = (
    "<|start|>assistant<|channel|>commentary to=functions.look_up <|constrain|>json<|message|>"
    '{"word": "fire", "count": 2}'
)

REPLIES = {
    # Words, and nothing else
    "words": Reply(
        "<tool_call>", "Fire is  hot.\n\n<b>Very</b>, a < b. ", (said("Fire is  hot.\n\n<b>Very</b>, a < b. "),)
    ),
    "nothing": Reply("<tool_call>", "", ()),
    "blanks": Reply("<tool_call>", " \n", (said(" \n"),)),
    "no tools": Reply(
        "<tool_call>", f"<tool_call>{OBJECT}</tool_call>", (said(f"<tool_call>{OBJECT}</tool_call>"),), False
    ),
    # Thoughts
    "thought": Reply("<tool_call>", "<think>\nHm. <b>\n</think>\n\nYes.", (thought("Hm. <b>"), said("Yes.")), False),
    "thought, begun by the prompt": Reply(
        "<think>", "Hm.\n\n</think>\nYes.", (thought("Hm."), said("Yes.")), prompt="<|im_start|>assistant\n<think>\n"
    ),
    "thought, begun and ended by the prompt": Reply(
        "<think>", "Yes. </think>", (said("Yes. </think>"),), prompt="<|im_start|>assistant\n<think>\n\n</think>\n\n"
    ),
    "empty thought": Reply("<think>", "<think>\n\n</think>\n\nYes.", (said("Yes."),)),
    "thought without an end": Reply("<think>", "<think>Hm, a </thin", (thought("Hm, a </thin"),)),
    "a mark in the middle": Reply("<think>", "The tag <think> begins it.", (said("The tag <think> begins it."),)),
    "two thoughts": Reply("<think>", "<think>A</think>\n<think>B</think>\nC", (thought("AB"), said("C"))),
    "a silent template": Reply("{{ messages }}", "<think>A</think>B", (thought("A"), said("B"))),
    "Magistral": Reply("[THINK]", "[THINK]A[/THINK]B", (thought("A"), said("B"))),
    "Seed": Reply("<seed:think>", "<seed:think>A</seed:think>B", (thought("A"), said("B"))),
    # Hermes, Qwen
    "Hermes": Reply(
        "<tool_call>", f"Just a moment.\n<tool_call>\n{OBJECT}\n</tool_call>", (said("Just a moment."), CALL)
    ),
    "Hermes, thinking": Reply(
        "<tool_call><think>", f"<think>A</think>\n\n<tool_call>{OBJECT}</tool_call>", (thought("A"), CALL)
    ),
    "Hermes, two calls": Reply(
        "<tool_call>", f"<tool_call>{OBJECT}</tool_call>\n<tool_call>{OBJECT}</tool_call>\n", (CALL, CALL)
    ),
    "Hermes, as Python writes it": Reply(
        "<tool_call>",
        "<tool_call>{'arguments': {'word': 'it\\'s'}, 'name': 'look_up'}</tool_call>",
        (call("look_up", word="it's"),),
    ),
    "Hermes, its mark in a text": Reply(
        "<tool_call>",
        '<tool_call>{"name": "say", "arguments": {"text": "</tool_call>\\n<tool_call>"}}</tool_call> Done.',
        (call("say", text="</tool_call>\n<tool_call>"), said("Done.")),
    ),
    "Hermes, arguments as a text": Reply(
        "<tool_call>",
        '<tool_call>{"name": "look_up", "arguments": "{\\"word\\": \\"fire\\", \\"count\\": 2}"}</tool_call>',
        (CALL,),
    ),
    "Hermes, no end": Reply("<tool_call>", f"<tool_call>{OBJECT}", (CALL,)),
    "Hermes, cut off": Reply("<tool_call>", f"A <tool_call>{OBJECT[:30]}", (said(f"A <tool_call>{OBJECT[:30]}"),)),
    "Hermes, broken": Reply(
        "<tool_call>",
        f'A\n<tool_call>{{"name": look_up}}</tool_call> B <tool_call>{OBJECT}</tool_call>',
        (said('A\n<tool_call>{"name": look_up}</tool_call> B'), CALL),
    ),
    "Hermes, broken in a text": Reply(
        "<tool_call>",
        f'<tool_call>{{"name": "a}}</tool_call> B <tool_call>{OBJECT}</tool_call>!',
        (said('<tool_call>{"name": "a}</tool_call> B'), CALL, said("!")),
    ),
    "Hermes, no name": Reply("<tool_call>", "<tool_call>{}</tool_call>", (said("<tool_call>{}</tool_call>"),)),
    "Hermes, not finite": Reply(
        "<tool_call>",
        '<tool_call>{"name": "a", "arguments": {"b": 1e999}}</tool_call>',
        (said('<tool_call>{"name": "a", "arguments": {"b": 1e999}}</tool_call>'),),
    ),
    "Hermes, deep": Reply(
        "<tool_call>", f"<tool_call>{'[' * 9999}</tool_call>", (said(f"<tool_call>{'[' * 9999}</tool_call>"),)
    ),
    "Hermes, half a character": Reply(
        "<tool_call>", '<tool_call>{"name": "a", "arguments": {"b": "\\ud800"}}</tool_call>', (call("a", b="?"),)
    ),
    "Qwen's coder": Reply("<tool_call>", f"On it.\n\n<tool_call>\n{TAGGED}\n</tool_call>", (said("On it."), CALL)),
    "Qwen's coder, lines": Reply(
        "<tool_call>",
        "<tool_call>\n<function=write>\n<parameter=text>\na\n\n</tool_call> b\n</parameter>\n</function>\n</tool_call>",
        (call("write", text="a\n\n</tool_call> b"),),
    ),
    "Qwen's coder, no arguments": Reply(
        "<tool_call>", "<tool_call><function=now>\n</function></tool_call>", (call("now"),)
    ),
    "Qwen's coder, cut off": Reply(
        "<tool_call>", f"<tool_call>\n{TAGGED[:60]}", (said(f"<tool_call>\n{TAGGED[:60]}"),)
    ),
    "Seed's call": Reply("<seed:tool_call>", f"<seed:tool_call>{TAGGED}</seed:tool_call>", (CALL,)),
    "GLM": Reply(
        "<arg_key>",
        "\n<tool_call>look_up\n<arg_key>word</arg_key>\n<arg_value>fire</arg_value>\n<arg_key>count</arg_key>\n"
        "<arg_value>2</arg_value>\n</tool_call>",
        (CALL,),
    ),
    "GLM, words": Reply("<arg_key>", "<tool_call>no call</tool_call>", (said("<tool_call>no call</tool_call>"),)),
    "GLM, its mark in a text": Reply(
        "<arg_key>",
        "<tool_call>say\n<arg_key>a</arg_key>\n<arg_value></tool_call> b</arg_value>\n</tool_call>",
        (call("say", a="</tool_call> b"),),
    ),
    "GLM, no arguments": Reply("<arg_key>", "<tool_call>now</tool_call>", (call("now"),)),
    "MiniMax": Reply("<minimax:tool_call>", f"Look:\n{INVOKE}", (said("Look:"), CALL)),
    # Llama 3
    "Llama 3": Reply("<|python_tag|>", OBJECT.replace("arguments", "parameters"), (CALL,)),
    "Llama 3, tagged": Reply("<|python_tag|>", f"<|python_tag|>{OBJECT}", (CALL,)),
    "Llama 3, two": Reply("<|python_tag|>", f"{OBJECT}; {OBJECT}", (CALL, CALL)),
    "Llama 3, built in": Reply(
        "<|python_tag|>", '<|python_tag|>brave_search.call(query="fire")', (call("brave_search", query="fire"),)
    ),
    "Llama 3, a program": Reply("<|python_tag|>", "<|python_tag|>import os", (said("<|python_tag|>import os"),)),
    "Llama 3, a function": Reply(
        "<|python_tag|>", '<function=look_up>{"word": "fire", "count": 2}</function>', (CALL,)
    ),
    "Llama 3, JSON that is none": Reply(
        "<|python_tag|>", '{"name": "Ada", "age": 3}', (said('{"name": "Ada", "age": 3}'),)
    ),
    "Llama 3, other JSON": Reply("<|python_tag|>", '{"age": 3}', (said('{"age": 3}'),)),
    "Llama 3, cut off": Reply("<|python_tag|>", OBJECT[:40], (said(OBJECT[:40]),)),
    # Mistral
    "Mistral, a list": Reply("[TOOL_CALLS]", f"[TOOL_CALLS] [{OBJECT}, {OBJECT}]", (CALL, CALL)),
    "Mistral, a name": Reply(
        "[TOOL_CALLS]", 'A[TOOL_CALLS]look_up[ARGS]{"word": "fire", "count": 2}', (said("A"), CALL)
    ),
    "Mistral, with ids": Reply(
        "[TOOL_CALLS]",
        '[TOOL_CALLS]look_up[CALL_ID]abc123XYZ[ARGS]{"word": "fire", "count": 2}[TOOL_CALLS]now[ARGS]{}',
        (CALL, call("now")),
    ),
    "Mistral, its mark in a text": Reply(
        "[TOOL_CALLS]", '[TOOL_CALLS]say[ARGS]{"a": "[TOOL_CALLS]"}', (call("say", a="[TOOL_CALLS]"),)
    ),
    "Mistral, broken": Reply("[TOOL_CALLS]", "A [TOOL_CALLS] [{]", (said("A [TOOL_CALLS] [{]"),)),
    # Gemma
    "Gemma 4": Reply(
        "<|tool_call>",
        '<|channel>thought\nHm.\n<channel|><|tool_call>call:look_up{word:<|"|>fire<|"|>,count:2}<tool_call|>',
        (thought("Hm."), CALL),
    ),
    "Gemma 4, deep": Reply(
        "<|tool_call>",
        '<|tool_call>call:a{b:{c:[<|"|>{x: "<tool_call|>"<|"|>,true,null]}}<tool_call|>',
        (call("a", b={"c": ['{x: "<tool_call|>"', True, None]}),),
    ),
    "Gemma 4, broken": Reply(
        "<|tool_call>", "<|tool_call>call:a{b<tool_call|>", (said("<|tool_call>call:a{b<tool_call|>"),)
    ),
    "Function Gemma": Reply(
        "<start_function_call>",
        "<start_function_call>call:look_up{word:<escape>fire<escape>,count:2}<end_function_call>",
        (CALL,),
    ),
    "Gemma 3": Reply(
        "<start_of_turn>", 'Look:\n```tool_code\nprint(look_up(word="fire", count=2))\n```', (said("Look:"), CALL)
    ),
    "Gemma 3, a program": Reply(
        "<start_of_turn>", "```tool_code\nfor a in b: pass\n```", (said("```tool_code\nfor a in b: pass\n```"),)
    ),
    # gpt-oss
    "Harmony": Reply(
        "<|channel|>analysis",
        f"{ANALYSIS}<|start|>assistant<|channel|>final<|message|>Fire is hot.",
        (thought("They ask for fire."), said("Fire is hot.")),
    ),
    "Harmony, a call": Reply(
        "<|channel|>analysis", f"{ANALYSIS}{COMMENTARY}<|call|>", (thought("They ask for fire."), CALL)
    ),
    "Harmony, a call to the end": Reply(
        "<|channel|>analysis", f"{ANALYSIS}{COMMENTARY}", (thought("They ask for fire."), CALL)
    ),
    "Harmony, the recipient first": Reply(
        "<|channel|>analysis",
        ' to=functions.look_up<|channel|>commentary json<|message|>{"word": "fire", "count": 2}<|call|>',
        (CALL,),
    ),
    "Harmony, a preamble": Reply(
        "<|channel|>analysis",
        f"<|channel|>commentary<|message|>Wait.<|end|>{COMMENTARY}<|call|>",
        (said("Wait."), CALL),
    ),
    "Harmony, broken": Reply(
        "<|channel|>analysis",
        "<|channel|>commentary to=functions.a<|message|>{<|call|>",
        (said("<|channel|>commentary to=functions.a<|message|>{<|call|>"),),
    ),
    "Harmony, no channel": Reply("<|channel|>analysis", "Fire is hot.", (said("Fire is hot."),)),
    "Harmony, cut off": Reply("<|channel|>analysis", "<|channel|>ana", (said("<|channel|>ana"),)),
    "Harmony, gone on with": Reply(
        "<|channel|>analysis", "hot.", (said("hot."),), prompt="<|start|>assistant<|channel|>final<|message|>"
    ),
    # DeepSeek
    "DeepSeek R1": Reply(
        "<｜tool▁calls▁begin｜>",
        "<think>A</think>"
        + DEEPSEEK.format('function<｜tool▁sep｜>look_up\n```json\n{"word": "fire", "count": 2}\n```'),
        (thought("A"), CALL),
    ),
    "DeepSeek V3.1": Reply(
        "<｜tool▁calls▁begin｜>",
        "A" + DEEPSEEK.format('look_up<｜tool▁sep｜>{"word": "fire", "count": 2}'),
        (said("A"), CALL),
    ),
    "DeepSeek V3.1, broken": Reply(
        "<｜tool▁calls▁begin｜>",
        DEEPSEEK.format("look_up<｜tool▁sep｜>[1]"),
        (said(DEEPSEEK.format("look_up<｜tool▁sep｜>[1]")),),
    ),
    "DeepSeek V3.2": Reply("｜DSML｜", "Look.\n\n" + DSML.format("function_calls"), (said("Look."), CALL)),
    "DeepSeek V4": Reply("｜DSML｜", DSML.format("tool_calls"), (CALL,)),
    # Others
    "Kimi": Reply("<|tool_calls_section_begin|>", f"A {KIMI}", (said("A"), CALL)),
    "Cohere": Reply(
        "<|START_ACTION|>",
        "<|START_ACTION|>[\n"
        '{"tool_call_id": "0", "tool_name": "look_up", "parameters": {"word": "fire", "count": 2}}\n]<|END_ACTION|>',
        (CALL,),
    ),
    "Nemotron": Reply("<TOOLCALL>", f"<TOOLCALL>[{OBJECT}]</TOOLCALL>", (CALL,)),
    "Granite": Reply("<|tool_call|>", f"<|tool_call|>[{OBJECT}]", (CALL,)),
    "Firefunction": Reply("functools[", f"A functools[{OBJECT}]", (said("A"), CALL)),
    "Apertus": Reply(
        "<|tools_prefix|>", '<|tools_prefix|>[{"look_up": {"word": "fire", "count": 2}}]<|tools_suffix|>', (CALL,)
    ),
    "Liquid": Reply(
        "<|tool_call_start|>",
        '<|tool_call_start|>[look_up(word="fire", count=2), now(a=true)]<|tool_call_end|>Wait.',
        (CALL, call("now", a=True), said("Wait.")),
    ),
    "generic": Reply("{{ messages }}", f"<tool_call>{OBJECT}</tool_call>", (CALL,)),
    "generic, bare": Reply("{{ messages }}", f"\n{OBJECT}", (CALL,)),
    "generic, fenced": Reply("{{ messages }}", f"```json\n{OBJECT}\n```", (CALL,)),
    "generic, a fence that is none": Reply(
        "{{ messages }}", '```json\n{"a": 1}\n```', (said('```json\n{"a": 1}\n```'),)
    ),
}


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_is_read_whole_and_letter_by_letter(name: str) -> None:
    reply = REPLIES[name]
    assert parse(reply, [reply.text]) == reply.pieces
    assert parse(reply, list(reply.text)) == reply.pieces


@pytest.mark.parametrize("name", REPLIES)
@settings(deadline=None, max_examples=25)
@given(places=st.lists(st.integers(0, 1 << 16), max_size=12))
def test_a_reply_is_the_same_however_it_is_cut(name: str, places: list[int]) -> None:
    reply = REPLIES[name]
    assert parse(reply, cut(reply.text, places)) == reply.pieces


SIGNS = sorted({reply.sign for reply in REPLIES.values()})
WORDS = (
    "{",
    "}",
    "[",
    '"name": "a", ',
    '"arguments": {}',
    "'",
    '"',
    "a",
    " ",
    "\n",
    "=",
    ">",
    "```",
    "call:a",
    ";",
    "𝄞",
)


@st.composite
def noises(draw: st.DrawFn) -> Reply:
    """Marks and words of a family in any order, and halves of them."""
    sign = draw(st.sampled_from(SIGNS))
    marks = family(sign).controls
    pieces = draw(
        st.lists(st.sampled_from((*marks, *marks, *WORDS, *(mark[: len(mark) // 2] for mark in marks))), max_size=20)
    )
    prompt = draw(st.sampled_from(("", *(think.opens for think in family(sign).thoughts))))
    return Reply(sign, "".join(pieces), (), draw(st.booleans()), prompt)


@settings(deadline=None, max_examples=1000)
@given(noises(), st.lists(st.integers(0, 1 << 16), max_size=12))
def test_noise_breaks_nothing_and_reads_the_same_however_it_is_cut(reply: Reply, places: list[int]) -> None:
    whole = parse(reply, [reply.text])
    assert parse(reply, cut(reply.text, places)) == whole
    assert parse(reply, list(reply.text)) == whole


@settings(deadline=None, max_examples=500)
@given(noises())
def test_of_noise_nothing_is_lost_but_marks_and_blanks(reply: Reply) -> None:
    pieces = parse(reply, [reply.text])
    if any(piece[0] == "call" for piece in pieces):
        return
    kind: Family = family(reply.sign)

    def bare(text: str) -> str:
        for mark in kind.controls:
            text = text.replace(mark, "")
        return "".join(text.split())

    if kind.name != "harmony":
        assert bare("".join(piece[1] for piece in pieces)) == bare(reply.text)


def test_words_are_not_held_back_longer_than_they_must_be() -> None:
    parser = family("<tool_call>").parser(True, "")
    assert plain(parser.add("Fire is hot")) == (said("Fire is hot"),)
    assert parser.add(" <tool") == []
    assert plain(parser.add("box>")) == (said(" <toolbox>"),)
    assert plain(parser.add(" A ")) == (said(" A"),)
    silent = family("<tool_call>").parser(False, "")
    assert plain(silent.add("Fire ")) == (said("Fire "),)
    assert plain(silent.add("<tool_call>\n")) == (said("<tool_call>\n"),)


def test_a_thought_is_told_while_it_is_thought() -> None:
    parser = family("<think>").parser(False, "<think>\n")
    assert parser.add("Fire") == [Thought(text="Fire")]
    assert parser.add(" is hot</th") == [Thought(text=" is hot")]
    assert plain([*parser.add("ink>"), *parser.add("Hot."), *parser.end()]) == (said("Hot."),)


def test_ids_are_fresh_unless_the_model_wrote_a_good_one() -> None:
    def ids(sign: str, text: str) -> list[str]:
        parser = family(sign).parser(True, "")
        return [piece.id for piece in [*parser.add(text), *parser.end()] if isinstance(piece, Called)]

    first, second = ids("<tool_call>", f"<tool_call>{OBJECT}</tool_call>" * 2)
    assert first != second
    assert len(first) == len(second) == 9
    assert ids("[TOOL_CALLS]", "[TOOL_CALLS]a[CALL_ID]abc123XYZ[ARGS]{}") == ["abc123XYZ"]
    assert ids("<|tool_calls_section_begin|>", KIMI) == ["functions.look_up:0"]
    assert ids("<tool_call>", '<tool_call>{"name": "a", "id": "<|im_end|>"}</tool_call>') != ["<|im_end|>"]


def test_the_engine_learns_which_control_tokens_it_must_show() -> None:
    assert family("[TOOL_CALLS]").controls
    assert {"[TOOL_CALLS]", "[ARGS]", "[CALL_ID]"} <= set(family("[TOOL_CALLS]").controls)
    assert {"<|channel|>", "<|message|>", "<|start|>"} <= set(family("<|channel|>analysis").controls)
    assert "" not in family("[TOOL_CALLS]").controls
