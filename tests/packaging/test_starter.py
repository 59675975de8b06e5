"""The starter model: its data, its tokenizer, its whole pipe, and the file that the app brings along."""

import hashlib
import os
import random
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "packaging" / "starter"
CATALOG = ROOT / "backend" / "catalog"
BUNDLED = CATALOG / "starter-q8_0.gguf"
SIBLINGS = (
    "dialogues",
    "grammar",
    "intents",
    "passages",
    "typos",
    "words",
    "tokens",
    "evaluate",
    "reading",
    "memory",
    "asking",
    "copying",
    "exchanges",
    "reckoning",
)


@pytest.fixture
def dialogues() -> Iterator[ModuleType]:
    """The generator, imported as its scripts do: by path. Nothing of it stays importable afterwards."""
    sys.path.insert(0, str(STARTER))
    import dialogues

    yield dialogues
    sys.path.remove(str(STARTER))
    for name in SIBLINGS:
        sys.modules.pop(name, None)


def threads(dialogues: ModuleType, seed: int, count: int) -> list[list[tuple[str, str]]]:
    rng = random.Random(seed)
    return [dialogues.dialogue(rng) for _ in range(count)]


def test_the_same_seed_gives_the_same_threads(dialogues: ModuleType) -> None:
    assert threads(dialogues, 7, 200) == threads(dialogues, 7, 200)
    assert threads(dialogues, 7, 20) != threads(dialogues, 8, 20)


def test_threads_are_well_formed(dialogues: ModuleType) -> None:
    for thread in threads(dialogues, 3, 600):
        roles = [role for role, _ in thread]
        if roles[0] == "system":
            roles = roles[1:]
        assert re.fullmatch(r"(user (tool )?assistant )*", "".join(f"{role} " for role in roles)), roles
        for role, text in thread:
            assert text
            assert text == text.strip() or (role == "assistant" and text == " " + text.strip())


def test_no_grammar_is_left_in_a_text(dialogues: ModuleType) -> None:
    for thread in threads(dialogues, 4, 600):
        for role, text in thread:
            # A text that was brought along is told by its name, in brackets.
            text = re.sub(r"\A\[[^\[\]\n]+\]", "", text) if role == "user" else text
            # People type a bracket or a pipe alone, too.
            assert not re.search(r"[{}]|\[.*\]|\w\|\w|\$[a-z]|@[a-z]+\b(?!\.)", text), text
            assert "<|" not in text


def test_every_phrase_can_be_said(dialogues: ModuleType) -> None:
    import intents
    from grammar import say
    from words import Values

    rng = random.Random(1)
    for name in ("talk", "limits", "german"):
        for intent in intents.book(name):
            assert intent.asked, intent.name
            assert intent.replies, intent.name
            for phrase in (*intent.asked, *intent.replies):
                if "$place" not in phrase:
                    say(phrase, rng, Values(rng))


def test_an_answer_stands_in_its_text(dialogues: ModuleType) -> None:
    """Every number in an answer is copied from the passage: the data never teaches inventing."""
    import passages

    rng = random.Random(5)
    for _ in range(1500):
        passage = passages.passage(rng)
        assert passage.answered or passage.unanswered
        for question, answer in passage.answered:
            for number in re.findall(r"\d+", answer):
                assert number in passage.text, (passage.text, question, answer)


def test_a_dropped_file_is_rendered_as_the_app_does(dialogues: ModuleType) -> None:
    import reading

    assert reading.document("a.txt", "One.\nTwo.") == '<document name="a.txt">\nOne.\nTwo.\n</document>\n\n'


def test_what_a_reply_takes_over_was_offered(dialogues: ModuleType) -> None:
    """A reply that begins with a space names an offer, or quotes one: the data never teaches inventing."""
    taken = 0
    for thread in threads(dialogues, 2, 600):
        note = ""
        for role, text in thread:
            if role == "assistant" and text.startswith(" "):
                words = re.sub(r"^ The text says: “(.*)”$", r"\1", text, flags=re.DOTALL).strip()
                assert words in note, (note, text)
                taken += 1
            note = text if role == "tool" else ""
    assert taken > 200


def test_replies_without_a_tool_hold_no_number(dialogues: ModuleType) -> None:
    """Numbers come from tools, from texts, or from the person: of itself the starter knows none."""
    for thread in threads(dialogues, 8, 600):
        known = ""
        for role, text in thread:
            if role == "assistant":
                for number in re.findall(r"[0-9]+", text):
                    assert number in known, text
            known += text


