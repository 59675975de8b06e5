"""How soon a reply begins: on the screen, and in the loudspeaker."""

from __future__ import annotations

import statistics
import time

from tests.benchmarks.figures import Found, seconds
from tests.benchmarks.fireside import Client, served
from tests.sound import Recording, sound_card, wait_until

ROUNDS = 20
SPOKEN_ROUNDS = 7
QUIET = 0.5
"""Seconds of silence before the next reply is asked for."""

SAY = ("Hello!", "How are you?", "What can you do?", "Who are you?", "Thank you!")


def first_token() -> Found:
    """From Enter to the first token at the socket, with the starter: the middle and the slowest of twenty."""
    with served() as client:
        taken = [enter(client, SAY[index % len(SAY)]) for index in range(ROUNDS + 1)]
    first, *later = taken
    return {
        "very first message, model just loading": seconds(first),
        "Enter to first token, p50": seconds(statistics.median(later), most=0.150),
        "Enter to first token, slowest of 20": seconds(max(later)),
    }


def first_sound() -> Found:
    """From Enter, and from the end of the first sentence at the socket, to the loudspeaker, with the starter."""
    with sound_card() as card, served() as client, card.recording() as loudspeaker:
        client.ask("PATCH", "/settings", {"speak_replies": True})
        taken = [heard(client, loudspeaker, SAY[index % len(SAY)]) for index in range(SPOKEN_ROUNDS + 1)]
    (loading, *whole), (first, *later) = zip(*taken, strict=True)
    return {
        "very first message to its sound, model and voice just loading": seconds(loading),
        "Enter to first sound, p50": seconds(statistics.median(whole), most=0.600),
        "Enter to first sound, slowest of 7": seconds(max(whole), most=0.600),
        "end of the very first sentence to its sound": seconds(first),
        "end of the first sentence to its sound, p50": seconds(statistics.median(later), most=0.300),
        "end of the first sentence to its sound, slowest of 7": seconds(max(later)),
    }


def heard(client: Client, loudspeaker: Recording, text: str) -> tuple[float, float]:
    """Send a message; the seconds to the first audible sample, from then on and from the end of the first sentence."""
    thread = client.thread()
    began = time.monotonic()
    written = first_sentence_written(client, client.start(thread, text))
    wait_until(lambda: loudspeaker.first_loud(began) is not None, "the reply is heard")
    sound = loudspeaker.first_loud(began)
    assert sound is not None
    client.ask("DELETE", "/speech")
    wait_until(lambda: time.monotonic() - max(loudspeaker.last_loud(), began) > QUIET, "it is quiet again")
    return sound - began, sound - written


def enter(client: Client, text: str) -> float:
    """Send a message in a new thread and wait for the reply; the seconds to its first token."""
    thread = client.thread()
    began = time.monotonic()
    run = client.start(thread, text)
    moment, _ = client.wait("run.delta", run_id=run)
    client.ask("POST", f"/runs/{run}/cancel")
    client.wait("run.ended", thread_id=thread)
    return moment - began


def first_sentence_written(client: Client, run: str) -> float:
    """When all words of what is spoken first had arrived at the socket."""
    arrived: list[tuple[float, str]] = []
    text = ""
    while True:
        moment, event = client.next()
        if event["type"] == "run.delta" and event["run_id"] == run:
            text += event["text"]
            arrived.append((moment, letters(text)))
        if event["type"] == "speech.state" and event["state"]["text"]:
            spoken = letters(event["state"]["text"])
            return next(moment for moment, so_far in arrived if spoken in so_far)


def letters(text: str) -> str:
    """Text without what is not spoken: spaces and marks."""
    return "".join(filter(str.isalnum, text))
