"""The starter's tokenizer: a byte-level BPE trained on its own dialogues, with the words of its chat template."""

from collections.abc import Iterable
from pathlib import Path

from dialogues import Dialogue
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

PAD, BOS, END = "<|pad|>", "<|bos|>", "<|end|>"
ROLES = ("system", "user", "assistant", "tool")
SPECIAL = (PAD, BOS, END, *(f"<|{role}|>" for role in ROLES))

# The split of Qwen2, which llama.cpp knows by the name "qwen2": digits stand alone, so numbers are copied exactly.
SPLIT = (
    r"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)

TEMPLATE = (
    "{{- '<|bos|>' -}}"
    "{%- for message in messages -%}"
    "{%- if message['role'] in ['system', 'user', 'assistant', 'tool'] -%}"
    # A space before a reply says that it takes over what a tool offered: it stays.
    "{{- '<|' + message['role'] + '|>' -}}"
    "{{- message['content'] if message['role'] == 'assistant' else message['content'] | trim -}}{{- '<|end|>' -}}"
    "{%- endif -%}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{- '<|assistant|>' -}}{%- endif -%}"
)

# What a token weighs in the loss: replies are the task, what people write teaches reading, what tools found is given.
REPLY, OTHER, GIVEN = 1.0, 0.1, 0.0
FIRST, DECIDING = 4.0, 4  # the first tokens of a reply decide what it will be


def train(texts: Iterable[str], vocab: int, path: Path) -> Tokenizer:
    tokenizer = empty()
    tokenizer.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=vocab,
            special_tokens=list(SPECIAL),
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            min_frequency=2,
            show_progress=False,
        ),
    )
    tokenizer.save(str(path))
    return tokenizer


def empty() -> Tokenizer:
    """The tokenizer before it has learnt a word."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def load(path: Path) -> Tokenizer:
    return Tokenizer.from_file(str(path))


def encode(tokenizer: Tokenizer, dialogue: Dialogue) -> tuple[list[int], list[float]]:
    """Token ids of a dialogue as the template renders it, and for each id the loss weight of predicting it."""
    ids, weights = [tokenizer.token_to_id(BOS)], [0.0]
    for role, text in dialogue:
        # Each text is encoded alone, as the app does it: so nothing in a text can become a special token's neighbour.
        inner = tokenizer.encode(text, add_special_tokens=False).ids
        spoken = role == "assistant"
        other = GIVEN if role == "tool" else OTHER
        ids += [tokenizer.token_to_id(f"<|{role}|>"), *inner, tokenizer.token_to_id(END)]
        worth = [(FIRST if at < DECIDING else REPLY) if spoken else other for at in range(len(inner))]
        weights += [0.0, *worth, REPLY if spoken else 0.0]
    return ids, weights