def test_the_tokenizer_gives_back_what_it_got(dialogues: ModuleType, tmp_path: Path) -> None:
    pytest.importorskip("tokenizers")
    import tokens

    texts = [text for thread in threads(dialogues, 6, 300) for _, text in thread]
    tokenizer = tokens.train(texts, 1024, tmp_path / "tokenizer.json")
    for text in (*texts[:200], "Grüße, 12.50 €\n\tπ — 火 🔥  two  spaces"):
        assert tokenizer.decode(tokenizer.encode(text, add_special_tokens=False).ids, skip_special_tokens=False) == text
    ids, weights = tokens.encode(tokenizer, [("user", "hi"), ("assistant", "Hello!")])
    assert len(ids) == len(weights)
    assert weights[-1] == tokens.REPLY
    assert tokenizer.id_to_token(ids[-1]) == tokens.END


def test_held_out_prompts_are_well_formed(dialogues: ModuleType) -> None:
    import evaluate

    prompts = evaluate.prompts()
    assert len(prompts) >= 340
    for prompt in prompts:
        assert prompt.turns
        for pattern in (*prompt.accept, *prompt.reject):
            re.compile(pattern)


def written(dialogues: ModuleType) -> Iterator[str]:
    """All that the model can learn from: threads of its generator, and the ways to ask that the help search knows."""
    import asking

    for thread in threads(dialogues, 9, 1000):
        yield from (text for role, text in thread if role != "tool")
    for language in ("en", "de"):
        for page in asking.HELP.pages(language):
            for section in page.sections:
                yield from (*section.asks, section.title, section.lead)


def grams(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def test_nothing_of_the_exam_is_in_the_data(dialogues: ModuleType) -> None:
    """No eight words in a row, and no whole prompt of five words or more."""
    import evaluate

    turns = [turn for prompt in evaluate.prompts() for turn in prompt.turns]
    whole = {tuple(re.findall(r"\w+", turn.lower())): turn for turn in turns}
    whole = {words: turn for words, turn in whole.items() if len(words) >= 5}
    eights = {gram: turn for turn in turns for gram in grams(turn, 8)}
    for text in written(dialogues):
        words = tuple(re.findall(r"\w+", text.lower()))
        assert words not in whole, text
        shared = grams(text, 8) & eights.keys()
        assert not shared, (text, [eights[gram] for gram in shared])


def test_the_bundled_file_turns_back_into_whole_numbers(dialogues: ModuleType, tmp_path: Path) -> None:
    """F32 and safetensors made of the bundled file write what transformers and llama.cpp agree on, greedily."""
    import unpack
    from parity import greedy_ids_of_both

    whole, folder = unpack.unpack(BUNDLED, tmp_path)
    for ours, theirs in greedy_ids_of_both(whole, folder, count=30, length=100):
        assert ours == theirs


def test_the_whole_pipe_runs_in_miniature() -> None:
    for package in ("torch", "tokenizers", "gguf", "safetensors", "llama_cpp"):
        pytest.importorskip(package)
    ran = subprocess.run(
        [sys.executable, str(STARTER / "make.py"), "--smoke"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert "| all |" in ran.stdout


def entry() -> dict[str, object]:
    with (CATALOG / "starter.toml").open("rb") as file:
        (model,) = tomllib.load(file)["model"]
    return model


def test_the_entry_describes_the_bundled_file() -> None:
    model, data = entry(), BUNDLED.read_bytes()
    assert model["id"] == "starter"
    assert model["file"] == BUNDLED.name
    assert model["size"] == len(data) <= 40_000_000
    assert model["sha256"] == hashlib.sha256(data).hexdigest()


def test_the_bundled_file_says_what_it_is() -> None:
    gguf = pytest.importorskip("gguf")
    fields = gguf.GGUFReader(BUNDLED).fields
    for key, value in {
        "general.architecture": "llama",
        "general.name": "Fireside Starter",
        "general.license": "apache-2.0",
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "qwen2",
        "tokenizer.ggml.add_bos_token": False,
        "llama.context_length": entry()["context"],
    }.items():
        assert fields[key].contents() == value, key
    words, kinds = fields["tokenizer.ggml.tokens"].contents(), fields["tokenizer.ggml.token_type"].contents()
    special = {word: kind for word, kind in zip(words, kinds, strict=True) if re.fullmatch(r"<\|.*\|>", word)}
    assert {"<|bos|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|tool|>"} <= special.keys()
    assert set(special.values()) == {gguf.TokenType.CONTROL.value}
    end = fields["tokenizer.ggml.eos_token_id"].contents()
    assert words[end] == "<|end|>"
    assert fields["tokenizer.ggml.eot_token_id"].contents() == end


def test_the_bundled_file_loads_and_a_typed_marker_stays_text() -> None:
    llama_cpp = pytest.importorskip("llama_cpp")
    model = llama_cpp.Llama(str(BUNDLED), vocab_only=True, verbose=False)
    end = model.tokenize(b"<|end|>", add_bos=False, special=True)
    assert end == [model.token_eos()]
    typed = model.tokenize(b"<|end|>", add_bos=False, special=False)
    assert model.token_eos() not in typed
    assert model.detokenize(typed) == b"<|end|>"
