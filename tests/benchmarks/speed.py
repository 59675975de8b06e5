"""How quickly replies are written, one and several at once, beside others who do nothing else."""

from __future__ import annotations

import itertools
import json
import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.benchmarks.figures import Found, pace, seconds, times
from tests.benchmarks.fireside import Client, served
from tests.benchmarks.peers import Page, Peer, Program, Threads, Written, bare, llama_cpp_server, xllamacpp
from tests.benchmarks.weights import HALF_BILLION, TINY, Shape, made, passage

KEY = "benchmark"
SOCKET, V1 = "Fireside, socket", "Fireside, /v1"
BARE, X, SERVER = "bare loop", "xllamacpp", "llama_cpp.server"
ROUNDS, PROMPT, TOKENS = 7, 150, 64
PARALLEL_ROUNDS, PARALLEL_TOKENS = 3, 48
IDLE, IDLE_TOKENS = 4, 400
SEEDS = itertools.count(1)


@contextmanager
def field(shape: Shape, *others: str) -> Iterator[tuple[dict[str, Peer], Client, Threads]]:
    """Fireside and the others with the same model, and as many threads as Fireside found to be best."""
    model = made(shape)
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        client = stack.enter_context(served(home, FIRESIDE_API_KEY=KEY))
        client.load(model)
        threads = threads_of(home)
        peers: dict[str, Peer] = {SOCKET: Page(client), V1: Program(client.origin, key=KEY)}
        makers = {BARE: bare, X: xllamacpp, SERVER: llama_cpp_server}
        for name in others:
            peers[name] = stack.enter_context(makers[name](model, threads))
        for peer in peers.values():
            peer.write([passage(PROMPT, 0)], 4)
        yield peers, client, threads


def threads_of(home: Path) -> Threads:
    """With how many threads Fireside writes the model that it loaded first, and with how many it reads."""
    ((name, writing),) = json.loads((home / "cache" / "threads.json").read_text("utf-8")).items()
    return Threads(writing, int(name.split()[-1]))


def rounds(peers: Mapping[str, Peer], count: int, streams: int, tokens: int) -> dict[str, list[Sequence[Written]]]:
    """Everyone in turns, each round in another order, each time with prompts that nobody has read before."""
    done: dict[str, list[Sequence[Written]]] = {name: [] for name in peers}
    for number in range(count):
        names = list(peers)
        for name in names[number % len(names) :] + names[: number % len(names)]:
            prompts = [passage(PROMPT, next(SEEDS)) for _ in range(streams)]
            done[name].append(peers[name].write(prompts, tokens))
    return done


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The middle of the ratios of each round."""
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))


def one_stream() -> Found:
    """One reply, alone, and while four other threads lie in the context."""
    with field(HALF_BILLION, BARE, X, SERVER) as (peers, client, threads):
        alone = paces(rounds(peers, ROUNDS, 1, TOKENS))
        for _ in range(IDLE):
            prompt = passage(IDLE_TOKENS, next(SEEDS))
            run = client.start(client.thread(), prompt)
            while (event := client.next()[1])["type"] != "run.ended" or event["run"]["id"] != run:
                pass
            peers[X].write([prompt], 4)
        beside = paces(rounds({name: peers[name] for name in (SOCKET, V1, BARE, X)}, ROUNDS, 1, TOKENS))
    return {
        **{
            f"one stream, {name}": pace(statistics.median(values), f"{threads.writing} threads")
            for name, values in alone.items()
        },
        "one stream, socket to bare loop": times(ratio(alone[SOCKET], alone[BARE]), least=0.97),
        "one stream, /v1 to xllamacpp": times(ratio(alone[V1], alone[X]), least=1.0),
        "one stream, /v1 to llama_cpp.server": times(ratio(alone[V1], alone[SERVER]), least=1.0),
        "one stream beside four idle threads, socket to bare loop": times(
            ratio(beside[SOCKET], beside[BARE]), least=0.97
        ),
        "one stream beside four idle threads, /v1 to xllamacpp": times(ratio(beside[V1], beside[X]), least=1.0),
    }


def paces(done: Mapping[str, Sequence[Sequence[Written]]]) -> dict[str, list[float]]:
    """The tokens a second of single replies."""
    return {name: [written[0].pace for written in each] for name, each in done.items()}


def parallel() -> Found:
    """Four and eight replies at once, prompts included."""
    return _parallel(HALF_BILLION, PARALLEL_ROUNDS, PARALLEL_TOKENS)


def tiny_parallel() -> Found:
    """The same with the tiny model, where all that is not llama.cpp shows."""
    return _parallel(TINY, 2 * PARALLEL_ROUNDS, 4 * PARALLEL_TOKENS)


def _parallel(shape: Shape, count: int, tokens: int) -> Found:
    found: Found = {}
    with field(shape, BARE, X) as (peers, _, threads):
        for streams in (4, 8):
            done = rounds(peers, count, streams, tokens)
            whole = {name: [total(written) for written in each] for name, each in done.items()}
            last = {name: [max(reply.first for reply in written) for written in each] for name, each in done.items()}
            what = f"{shape.name}, {streams} streams"
            found |= {
                f"{what}, {name}": pace(statistics.median(values), f"{threads.writing} threads")
                for name, values in whole.items()
            }
            found |= {
                f"{what}, /v1 to xllamacpp": times(ratio(whole[V1], whole[X]), least=1.0),
                f"{what}, socket to bare loop": times(ratio(whole[SOCKET], whole[BARE]), least=0.95),
                f"{what}, first token of the last": seconds(statistics.median(last[V1])),
                f"{what}, first token of the last, /v1 to xllamacpp": times(ratio(last[V1], last[X]), most=1.0),
            }
    return found


def total(written: Sequence[Written]) -> float:
    """Tokens a second of all replies together, from when they were asked for. Nobody may be cut off."""
    assert all(reply.moments for reply in written)
    began, ended = min(reply.asked for reply in written), max(reply.moments[-1] for reply in written)
    return sum(reply.tokens for reply in written) / (ended - began)
