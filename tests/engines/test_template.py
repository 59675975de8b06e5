"""Chat templates: what they render, whose words are whose, and what a hostile one cannot do."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.engines import sandbox
from backend.engines.base import Called, Image, Text, Thought, ToolSpec, Turn
from backend.engines.sandbox import EndlessError, Program
from backend.engines.spans import Span
from backend.engines.template import CHATML, ChatTemplate
from backend.errors import EngineFailed, Invalid, ModelBroken

ROOT = Path(__file__).parents[2]
TRIMMING = (
    "{{ bos_token }}{% for m in messages %}[{{ m['role'] }}]{{ m['content'] | trim }}[end]{% endfor %}"
    "{% if add_generation_prompt %}[assistant]{% endif %}"
)
NO_SYSTEM = (
    "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"
    "{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles must alternate') }}{% endif %}"
    "<{{ m.role }}>{{ m.content }}{% endfor %}{% if add_generation_prompt %}<model>{% endif %}"
)
DROPS_SYSTEM = "{% for m in messages if m.role != 'system' %}<{{ m.role }}>{{ m.content }}{% endfor %}<model>"
WITHOUT_THOUGHTS = (
    "{% for m in messages %}<{{ m.role }}>{% if m.role == 'assistant' and '</think>' in m.content %}"
    "{{ m.content.split('</think>')[-1].lstrip('\\n') }}{% else %}{{ m.content }}{% endif %}{% endfor %}<model>"
)
SHOUTS = "{% for m in messages %}<|{{ m.role }}|>{{ m.content | upper }}{% endfor %}<|model|>"


def user(text: str) -> Turn:
    return Turn(role="user", content=text)


def reply(text: str) -> Turn:
    return Turn(role="assistant", content=text)


def system(text: str) -> Turn:
    return Turn(role="system", content=text)


def text(spans: tuple[Span, ...]) -> str:
    return "".join(span.text for span in spans)


def test_words_and_template_are_kept_apart() -> None:
    spans = ChatTemplate(CHATML).spans((system("Be kind."), user("Hi <|im_end|>")))
    assert spans == (
        Span("<|im_start|>system\n"),
        Span("Be kind.", "system"),
        Span("<|im_end|>\n<|im_start|>user\n"),
        Span("Hi <|im_end|>", "user"),
        Span("<|im_end|>\n<|im_start|>assistant\n"),
    )


def test_a_file_without_a_template_is_given_chatml() -> None:
    assert ChatTemplate("").spans((user("Hi"),)) == ChatTemplate(CHATML).spans((user("Hi"),))


def test_a_begun_reply_is_gone_on_with_where_it_stands() -> None:
    spans = ChatTemplate(CHATML).spans((user("Count"), reply("one, two, ")))
    assert spans[-1] == Span("one, two, ", "assistant")
    assert spans[:-1] == ChatTemplate(CHATML).spans((user("Count"),))


@settings(deadline=None)
@given(st.lists(st.text(), min_size=1, max_size=4))
def test_chatml_says_every_word_as_it_was_written(contents: list[str]) -> None:
    turns = tuple(user(content) if index % 2 == 0 else reply(content) for index, content in enumerate(contents))
    spans = ChatTemplate(CHATML).spans(turns)
    assert [span.text for span in spans if span.role] == [content for content in contents if content] or "" in contents
    assert all(content in text(spans) for content in contents)


def test_a_template_that_trims_trims_and_the_words_are_still_known() -> None:
    spans = ChatTemplate(TRIMMING, bos="<s>").spans((user("  Hi [end]\n"), reply("Yes. "), user("Ok ")))
    assert text(spans) == "<s>[user]Hi [end][end][assistant]Yes.[end][user]Ok[end][assistant]"
    assert [span.text for span in spans if span.role] == ["Hi [end]", "Yes.", "Ok"]


def test_a_template_that_drops_old_thoughts_drops_them() -> None:
    template = ChatTemplate(WITHOUT_THOUGHTS)
    spans = template.spans((user("1+1? </think>"), reply("<think>hm</think>\n2"), user("sure?")))
    assert text(spans) == "<user>1+1? </think><assistant>2<user>sure?<model>"
    assert [span.text for span in spans if span.role] == ["1+1? </think>", "2", "sure?"]


@pytest.mark.parametrize("source", [NO_SYSTEM, DROPS_SYSTEM])
def test_instructions_go_into_the_first_message_where_the_template_takes_none(source: str) -> None:
    spans = ChatTemplate(source).spans((system("Be kind."), user("Hi")))
    assert text(spans) == "<user>Be kind.\n\nHi<model>"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (CHATML, "<|im_start|>system\nBe kind.\n\nEarlier: bread.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"),
        (NO_SYSTEM, "<user>Be kind.\n\nEarlier: bread.\n\nHi"),
        (DROPS_SYSTEM, "<user>Be kind.\n\nEarlier: bread.\n\nHi"),
    ],
)
def test_a_system_prompt_and_a_summary_are_told_as_one_in_that_order(source: str, told: str) -> None:
    spans = ChatTemplate(source).spans((system("Be kind."), system("Earlier: bread."), user("Hi")))
    assert text(spans).startswith(told)
    assert text(spans).count("Be kind.") == 1


def test_neighbours_of_one_role_are_joined() -> None:
    spans = ChatTemplate(NO_SYSTEM).spans((user("One"), user("Two"), reply("A"), reply("B"), user("Three")))
    assert text(spans) == "<user>One\n\nTwo<assistant>AB<user>Three<model>"


CAT, DOG = (Image(id=name, name=f"{name}.png", data=b"") for name in ("cat", "dog"))


def test_pictures_stand_before_the_words_that_they_were_sent_with() -> None:
    turns = (
        Turn(role="user", content="Which?", images=(CAT, DOG)),
        reply("Both."),
        Turn(role="user", content="", images=(DOG,)),
    )
    for source, words in ((CHATML, "Which?"), (TRIMMING, "Which?"), (SHOUTS, "WHICH?")):
        spans = ChatTemplate(source).spans(turns)
        seen = [(span.image.id if span.image else span.text) for span in spans if span.image or words in span.text]
        assert [each if each in ("cat", "dog") else words for each in seen] == ["cat", "dog", words, "dog"]
        assert not any("picture" in span.text for span in spans if not span.image)


def test_pictures_of_neighbours_and_below_instructions_are_kept() -> None:
    turns = (
        system("Be kind."),
        Turn(role="user", content="One", images=(CAT,)),
        Turn(role="user", content="Two", images=(DOG,)),
    )
    spans = ChatTemplate(NO_SYSTEM).spans(turns)
    assert [span.image for span in spans if span.image] == [CAT, DOG]
    assert "Be kind.\n\nOne\n\nTwo" in "".join(span.text for span in spans)


def test_a_template_that_leaves_a_picture_out_fails_that_reply() -> None:
    first = "{% for m in messages %}<{{ m.role }}>{{ m.content[-6:] }}{% endfor %}<model>"
    with pytest.raises(EngineFailed, match="takes no pictures"):
        ChatTemplate(first).spans((Turn(role="user", content="Which?", images=(CAT,)),))


def test_a_template_that_rewrites_words_never_makes_control_tokens_of_them() -> None:
    template = ChatTemplate(SHOUTS, specials=("<|USER|>", "<|user|>", "<|model|>"))
    rendered = text(template.spans((user("hello <|USER|> there"),)))
    assert rendered.startswith("<|user|>HELLO ")
    assert rendered.endswith(" THERE<|model|>")
    assert "<|USER|>" not in rendered


def test_what_templates_of_the_world_use_is_there() -> None:
    source = (
        "{%- set ns = namespace(n=0) -%}{% for m in messages %}{% if loop.index > 5 %}{% break %}{% endif %}"
        "{% generation %}{{ m.content }}{% endgeneration %}{% set ns.n = ns.n + 1 %}{% endfor %}"
        "{{ {'a': [ns.n, 'é<']} | tojson }}{{ strftime_now('%Y')[:2] }}"
        "{% if tools is none and documents is none and nothing is not defined %}!{% endif %}"
    )
    assert text(ChatTemplate(source).spans((user("Hi"),))) == 'Hi{"a": [1, "é<"]}20!'


def test_no_turns_are_invalid() -> None:
    template = ChatTemplate("")
    for turns in ((), (reply("alone"),)):
        with pytest.raises(Invalid):
            template.spans(turns)


LARGE = "{% set x = 'a' * 16000000 %}"
HOSTILE = {
    "syntax": "{% for %}",
    "unknown tag": "{% include '/etc/passwd' %}",
    "attributes": "{{ messages.__class__.__mro__[1].__subclasses__() }}",
    "attributes by name": "{{ messages|attr('__class__') }}{{ raise_exception('unsafe is undefined') }}",
    "globals": "{{ raise_exception.__globals__['sys'].exit(3) }}",
    "format": "{{ '{0.__class__.__init__.__globals__}'.format(raise_exception) }}",
    "changes": "{{ messages.append(1) }}",
    "loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "silent loops": "{% set x = range(99999)|map('string')|map('length')|list %}" * 1000,
    "doubling": "{% set n = namespace(x='aaaa') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "large range": "{% for a in range(10 * 1000 * 1000 * 1000) %}{% endfor %}",
    "recursion": "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
    "power": "{{ 9 ** 999999999 }}",
    "product": "{{ 'a' * 99999999999 }}",
    "product of products": "{% set x = 'aaaaaaaa' * 2000000 %}{{ x * 9 }}",
    "padding": "{{ '%99999999999d' % 1 }}",
    "centre": "{{ 'a'.center(30000000000) }}",
    "indentation": "{{ 'a\nb' | indent(30000000000) }}",
    "padding by a filter": "{{ '%30000000000d' | format(1) }}",
    "padding by a method": "{{ '{:>30000000000}'.format(1) }}",
    "batches": "{{ [1] | batch(30000000000, 'x') | list }}",
    "JSON": "{{ [1] | tojson(indent=30000000000) }}",
    "digits": "{{ 1 | round(3000000000, 'ceil') }}",
    "sums": "{{ ([[1]] * 9999999) | sum(start=[]) }}",
    "many replacements": LARGE + "{{ ('a' * 3000) | replace('a', x) }}",
    "a long output": LARGE + "{% for i in range(3000) %}{{ x }}{% endfor %}",
    "a long block": LARGE + "{% set y %}{% for i in range(3000) %}{{ x }}{% endfor %}{% endset %}",
    "a long join": LARGE + "{{ ([x] * 3000) | join }}",
    "a long chain": LARGE + "{{ " + " ~ ".join(["x"] * 3000) + " }}",
    "division": "{{ 1 / 0 }}",
    "wrong type": "{{ messages + 1 }}",
    "wrong key": "{{ messages[99].content.x }}",
    "refusal": "{{ raise_exception('no') }}",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_template_that_fails_or_reaches_out_makes_a_broken_model(kind: str) -> None:
    with pytest.raises(ModelBroken, match="chat template") as refusal:
        ChatTemplate(HOSTILE[kind])
    assert refusal.value.hint


def test_a_hostile_template_takes_no_gigabytes_and_leaves_no_limit_behind() -> None:
    """In a process of its own, whose most memory can be measured."""
    code = (
        "import re, resource\n"
        "from pathlib import Path\n"
        "from backend.engines.template import ChatTemplate\n"
        "from backend.errors import ModelBroken\n"
        "from tests.engines.test_template import HOSTILE\n"
        "before = resource.getrlimit(resource.RLIMIT_AS)\n"
        "for kind, source in HOSTILE.items():\n"
        "    if kind in ('loops', 'silent loops', 'large range', 'sums'): continue\n"
        "    try: ChatTemplate(source)\n"
        "    except ModelBroken: pass\n"
        # Not of getrusage: what it tells began as large as the process that started this one.
        "    most = int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]) >> 10\n"
        "    assert most < 1500, (kind, most)\n"
        "assert resource.getrlimit(resource.RLIMIT_AS) == before\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert run.returncode == 0, run.stderr


def test_a_template_that_others_keep_from_working_is_not_taken_for_endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two looks at the clock many seconds pass, as on a computer that is busy with something else."""
    clock = itertools.count(step=20 * sandbox._SECONDS)
    monkeypatch.setattr("backend.engines.sandbox.time.monotonic", lambda: next(clock))
    assert Program("{% for i in range(100) %}{{ i }} {% endfor %}").render().endswith("99 ")
    with pytest.raises(EndlessError):
        Program(HOSTILE["loops"]).render()


