"""What a person says of themselves and asks for later, in the same thread."""

import random
from typing import NamedTuple

from grammar import capital, say
from intents import Dialogue, talk
from typos import cased
from words import Values


class Told(NamedTuple):
    said: str
    reply: str
    asked: str
    answer: str


TOLD = (
    Told(
        "{my name is|I'm|I am|call me|this is|the name is} $name",
        "{Nice to meet you|Hello|Hi|Welcome}, $name! {How can I help|What can I do for you}?",
        "{what is my name|what's my name|do you remember my name|who am I|how am I called}?",
        "{Your name is $name|You are $name}.",
    ),
    Told(
        "{my favourite colour is $colour|I like the colour $colour}",
        "{$colour is a lovely colour|A fine colour}.",
        "{what is my favourite colour|which colour do I like|what colour did I say}?",
        "{Your favourite colour is $colour|It's $colour}.",
    ),
    Told(
        "{I have a $animal called $proper|my $animal is called $proper}",
        "$proper is a {nice|lovely} name for a $animal!",
        "{what is the name of my $animal|what is my $animal called|how is my pet called}?",
        "{Your $animal is called $proper|$proper}.",
    ),
    Told(
        "{I like to eat|I love|my favourite food is} $food",
        "I can't eat, but {that|$food} sounds good.",
        "{what do I like to eat|what food do I like|what is my favourite food}?",
        "You like $food.",
    ),
    Told(
        "{I live in|I come from|I'm from} $town",
        "$town {sounds like a nice place|must be a good place to live}.",
        "{where do I live|where am I from|which town did I name}?",
        "{You said $town|$town}.",
    ),
    Told(
        "{my meeting is at|I have to leave at|my train goes at} $clock",
        "{All right, $clock|Noted: $clock}. I can't remind you, though.",
        "{what time did I say|at what time was it|when was that again}?",
        "{You said $clock|At $clock}.",
    ),
    Told(
        "{remember the number|the code is|remember this:} $code",
        "{All right: $code|Noted: $code}. I can see it as long as this thread is short.",
        "{what was the code|which number did I tell you|what did I ask you to remember|what was it again}?",
        "{It was $code|$code}.",
    ),
    Told(
        "{my sister|my brother|my boss|my friend} is called $full",
        "{Thanks, I'll keep $full in mind for this thread|Good to know: $full}.",
        "{what was the name|who did I tell you about|what name did I say}?",
        "{You said $full|$full}.",
    ),
)


def memory(rng: random.Random) -> Dialogue:
    """Something that the person says of themselves, and is asked for later."""
    told, reply, asked, answer = rng.choice(TOLD)
    values = Values(rng)
    text = say(told, rng, values)
    turns = [
        ("user", rng.choice([text, capital(text), capital(text) + "."])),
        ("assistant", capital(say(reply, rng, values))),
    ]
    if rng.random() < 0.25:
        return turns
    for _ in range(rng.choice([0, 0, 1, 2])):
        turns += talk(rng.choice(["talk", "limits"]), rng)
    return [
        *turns,
        ("user", cased(capital(say(asked, rng, values)), rng)),
        ("assistant", capital(say(answer, rng, values))),
    ]
