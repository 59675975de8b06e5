"""How people type: politeness around a question, lower case, missing marks, slips of the finger."""

import random
import re

LEADS = [
    "hi, ",
    "hello, ",
    "hey, ",
    "please ",
    "ok, ",
    "so ",
    "um, ",
    "can you tell me ",
    "quick question: ",
    "excuse me, ",
    "one question: ",
    "hey Fireside, ",
    "I was wondering, ",
    "tell me, ",
    "sorry, ",
    "just curious: ",
    "and ",
    "well, ",
    "oh, ",
    "hm, ",
    "dear assistant, ",
    "I'd like to know: ",
]
TAILS = [
    " please",
    " thanks",
    ", please?",
    " now",
    " then",
    " again",
    " in this app",
    " here",
    ", thanks",
    " for me",
    "?!",
    " exactly",
]
SHORT = {
    "you": "u",
    "please": "pls",
    "what is": "whats",
    "what's": "whats",
    "I'm": "im",
    "don't": "dont",
    "can't": "cant",
    "doesn't": "doesnt",
    "do not": "dont",
    "who is": "whos",
    "how do I": "how do i",
    "are you": "r u",
    "because": "cause",
    "want to": "wanna",
    "thanks": "thx",
}
NEIGHBOURS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopoasdfghjkkxcvbnmn", strict=True))


def wrapped(text: str, rng: random.Random) -> str:
    """A question with something polite before or after it."""
    if rng.random() < 0.25:
        lead = rng.choice(LEADS)
        if lead.startswith(("can you", "tell me")) and not re.match(
            r"(how|what|where|which|who|when|why)\b", text, re.I
        ):
            lead = "hey, "
        text = lead + (text if text.startswith(("I ", "I'")) else text[0].lower() + text[1:])
    if rng.random() < 0.15:
        tail, mark = rng.choice(TAILS), text[-1] if text[-1] in "?.!" else ""
        text = text.rstrip("?.!") + tail + ("" if tail.endswith(("?", "!")) else mark)
    return text


def slip(text: str, rng: random.Random) -> str:
    """One slip of the finger: a letter lost, doubled, swapped, or its neighbour hit."""
    at = rng.randrange(len(text))
    letter = text[at].lower()
    if letter not in NEIGHBOURS:
        return text
    kinds = (
        text[:at] + text[at + 1 :],
        text[:at] + text[at] + text[at:],
        text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :],
        text[:at] + NEIGHBOURS[letter] + text[at + 1 :],
    )
    return rng.choice(kinds)


def cased(text: str, rng: random.Random) -> str:
    """Capitals and end marks as people set them, or don't."""
    chance = rng.random()
    if chance < 0.33:
        text = text.lower()
    elif chance < 0.80:
        text = text[0].upper() + text[1:]
    elif chance < 0.81:
        text = text.upper()
    chance = rng.random()
    if chance < 0.35 and len(text) > 3:
        text = text.rstrip("?.!") or text
    elif chance < 0.38:
        text += rng.choice(["!", "??", "...", "?!", " :)"])
    return text


def typed(text: str, rng: random.Random, polite: bool = True) -> str:
    """A person's message made of a clean one. Never empty."""
    if polite:
        text = wrapped(text, rng)
    if rng.random() < 0.12:
        long, short = rng.choice(list(SHORT.items()))
        text = re.sub(rf"\b{re.escape(long)}\b", short, text, flags=re.I)
    text = cased(text, rng)
    if rng.random() < 0.18 and len(text) > 6:
        text = slip(text, rng)
        if rng.random() < 0.25:
            text = slip(text, rng)
    return text.strip() or "hi"