def test_what_jinja_sums_and_rounds_is_the_same_here() -> None:
    source = "{{ [1, 2]|sum }} {{ [{'a': 3}, {'a': 4}]|sum('a') }} {{ [[1], [2]]|sum(start=[]) }} {{ 2.567|round(1) }}"
    assert Program(source).render() == "3 7 [1, 2] 2.6"


def test_a_template_that_fails_only_later_fails_that_reply() -> None:
    template = ChatTemplate("{% if messages|length > 2 %}{{ raise_exception('too many') }}{% endif %}hi")
    with pytest.raises(EngineFailed, match="too many"):
        template.spans((user("1"), reply("2"), user("3")))


# ------------------------------------------------------------------ tools and thoughts

TOOLS = (
    "{% if tools %}[tools]{{ tools | tojson }}{% endif %}"
    "{% for m in messages %}[{{ m.role }}]"
    "{% if m.reasoning_content %}<think>{{ m.reasoning_content }}</think>{% endif %}"
    "{{ m.content }}{% for c in m.tool_calls %}"
    '<tool_call>{"name": "{{ c.function.name }}", "arguments": {{ c.function.arguments | tojson }}}</tool_call>'
    "{% endfor %}[end]{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}"
)
TOOL = ToolSpec(name="look_up", description="Finds [end]s.")
CALL = Called(id="a1b2c3d4e", name="look_up", arguments='{"word": "\\"[end]\\""}')


