"""What Fireside is measured against: each in a process of its own, with the same model, threads and prompts."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

import openai
import psutil
from openai.types.chat import ChatCompletionChunk

from tests.benchmarks.fireside import ROOT, Client

CONTEXT, STREAMS = 8192, 8
PATIENCE = 240.0


class Threads(NamedTuple):
    """How many compute: to write, and to read."""

    writing: int
    reading: int


class Written(NamedTuple):
    """One reply: when it was asked for, and when each of its pieces came; of `tokens` tokens."""

    asked: float
    moments: Sequence[float]
    tokens: int

    @property
    def first(self) -> float:
        """Seconds to the first word."""
        return self.moments[0] - self.asked

    @property
    def pace(self) -> float:
        """Tokens a second, once it writes."""
        return (self.tokens - 1) / (self.moments[-1] - self.moments[0])


class Peer(Protocol):
    """Something that replies. All prompts are asked at once, each reply is greedy and of exactly so many tokens."""

    def write(self, prompts: Sequence[str], tokens: int) -> list[Written]: ...


class Bare:
    """llama.cpp in a loop (`bare.py`); it cannot be asked anything while it writes."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def write(self, prompts: Sequence[str], tokens: int) -> list[Written]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = time.monotonic()
        self._process.stdin.write(json.dumps({"prompts": list(prompts), "tokens": tokens}) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())
        return [Written(asked, moments, tokens) for moments in told]


class Program:
    """A server that talks OpenAI's language, through OpenAI's own client."""

    def __init__(self, address: str, model: str = "default", key: str = "none") -> None:
        self.client = openai.OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0, timeout=PATIENCE)
        self._model = model

    def write(self, prompts: Sequence[str], tokens: int) -> list[Written]:
        with ThreadPoolExecutor(len(prompts)) as pool:
            return list(pool.map(lambda prompt: self._one(prompt, tokens), prompts))

    def first(self, system: str, prompt: str) -> float:
        """The seconds to the first word of a reply that has a system prompt."""
        asked = time.monotonic()
        with self.client.chat.completions.create(
            model=self._model,
            messages=[{"role": "system", "content": system}, {"role": "user", "content": prompt}],
            max_tokens=2,
            temperature=0,
            stream=True,
        ) as stream:
            first = next(time.monotonic() for chunk in stream if _words(chunk))
            for _ in stream:
                pass
        return first - asked

    def _one(self, prompt: str, tokens: int) -> Written:
        asked, moments = time.monotonic(), list[float]()
        with self.client.chat.completions.create(
            model=self._model,
            messages=[{"role": "user", "content": prompt}],
            max_tokens=tokens,
            temperature=0,
            stream=True,
        ) as stream:
            for chunk in stream:
                if _words(chunk):
                    moments.append(time.monotonic())
        return Written(asked, moments, tokens)


class Page:
    """Fireside as its page asks it: messages in threads of their own, and the words from the socket."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def write(self, prompts: Sequence[str], tokens: int) -> list[Written]:
        client = self._client
        client.ask("PATCH", "/settings", {"temperature": 0, "max_tokens": tokens})
        threads = [client.thread() for _ in prompts]
        asked = [
            (time.monotonic(), client.start(thread, prompt)) for thread, prompt in zip(threads, prompts, strict=True)
        ]
        moments = self._moments({run for _, run in asked})
        for thread in threads:
            client.ask("DELETE", f"/threads/{thread}")
        return [Written(moment, moments[run], tokens) for moment, run in asked]

    def _moments(self, runs: Set[str]) -> dict[str, list[float]]:
        """When the pieces of these runs came; waits for the end of all."""
        moments: dict[str, list[float]] = {run: [] for run in runs}
        left = set(runs)
        while left:
            moment, event = self._client.next()
            if event["type"] == "run.delta" and event["run_id"] in runs:
                moments[event["run_id"]].append(moment)
            elif event["type"] == "run.ended":
                left.discard(event["run"]["id"])
        return moments


@contextmanager
def bare(model: Path, threads: Threads) -> Iterator[Bare]:
    """The bare loop; its threads sleep while they wait and let others go first, as those of Fireside's worker do."""
    command = ["-m", "tests.benchmarks.bare", str(model), str(threads.writing), str(threads.reading)]
    with _running(command) as process:
        assert process.stdout is not None
        process.stdout.readline()
        psutil.Process(process.pid).nice(5)
        yield Bare(process)


@contextmanager
def xllamacpp(model: Path, threads: Threads) -> Iterator[Program]:
    """llama.cpp's own server, as PyPI's xllamacpp has it."""
    port = _free_port()
    arguments = [str(model), str(port), str(threads.writing), str(threads.reading)]
    with _running(["-m", "tests.benchmarks.xserver", *arguments]) as process:
        yield _answering(process, Program(f"http://127.0.0.1:{port}"))


@contextmanager
def llama_cpp_server(model: Path, threads: Threads) -> Iterator[Program]:
    """The server that llama-cpp-python brings along."""
    port = _free_port()
    options = {
        "model": model,
        "port": port,
        "n_ctx": CONTEXT,
        "n_threads": threads.writing,
        "n_threads_batch": threads.reading,
        "logits_all": "false",
    }
    command = ["-m", "llama_cpp.server"]
    for name, value in options.items():
        command += [f"--{name}", str(value)]
    with _running(command) as process:
        yield _answering(process, Program(f"http://127.0.0.1:{port}"))


@contextmanager
def _running(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """With all of them, threads that wait for others sleep: on a busy machine, spinning takes ten times as long."""
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "OMP_WAIT_POLICY": "PASSIVE"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _words(chunk: ChatCompletionChunk) -> bool:
    return bool(chunk.choices and chunk.choices[0].delta.content)


def _free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def _answering(process: subprocess.Popen[str], program: Program) -> Program:
    """The program, once it has written a word."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            program.write(["Hello"], 2)
        except openai.APIError:
            time.sleep(0.2)
        else:
            return program
    raise RuntimeError(f"{process.args} does not answer")
