"""What a grammar allows is all that comes out, whatever the model's weights would rather say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.engines.base import Finished, Request, Text, Turn
from backend.engines.llama import LlamaHost
from backend.paths import catalogue
from backend.runs.grammars import exactly, free, numbers, offered, quoting, stating
from backend.tools.pages import read_pages
from tests.engines.conftest import items, load
from tests.gguf_files import write_model

AWKWARD = [
    'She said "no\\yes" and left.',
    "Öffnen Sie **Größe → Ändern**, ‚so‘ … 100 %!",
    "one line\nand another\r\n\tand a tab",
    "[a-z]* ::= root | {1,2} (x) # no comment $ ^",
    "\\n is no line break, \\\\ no backslash, \\x41 no A",
    "'",
    '"',
    "\\",
    "日本語 🙂",
]
OPENING = 257  # the token after the bytes and the end
WORDS = re.compile(r"[^ 0-9“”]([^0-9“”]*)", re.DOTALL)


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, LlamaHost]]:
    """Models that know nothing, each in its own way."""
    made: dict[int, LlamaHost] = {}
    for seed in (1, 2):
        folder = tmp_path_factory.mktemp("random")
        path = write_model(
            folder / "random.gguf", context=1024, control=("<|end|>",), user_defined=("“",), words=20, seed=seed
        )
        made[seed] = LlamaHost(lambda event: None)
        load(made[seed], path)
    yield made
    for host in made.values():
        host.close()  # llama.cpp would go on telling what is gone, and whoever loads a model next would crash


def held(host: LlamaHost, grammar: str, **fields: Any) -> tuple[str, str]:
    """What a model that is held to a grammar writes, and why it stopped; the engine takes a first space off."""
    request = Request(
        turns=(Turn(role="user", content="Say something."),), grammar=grammar, **{"max_tokens": 160} | fields
    )
    told = list(items(host, request))
    end = told[-1]
    assert isinstance(end, Finished)
    return "".join(item.text for item in told if isinstance(item, Text)), end.stop


def replies(hosts: dict[int, LlamaHost], grammar: str) -> list[tuple[str, str]]:
    """What each model writes greedily and by chance."""
    ways: list[dict[str, Any]] = [{"temperature": 0.0}, *({"temperature": 2.0, "seed": seed} for seed in range(3))]
    return [held(host, grammar, **way) for host in hosts.values() for way in ways]


@pytest.mark.parametrize("text", AWKWARD)
def test_exact_words_come_out_to_the_letter(hosts: dict[int, LlamaHost], text: str) -> None:
    assert {reply for reply, _ in replies(hosts, exactly(text))} == {text}


@settings(max_examples=40, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30).filter(
        lambda text: "�" not in text
    )
)
def test_any_words_come_out_to_the_letter(hosts: dict[int, LlamaHost], text: str) -> None:
    assert held(hosts[1], exactly(text), temperature=0.0) == (text.removeprefix(" "), "end")


def test_help_can_be_said(hosts: dict[int, LlamaHost]) -> None:
    for language in ("en", "de"):
        page = read_pages(catalogue() / "help", language)[0]
        for section in page.sections:
            assert held(hosts[1], exactly(section.lead), temperature=0.0, max_tokens=600) == (section.lead, "end")


@pytest.mark.parametrize("known", [[], ["1", "20"]])
def test_an_offer_is_taken_whole_or_not_at_all(hosts: dict[int, LlamaHost], known: list[str]) -> None:
    name = 'The "data" folder: Größe'
    for reply, stop in replies(hosts, offered(name, known)):
        if reply == name:
            assert stop == "end"
        else:
            assert not re.search("[“”]", reply)
            assert known or not re.search("[0-9]", reply)


@pytest.mark.parametrize("name", AWKWARD)
def test_one_who_must_begin_with_a_space_names_an_offer(hosts: dict[int, LlamaHost], name: str) -> None:
    space = {ord(" "): 100.0}
    assert held(hosts[1], offered(name), temperature=0.0, logit_bias=space) == (name, "end")


def test_a_quote_is_whole_and_nothing_else_stands_in_quotation_marks(hosts: dict[int, LlamaHost]) -> None:
    quote = "It burned down, 'twice', in 1871."
    whole = re.compile(rf"[^0-9“”]*“{re.escape(quote)}”|[^ 0-9“”][^0-9“”]*", re.DOTALL)
    inclined: list[dict[str, Any]] = [{"temperature": 0.0, "logit_bias": {each: 100.0}} for each in (OPENING, ord(" "))]
    written = [*replies(hosts, quoting(quote)), *(held(hosts[1], quoting(quote), **way) for way in inclined)]
    for reply, stop in written:
        if stop == "end":
            assert whole.fullmatch(reply), reply
        else:
            assert not re.search("[0-9]", reply.partition("“")[0])
    assert any(stop == "end" and "“" in reply for reply, stop in written)


def test_a_result_is_in_every_whole_reply(hosts: dict[int, LlamaHost]) -> None:
    fact = "12 × 34 = 408"
    inclined: list[dict[str, Any]] = [{"temperature": 0.0, "logit_bias": {ord("1"): 100.0}}]
    written = [*replies(hosts, stating(fact)), *(held(hosts[1], stating(fact), **way) for way in inclined)]
    for reply, stop in written:
        around = reply.split(fact)
        assert len(around) == 2 or stop == "length"
        assert len(around) == 1 or not re.search("[0-9“”]", "".join(around))
    assert any(fact in reply for reply, _ in written)


def test_known_numbers_are_never_joined_to_others(hosts: dict[int, LlamaHost]) -> None:
    known = ["1", "20", "34"]
    digits = dict.fromkeys(b"0123456789", 60.0)
    for host in hosts.values():
        for way in ({"temperature": 0.0}, {"temperature": 2.0, "seed": 5}):
            reply, stop = held(host, free(known), logit_bias=digits, **way)
            *found, last = re.findall(r"[0-9]+", reply)
            assert set(found) <= set(known)
            assert last in known or (stop == "length" and any(each.startswith(last) for each in known))


def test_free_words_bring_no_numbers_and_begin_without_a_space(hosts: dict[int, LlamaHost]) -> None:
    for reply, _ in replies(hosts, free()):
        assert not reply or WORDS.fullmatch(reply)


def test_the_numbers_of_a_text_are_the_last_and_no_absurd_ones() -> None:
    assert numbers("12 eggs, 3.5 litres, 12 more") == ["12", "5", "3"]
    assert numbers("no digits, not even ½ or ٣") == []
    assert numbers("9" * 1_000_000) == []
    many = numbers(" ".join(str(number) for number in range(100_000)))
    assert many[:2] == ["99999", "99998"]
    assert len(many) == 100