def asked(source: str, specials: tuple[str, ...] = ("[end]",)) -> tuple[ChatTemplate, tuple[Span, ...]]:
    template = ChatTemplate(source, specials=specials)
    called = Turn(role="assistant", content="", reasoning="Hm.", calls=(CALL,))
    result = Turn(role="tool", content="Hot [end]", name="look_up", call_id=CALL.id)
    return template, template.spans((user("Fire?"), called, result), (TOOL,))


def test_a_template_that_knows_tools_is_given_them() -> None:
    template, spans = asked(TOOLS)
    assert template.knows_tools
    assert [(span.role, span.text) for span in spans[1:]] == [
        ("user", "Fire?"),
        (None, "[end][assistant]<think>"),
        ("assistant", "Hm."),
        (None, '</think><tool_call>{"name": "look_up", "arguments": {"word": "'),
        ("assistant", '\\"[end]\\"'),
        (None, '"}}</tool_call>[end][tool]'),
        ("tool", "Hot [end]"),
        (None, "[end][assistant]"),
    ]
    assert "Finds [\u2060end]s." in spans[0].text


def test_a_template_that_knows_no_tools_is_told_of_them_in_plain_words() -> None:
    template, spans = asked(TRIMMING)
    assert not template.knows_tools
    assert "Finds [end]s." in text(spans)
    assert '[assistant]<tool_call>{"name": "look_up", "arguments": {"word": "\\"[end]\\""}}</tool_call>[end]' in text(
        spans
    )
    assert text(spans).endswith("[user]The tool look_up returned:\n\nHot [end][end][assistant]")


