"""Trains the sorter of the app (`backend/tools/sorter.py`) on the ways to ask and to talk, and packs it into a file.

Deterministic by seed, on the same version of torch. Called by make.py --index; takes some minutes of one core.
"""

import json
import random
from pathlib import Path

import intents
import numpy as np
import torch  # noqa: TID253
from asking import HELP
from words import Values

from backend.tools.sorter import ZERO, traits

LINES = {"talk": 200, "limits": 500, "german": 200}
"""Of each kind of talk in a book; people ask about the world in the most ways."""
SHAPES = {"en": (32 << 10, 32), "de": (12 << 10, 24)}
"""Rows that traits share by chance, and numbers in each; of one network."""
NETWORKS = 2
"""So many are trained apart and then put side by side: together they are surer than one of their size."""
EPOCHS, BATCH, RATE = 18, 256, 0.01
FORGOTTEN, DROPPED = 0.35, 0.2
"""The shares of a line's words and of its numbers that are left out: nothing may hang on a single one."""
INIT = 0.02
SMOOTH, BALANCE = 0.05, 0.5


def lines(language: str) -> dict[str, list[str]]:
    """All that is said for each home, by its name."""
    rng = random.Random(f"sorter {language}")
    said = {section.title: [*section.asks, section.title] for page in HELP.pages(language) for section in page.sections}
    books = intents.BOOKS[language]
    for intent, title in intents.titles(books).items():
        most = LINES[next(name for name in books if intent in intents.book(name))]
        said[title] = list(dict.fromkeys(intent.line(rng, Values(rng)) for _ in range(4 * most)))[:most]
    return said


class Lines:
    """All lines as one run of traits."""

    def __init__(self, said: list[str], language: str, rows: int) -> None:
        found = [traits(line, language) for line in said]
        self.starts = np.cumsum([0, *map(len, found)])
        flat = [(each, at) for at, of_line in enumerate(found) for each in of_line]
        self.line = np.array([at for _, at in flat])
        self.rows = np.array([each.number % rows for each, _ in flat])
        self.weights = np.array([each.weight for each, _ in flat], dtype=np.float32)
        many = np.array([1 + max((each.last for each in of_line), default=0) for of_line in found])
        word = np.cumsum([0, *many])
        self.words = int(word[-1])
        self.first = word[self.line] + np.array([each.first for each, _ in flat])
        self.last = word[self.line] + np.array([each.last for each, _ in flat])

    def weighed(self, forgotten: float, rng: np.random.Generator) -> np.ndarray:
        """The weights of all traits, some words forgotten; those of each line have length 1."""
        kept = rng.random(self.words) >= forgotten
        weights = self.weights * (kept[self.first] & kept[self.last])
        squares = np.add.reduceat(weights**2, self.starts[:-1])
        weights = np.where(squares[self.line] > 0, weights, self.weights)
        return weights / np.sqrt(np.add.reduceat(weights**2, self.starts[:-1]))[self.line]

    def batch(self, chosen: np.ndarray, weights: np.ndarray) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        lengths = self.starts[chosen + 1] - self.starts[chosen]
        offsets = np.cumsum(lengths) - lengths
        at = np.arange(lengths.sum()) - np.repeat(offsets - self.starts[chosen], lengths)
        return torch.from_numpy(self.rows[at]), torch.from_numpy(offsets), torch.from_numpy(weights[at])


class Network(torch.nn.Module):
    def __init__(self, rows: int, width: int, homes: int) -> None:
        super().__init__()
        self.traits = torch.nn.EmbeddingBag(rows, width, mode="sum")
        self.homes = torch.nn.Linear(width, homes)
        torch.nn.init.normal_(self.traits.weight, 0, INIT)
        torch.nn.init.normal_(self.homes.weight, 0, 0.1)
        torch.nn.init.zeros_(self.homes.bias)

    def forward(self, rows: torch.Tensor, offsets: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        meant = self.traits(rows, offsets, per_sample_weights=weights)
        return self.homes(torch.nn.functional.dropout(meant, DROPPED, self.training))


def train(said: dict[str, list[str]], language: str, seed: int) -> Network:
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    rows, width = SHAPES[language]
    known = Lines([line for of_home in said.values() for line in of_home], language, rows)
    sizes = np.array([len(of_home) for of_home in said.values()])
    home = np.repeat(np.arange(len(sizes)), sizes)
    worth = torch.from_numpy((sizes.mean() / sizes) ** BALANCE).float()
    network = Network(rows, width, len(sizes))
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.0)
    steps = EPOCHS * (len(home) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: max(0.0, 1 - step / steps))
    for _ in range(EPOCHS):
        weights, order = known.weighed(FORGOTTEN, rng), rng.permutation(len(home))
        for at in range(0, len(order) - BATCH + 1, BATCH):
            chosen = order[at : at + BATCH]
            wanted = torch.from_numpy(home[chosen])
            losses = torch.nn.functional.cross_entropy(
                network(*known.batch(chosen, weights)), wanted, label_smoothing=SMOOTH, reduction="none"
            )
            loss = (losses * worth[wanted]).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return network.eval()


def packed(networks: list[Network], names: list[str]) -> bytes:
    """A head of JSON, four-bit numbers two to a byte with a scale for each row, and a byte for each of a home's."""
    table = np.hstack([each.traits.weight.detach().numpy() for each in networks])
    scales = (np.abs(table).max(axis=1) / (ZERO - 1)).astype("<f2")
    fours = np.clip(np.rint(table / np.maximum(scales, 1e-6)[:, None].astype(np.float32)), 1 - ZERO, ZERO - 1)
    fours = (fours + ZERO).astype(np.uint8)
    half = table.shape[1] // 2
    homes = np.hstack([each.homes.weight.detach().numpy() for each in networks]) / len(networks)
    usual = np.mean([each.homes.bias.detach().numpy() for each in networks], axis=0)
    scale_of_home = (np.abs(homes).max(axis=1) / 127).astype("<f4")
    eights = np.rint(homes / scale_of_home[:, None]).astype(np.int8)
    head = json.dumps({"rows": table.shape[0], "width": table.shape[1], "homes": names}, ensure_ascii=False)
    parts = (fours[:, :half] | fours[:, half:] << 4, scales, eights, scale_of_home, usual.astype("<f4"))
    return head.encode() + b"\n" + b"".join(part.tobytes() for part in parts)


def make(language: str, file: Path) -> None:
    """Writes the sorter of a language."""
    torch.set_num_threads(1)  # the same sums in the same order, whatever the machine
    said = lines(language)
    networks = [train(said, language, seed) for seed in range(1, NETWORKS + 1)]
    file.write_bytes(packed(networks, list(said)))
