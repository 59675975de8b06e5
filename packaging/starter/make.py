"""Makes the starter from nothing: tokenizer, training, export, evaluation; --smoke runs the whole pipe, tiny.

python packaging/starter/make.py --smoke
python packaging/starter/make.py --out build/starter --tokens 15e6 --seed 1
python packaging/starter/make.py --out build/starter --tokens 15e6 --seed 1 --bundle "$(git rev-parse HEAD)"
"""

import argparse
import hashlib
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

# Read when a process starts, so it starts once more: spinning threads starve each other on a shared machine, and memory
# that goes back to the system at each step has to be fetched again at the next.
CALM = {"OMP_WAIT_POLICY": "PASSIVE", "MALLOC_MMAP_THRESHOLD_": "1073741824", "MALLOC_TRIM_THRESHOLD_": "1073741824"}
if __name__ == "__main__" and sys.platform == "linux" and not CALM.keys() & os.environ.keys():
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **CALM})

import dialogues  # noqa: E402
import evaluate  # noqa: E402
import export  # noqa: E402
import intents  # noqa: E402
import sorting  # noqa: E402
import tokens  # noqa: E402
import train  # noqa: E402
import unpack  # noqa: E402
from model import SHAPES  # noqa: E402

from backend.tools.help import SORTER  # noqa: E402

CATALOG = Path(__file__).parents[2] / "backend" / "catalog"
ENTRY = """\
# The model that comes with Fireside. Written by packaging/starter/make.py --bundle.
[[model]]
id = "starter"
name = "Fireside Starter"
file = "starter-q8_0.gguf"
sha256 = "{sha256}"
size = {size}
context = {context}
licence = "Apache-2.0"
publisher = "Fireside"
architecture = "llama"
quantisation = "Q8_0"
max_temperature = 0.3
guided = true
good_for = "A hello, questions about Fireside, sums, dates, a fact in a text. Tiny: add a bigger model for real work."
made_by = "{made_by}"
"""


def tokenizer(path: Path, seed: int, vocab: int, threads: int = 30_000) -> Path:
    """Trains the tokenizer on dialogues of the same seed, unless it is there already."""
    if not path.exists():
        rng = random.Random(f"starter {seed} tokenizer")
        tokens.train((text for _ in range(threads) for _, text in dialogues.dialogue(rng)), vocab, path)
    return path


def bundle(quantised: Path, context: int, made_by: str, catalog: Path = CATALOG) -> None:
    """Puts the file into the app's catalogue, with the entry that describes it."""
    shutil.copyfile(quantised, catalog / "starter-q8_0.gguf")
    data = quantised.read_bytes()
    entry = ENTRY.format(sha256=hashlib.sha256(data).hexdigest(), size=len(data), context=context, made_by=made_by)
    (catalog / "starter.toml").write_text(entry, encoding="utf-8")


def index() -> None:
    """Writes the lines by which the app knows what a message may be about, beside the help, and trains its sorter."""
    for language, books in intents.BOOKS.items():
        folder = CATALOG / "help" / language
        (folder / "talk.txt").write_text(intents.index(books), encoding="utf-8")
        sorting.make(language, folder / SORTER)


def make(out: Path, *, size: str, total: int, seed: int, device: str, compiled: bool, words: int = 30_000) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    path = tokenizer(out / "tokenizer.json", seed, SHAPES[size].vocab, words)
    checkpoint = train.train(path, out, size=size, tokens=total, seed=seed, device=device, compiled=compiled)
    return export.export(checkpoint, path, out)


def smoke() -> None:
    """Every step once, on a network too small to learn anything, in a folder that is removed again."""
    with tempfile.TemporaryDirectory() as folder:
        made = make(Path(folder), size="smoke", total=20_480, seed=1, device="cpu", compiled=False, words=300)
        print(evaluate.table(evaluate.evaluate(made, limit=3)))
        unpack.unpack(made, Path(folder) / "unpacked")
        bundle(made, SHAPES["smoke"].context, "smoke", Path(folder) / "safetensors")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="the whole pipe in miniature, in under two minutes")
    parser.add_argument("--index", action="store_true", help="only what the app searches in: takes some minutes")
    parser.add_argument("--out", type=Path, default=Path("build/starter"), help="folder for all that is made")
    parser.add_argument("--size", choices=SHAPES, default="6m")
    parser.add_argument("--tokens", type=lambda text: int(float(text)), default=15_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--eager", action="store_true", help="without torch.compile")
    parser.add_argument("--bundle", metavar="COMMIT", help="put the result into backend/catalog; COMMIT made it")
    given = parser.parse_args()
    if given.smoke:
        smoke()
    elif given.index:
        index()
    else:
        result = make(
            given.out,
            size=given.size,
            total=given.tokens,
            seed=given.seed,
            device=given.device,
            compiled=not given.eager,
        )
        examined = evaluate.evaluate(result)
        print(evaluate.shown(examined, failed_only=True))
        print(evaluate.table(examined))
        if given.bundle:
            command = (
                f"python packaging/starter/make.py --tokens {given.tokens} --seed {given.seed} --size {given.size}"
            )
            bundle(result, SHAPES[given.size].context, f"{command}; commit {given.bundle}")