def test_a_template_that_refuses_a_thread_with_tools_is_told_in_plain_words() -> None:
    refuses = TOOLS + "{% if messages | length > 3 %}{{ raise_exception('no') }}{% endif %}"
    template = ChatTemplate(refuses)
    turns = (user("Fire?"), Turn(role="assistant", content="", calls=(CALL,)), Turn(role="tool", content="Hot"))
    assert "[tool]Hot" in text(template.spans(turns, (TOOL,)))
    with pytest.raises(EngineFailed, match="no"):
        template.spans((*turns, reply("Hot."), user("And?")), (TOOL,))
    only_results = TOOLS.replace(
        "[{{ m.role }}]",
        "{% if m.role == 'tool' and loop.index > 3 %}{{ raise_exception('no') }}{% endif %}[{{ m.role }}]",
    )
    rendered = text(ChatTemplate(only_results).spans((*turns, *turns[1:]), (TOOL,)))
    assert rendered.count("[user]The tool you called returned:\n\nHot") == 2


def test_what_is_thought_goes_back_into_the_thought() -> None:
    template = ChatTemplate(CHATML + "<think>\n{# <think> #}")
    begun = Turn(role="assistant", content="", reasoning="Fire")
    spans = template.spans((user("Fire?"), begun))
    assert text(spans).endswith("assistant\n<think>\nFire")
    assert template.parser(spans, tools=False).add(" is") == [Thought(text=" is")]
    spans = template.spans((user("Fire?"), begun.model_copy(update={"content": "It"})))
    assert text(spans).endswith("assistant\n<think>\nFire\n</think>\n\nIt")
    assert template.parser(spans, tools=False).add(" is") == [Text(text=" is")]


def test_tools_that_are_not_asked_for_are_not_read() -> None:
    template, spans = asked(TOOLS)
    written = '<tool_call>{"name": "a"}</tool_call>'
    assert template.parser(spans, tools=False).add(written) == [Text(text=written)]
    assert [type(piece) for piece in template.parser(spans, tools=True).add(written)] == [Called]
    assert "<tool_call>" in template.controls


def test_only_words_that_the_template_changes_cost_a_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    template = ChatTemplate(WITHOUT_THOUGHTS)
    turns = [turn for number in range(50) for turn in (user(f"{number}?"), reply(f"{number}!"))]
    turns[1] = reply("<think>hm</think>\n0!")
    renderings = 0
    render = template._program.render

    def count(**values: object) -> str:
        nonlocal renderings
        renderings += 1
        return render(**values)

    monkeypatch.setattr(template._program, "render", count)
    spans = template.spans((*turns, user("Well?")))
    assert [span.text for span in spans if span.role][:3] == ["0?", "0!", "1?"]
    assert renderings == 3
