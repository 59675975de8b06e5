"""Plus and minus up to twenty: the only sums that the starter answers."""

import random

from intents import Dialogue
from typos import cased
from words import listed

NUMBERS = listed("numbers")


def small_sum(rng: random.Random) -> Dialogue:
    """Plus and minus up to twenty: few enough to learn by heart."""
    a, b = rng.randint(0, 20), rng.randint(0, 20)
    minus = rng.random() < 0.45
    if minus and a < b:
        a, b = b, a
    result = a - b if minus else a + b
    shown = [NUMBERS[a], NUMBERS[b]] if rng.random() < 0.2 else [str(a), str(b)]
    sign = rng.choice([" - ", " minus ", "-", " take away "] if minus else [" + ", " plus ", "+", " and "])
    lead = rng.choice(
        ["what is ", "what's ", "how much is ", "calculate ", "", "", "can you add this up: " if not minus else ""]
    )
    tail = rng.choice(["?", "?", "", " =", " = ?"])
    mark = "-" if minus else "+"
    reply = rng.choice(
        [f"{a} {mark} {b} = {result}.", f"That makes {result}.", f"{result}.", f"The answer is {result}."]
    )
    text = (lead + sign.join(shown) + tail).strip()
    return [("user", cased(text, rng) if rng.random() < 0.5 else text), ("assistant", reply)]
