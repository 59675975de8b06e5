"""Training rows: whole dialogues packed side by side, one numbered shard of rows at a time."""

import random
from pathlib import Path

import dialogues
import numpy as np
import tokens

ROWS = 1024  # rows in a shard: about a million tokens at 1,024 tokens a row
OPEN = 64  # rows that wait for a dialogue that fills them


def shard(tokenizer_path: Path, seed: int, number: int, length: int, rows: int = ROWS) -> tuple[np.ndarray, np.ndarray]:
    """Ids and loss weights, each `rows` x (`length` + 1). The same seed and number give the same shard everywhere."""
    rng = random.Random(f"starter {seed} shard {number}")
    tokenizer = tokens.load(tokenizer_path)
    ids = np.full((rows, length + 1), tokenizer.token_to_id(tokens.PAD), np.uint16)
    weights = np.zeros((rows, length + 1), np.float16)
    waiting: list[tuple[list[int], list[float]]] = []
    done = 0
    while done < rows:
        got, weight = tokens.encode(tokenizer, dialogues.dialogue(rng))
        # Never cut: a question about a text that was cut off teaches inventing.
        if len(got) > length + 1:
            continue
        fitting = [row for row in waiting if len(row[0]) + len(got) <= length + 1]
        if fitting:
            row = max(fitting, key=lambda row: len(row[0]))
            row[0].extend(got)
            row[1].extend(weight)
            continue
        waiting.append((got, weight))
        if len(waiting) > OPEN:
            fullest = max(range(len(waiting)), key=lambda index: len(waiting[index][0]))
            row = waiting.pop(fullest)
            ids[done, : len(row[0])], weights[done, : len(row[1])] = row
            done += 1
    # Full rows come first: shuffle, so that a step's rows are alike to any other's.
    order = list(range(rows))
    rng.shuffle(order)
    return ids[order], weights[order]
