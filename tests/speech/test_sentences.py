"""A streamed reply becomes the same utterances in whatever pieces it arrives."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.speech.sentences import LONGEST, MOST_WORDS_FIRST, SPARE, Sentences
from backend.speech.traced import Traced

patient = settings(deadline=None, suppress_health_check=list(HealthCheck))  # on a busy machine too

LONG = "The fire is warm and it burns all night long, so that nobody needs to be cold."


def cut(text: str, language: str = "en", sizes: list[int] | None = None) -> list[Traced]:
    sentences, start = Sentences(language), 0
    utterances: list[Traced] = []
    for size in sizes or []:
        utterances += sentences.feed(text[start : start + size])
        start += size
    return [*utterances, *sentences.feed(text[start:]), *sentences.finish()]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


MARKED = st.lists(
    st.one_of(
        st.sampled_from(
            "# |## |- |* |1. |> |```|~~~|`|**|*|_|__|~~|[|](|)|]|![|$|$$|\\|\\(|\\)|\\[|<|>|<b>|<think>|</think>|"  # noqa: SIM905
            "<!--|-->|&amp;|&|https://a.org/x|www.b.de|\n|\n\n|---|===|| a | b ||:--|. |! |? |, |: |Dr. |z. B. |"
            "3.5|$5|🔥|你好。|é| |  |\t|\r\n|word |Word |another |h|w|!".split("|")
        ),
        st.text(max_size=8),
    ),
    max_size=60,
).map("".join)
PLAIN = st.lists(
    st.from_regex(r"[a-zA-Zäöüß]{1,12}", fullmatch=True).flatmap(
        lambda word: st.sampled_from([word, word + ",", word + ".", word + "?", word + "!", word + ":"])
    ),
    max_size=150,
).map(" ".join)


@patient
@given(MARKED, st.lists(st.integers(1, 12), max_size=80), st.sampled_from(["en", "de", "xx"]))
def test_the_same_utterances_for_every_chunking(text: str, sizes: list[int], language: str) -> None:
    whole = cut(text, language)
    for pieces in (cut(text, language, sizes), cut(text, language, [1] * len(text))):
        assert pieces == whole
        assert [(piece.starts, piece.end) for piece in pieces] == [(one.starts, one.end) for one in whole]


@patient
@given(MARKED, st.sampled_from(["en", "de", "xx"]))
def test_utterances_are_never_empty_and_stand_one_after_the_other(text: str, language: str) -> None:
    before = 0
    for utterance in cut(text, language):
        assert any(character.isalnum() for character in utterance)
        assert utterance == " ".join(utterance.split(" "))
        utterance.encode()  # no half of a surrogate pair
        start, end = utterance.span()
        assert before <= start <= end <= len(text)
        assert list(utterance.starts) == sorted(utterance.starts)
        before = end


@patient
@given(PLAIN)
def test_every_character_of_plain_words_knows_its_place(text: str) -> None:
    for utterance in cut(text):
        for index, character in enumerate(utterance[:-1]):  # a full stop may have been added
            assert text[utterance.starts[index]] == character
        start, end = utterance.span()
        assert text[start:end] in (utterance, utterance[:-1])


@patient
@given(PLAIN)
def test_plain_words_come_out_once_and_in_order(text: str) -> None:
    assert words(" ".join(cut(text))) == words(text)


@patient
@given(PLAIN)
def test_no_utterance_is_too_long(text: str) -> None:
    utterances = cut(text)
    assert all(len(utterance) <= LONGEST for utterance in utterances)
    assert not utterances or len(utterances[0].split()) <= MOST_WORDS_FIRST + SPARE


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000,
        "x" * 100_000,
        "*_`" * 20_000,
        "$a" * 30_000,
        "<" * 50_000,
        "[](" * 10_000,
        "|" * 50_000,
        "> " * 9_000,
        "-" * 50_000,
        " " * 50_000 + "x",
        "\t" * 50_000 + "x",
        "https://" + "x" * 50_000,
        "```" + "x" * 50_000,
        "[x]: " + "y" * 50_000,
        "\\(" * 20_000,
        "$$" * 20_001,
        "1. " * 10_000,
        "\n" * 50_000,
        "\r" * 50_000,
        "🔥" * 20_000,
        "\ud800" * 20_000,
        "\x00\x1b\x7f" * 9_000,
        "你好，" * 9_000,
    ],
)
def test_every_input_ends(text: str) -> None:
    assert all(len(utterance) <= LONGEST for utterance in cut(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\r\n ",
        "🔥🎉👩‍👩‍👧",
        "\x00\x01\x1b",
        "\ud83d \udc00",
        "---\n***",
        "<think>hm</think>",
        "![](a.png)",
        "…?!",
    ],
)
def test_where_there_is_nothing_to_say_nothing_is_said(text: str) -> None:
    assert cut(text) == []


def test_a_reply_of_nothing_but_code_is_announced() -> None:
    text = "```python\nprint(1)\n```\n"
    (utterance,) = cut(text)
    assert utterance == "Code"
    assert 0 <= utterance.span()[0] <= utterance.span()[1] <= len(text)


def test_what_no_text_should_hold_is_left_out() -> None:
    assert cut("Good\x00 evening\u202e,\x1b my\ud800 dear\ufeff friend\x07.") == ["Good evening,", "my dear friend."]


def test_a_marked_word_is_traced_to_its_place() -> None:
    text = "Look at **this** [fine page](https://example.org/x) and at `run_it()`, $x^2$ & more of the same kind here."
    utterance = " ".join(cut(text))
    assert utterance == "Look at this fine page and at run it, x squared & more of the same kind here."

    def written(word: str) -> str:
        for chunk in cut(text):
            if word in chunk:
                start, end = chunk.span(chunk.index(word), chunk.index(word) + len(word))
                return text[start:end]
        raise AssertionError(word)

    assert written("Look") == "Look"
    assert written("this") == "this**"
    assert written("fine") == "fine"
    assert written("run it") == "`run_it()`"
    assert written("squared") == "$x^2$"
    assert written("more") == "more"


def test_the_first_utterance_comes_at_the_first_clause() -> None:
    sentences = Sentences()
    assert sentences.feed("Good evening, dear") == ["Good evening,"]


def test_the_first_utterance_of_what_is_there_already_is_a_sentence() -> None:
    story = " ".join(f"Word{number}" for number in range(14)) + ", and the rest of it. The next one."
    sentences = Sentences(hurried=False)
    assert sentences.feed(f"Oh no! Good evening, dear. {story} ")[0] == "Oh no! Good evening, dear."
    assert Sentences(hurried=False).feed(story)[0] == story.removesuffix(" The next one.")
    assert Sentences(hurried=False).feed("# Good evening\n\nThe rest") == ["Good evening"]


def test_the_first_utterance_does_not_wait_for_punctuation() -> None:
    sentences = Sentences()
    heard = sentences.feed(" ".join(f"word{number}" for number in range(14)))
    assert len(heard) == 1
    assert len(heard[0].split()) == MOST_WORDS_FIRST


def test_later_utterances_are_whole_sentences() -> None:
    assert cut(f"Hello there. {LONG} Yes. No. {LONG}") == ["Hello there.", LONG, f"Yes. No. {LONG}"]


def test_a_long_sentence_is_cut_at_a_clause() -> None:
    text = "Hello there. " + "and so it went on without an end and nobody knew why, " * 6
    assert all(utterance.endswith("why,") for utterance in cut(text)[1:])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "After all that waiting in the cold we finally met Dr. Smith and Mrs. Jones"),
        ("en", "There are many things that one could say about it, e.g. Fire is warm"),
        ("en", "The number that everybody has learnt at school is 3.14159 and the next"),
        ("en", "In the end the whole thing was written by J. R. R. Tolkien in his room"),
        ("en", "We waited for such a long time, and at last we met them on Nov. 20 there"),
        ("en", "You will find all that you are looking for in the old house, at No. 5 here"),
        ("en", "After all that waiting we learned that it costs about $5 million in all"),
        ("en", "She asked him so many things at once, and then “Why?” she said and left"),
        ("de", "Es gibt sehr viele Dinge, die man dazu sagen könnte, z. B. Feuer ist warm"),
        ("de", "Wir haben sehr lange gewartet und treffen uns endlich am 3. Mai am Feuer"),
        ("de", "Das wissen wir alle schon seit sehr langer Zeit von Dr. Müller aus der Stadt"),
    ],
)
def test_abbreviations_and_decimals_do_not_end_a_sentence(language: str, text: str) -> None:
    first = "Hallo, alle zusammen, "
    assert cut(first + text, language) == [first.strip(), text]


def test_a_full_stop_after_no_may_end_a_sentence() -> None:
    text = "Hello there, my friend. I asked all of them whether they would come, and they said no. We left."
    assert cut(text)[-1] == "We left."


def test_a_sentence_waits_for_the_next_character() -> None:
    sentences = Sentences()
    assert sentences.feed("Hello there, dear. T") == ["Hello there,"]
    assert sentences.feed("his sentence is long enough to be spoken by itself, at 3.") == []
    assert sentences.feed("5 degrees. ") == []
    assert sentences.feed("N") == ["dear. This sentence is long enough to be spoken by itself, at 3.5 degrees."]


def test_a_hundred_random_chunkings_of_a_real_reply() -> None:
    text = f"# Fire\n\nHere **is** some `code`:\n\n```python\nprint('no')\n```\n\n- one\n- two\n\n{LONG} {LONG}\n"
    whole = cut(text)
    chance = random.Random(1)
    assert all(cut(text, sizes=[chance.randint(1, 9) for _ in text]) == whole for _ in range(100))
