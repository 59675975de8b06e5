"""Plus and minus up to ten: the only sums that the starter answers."""

import random

from grammar import say
from intents import Dialogue
from typos import cased
from words import listed

NUMBERS = listed("numbers")


DECLINED = (
    "{That sum is too hard for me|I'd likely get that wrong}: "
    "{I only manage numbers up to ten|up to ten is all I manage}. "
    "{Please use a calculator|A calculator will be right}.",
    "I'm not reliable {at that|with numbers above ten}. {A calculator is the better choice|Better use a calculator}.",
)


def small_sum(rng: random.Random) -> Dialogue:
    """Plus and minus up to ten, few enough to learn by heart; with larger numbers, an honest no."""
    top = 10 if rng.random() < 0.8 else 20
    a, b = rng.randint(0, top), rng.randint(0, top)
    minus = rng.random() < 0.45
    if minus and a < b:
        a, b = b, a
    result = a - b if minus else a + b
    shown = [NUMBERS[a], NUMBERS[b]] if rng.random() < 0.2 else [str(a), str(b)]
    sign = rng.choice([" - ", " minus ", "-", " take away "] if minus else [" + ", " plus ", "+", " and "])
    lead = rng.choice(
        ["what is ", "what's ", "how much is ", "calculate ", "", "", "tell me ", "" if minus else "add "]
    )
    tail = rng.choice(["?", "?", "", " =", " = ?", " equals"])
    mark = "-" if minus else "+"
    reply = rng.choice([f"{a} {mark} {b} = {result}.", f"{a} {mark} {b} = {result}.", f"That makes {result}."])
    if max(a, b) > 10:
        reply = say(rng.choice(DECLINED), rng)
    text = (lead + sign.join(shown) + tail).strip()
    return [("user", cased(text, rng) if rng.random() < 0.5 else text), ("assistant", reply)]
