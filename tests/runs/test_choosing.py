"""What a thread chooses reaches the model: its system prompt first and whole, its sampling as it was chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.domain import Model, RunStatus, Sampling, Settings, Thread, now
from backend.engines.base import Turn
from backend.events import RunEnded, RunFolded
from backend.runs.choosing import dials, sampling
from tests.fakes import FakeEngine
from tests.runs.desk import Desk, story
from tests.runs.test_folding import Folder, folds, talk

PROMPT = "You are a baker. Answer in one sentence."
SYSTEM = Turn(role="system", content=PROMPT)
MIROSTAT = Sampling(temperature=1.5, mirostat=2, stop=("###",), seed=4, max_tokens=64)


def test_a_system_prompt_is_told_first_with_every_message(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create("", {"system_prompt": f"{PROMPT}\n"})
        await desk.answered(thread, "Hello")
        await desk.answered(thread, "And now?")
        assert [turn.role for turn in desk.engine.asked[-1].turns] == ["system", "user", "assistant", "user"]
        assert [request.turns[0] for request in desk.engine.asked] == [SYSTEM, SYSTEM]
        assert PROMPT not in "".join(await desk.stored(thread)), "it is no message"

    story(tmp_path, tell)


@pytest.mark.parametrize(
    ("own", "told"), [(None, ["system", "user"]), ("", ["user"]), (" \n", ["user"]), ("Mine.", ["system", "user"])]
)
def test_what_every_thread_is_told_holds_unless_a_thread_says_otherwise(
    tmp_path: Path, own: str | None, told: list[str]
) -> None:
    async def tell(desk: Desk) -> None:
        desk.settings = Settings(system_prompt=PROMPT)
        thread = await desk.threads.create("", {"system_prompt": own})
        await desk.answered(thread, "Hello")
        turns = desk.engine.asked[-1].turns
        assert [turn.role for turn in turns] == told
        assert own is not None or turns[0] == SYSTEM
        assert own != "Mine." or turns[0].content == "Mine."

    story(tmp_path, tell)


def test_it_is_never_folded_away_and_the_fit_counts_it(tmp_path: Path) -> None:
    engine, long = Folder(), "Be kind. " * 60

    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create("", {"system_prompt": long})
        await talk(desk, thread, 0, 10)
        assert len(desk.heard.of(RunFolded)) >= 1
        assert {request.turns[0].content for request in engine.asked} == {long.strip()}
        assert [turn.role for turn in engine.replied[-1].turns[:3]] == ["system", "system", "user"], "then the summary"
        fill = await desk.runner.fill(thread.id)
        assert fill
        assert fill.system == len(long.strip())
        assert fill.summary == len(engine.replied[-1].turns[1].content)
        assert fill.system + fill.summary + fill.messages <= fill.context
        short = await desk.threads.create()
        await desk.answered(short, "Hello")
        bare = await desk.runner.fill(short.id)
        assert bare
        assert (bare.system, bare.summary) == (0, 0)

    story(tmp_path, tell, engine)


def test_what_was_told_after_a_folding_begins_with_the_same_prompt_when_a_reply_goes_on(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create("", {"system_prompt": PROMPT})
        ended = await desk.answered(thread, "Hello")
        await desk.runner.resume(ended.message.id)
        await desk.heard.until(RunEnded, 2)
        assert [turn.role for turn in desk.engine.asked[-1].turns] == ["system", "user", "assistant"]

    story(tmp_path, tell)


@pytest.mark.parametrize("knows", [True, False])
def test_one_that_leaves_no_room_is_refused_with_a_hint(tmp_path: Path, knows: bool) -> None:
    """Also when the model keeps quiet about its context, and only refuses what is too much."""
    engine = Folder()
    engine.context = 1600 if knows else 0

    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create("", {"system_prompt": "Be kind. " * 400})
        await desk.answered(thread, "Hello")
        ended = await desk.answered(thread, "Are you there?")
        assert ended.run.status is RunStatus.FAILED
        assert ended.run.problem
        assert (ended.run.problem.type, ended.run.problem.param) == ("prompt_too_long", "system_prompt")
        assert "inspector" in ended.run.problem.hint
        await desk.threads.change(thread.id, {"system_prompt": "Be kind."})
        ended = await desk.answered(thread, "And now?")
        assert ended.run.status is RunStatus.COMPLETED, "nothing else was wrong"

    story(tmp_path, tell, engine)


def test_sampling_reaches_the_engine_and_what_is_not_chosen_is_as_the_settings_have_it(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        desk.settings = Settings(temperature=0.4, max_tokens=300)
        thread = await desk.threads.create("", {"sampling": Sampling(top_k=3, stop=("###", "end"), seed=11)})
        await desk.answered(thread, "Hello")
        asked = desk.engine.asked[-1]
        assert (asked.top_k, asked.stop, asked.seed) == (3, ("###", "end"), 11)
        assert (asked.temperature, asked.max_tokens) == (0.4, 300)
        assert (asked.min_p, asked.repeat_penalty) == (0.05, None), "and the rest as the engine has it"
        await desk.threads.change(thread.id, {"sampling": Sampling(temperature=1.2, max_tokens=20)})
        await desk.answered(thread, "Hello")
        asked = desk.engine.asked[-1]
        assert (asked.temperature, asked.max_tokens, asked.seed, asked.stop) == (1.2, 20, None, ())

    story(tmp_path, tell)


def test_a_summary_is_not_sampled_as_the_threads_replies_are(tmp_path: Path) -> None:
    engine = Folder()

    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create("", {"sampling": MIROSTAT})
        await talk(desk, thread, 0, 16)
        assert engine.folded
        assert {(asked.mirostat, asked.stop, asked.seed) for asked in engine.folded} == {(0, (), None)}
        assert {(asked.mirostat, asked.stop) for asked in engine.asked if not folds(asked)} == {(2, ("###",))}

    story(tmp_path, tell, engine)


def test_a_run_keeps_what_its_thread_had_chosen_when_it_began(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create("", {"sampling": Sampling(top_k=3)})
        await desk.ask(thread, "Hello")
        await desk.threads.change(thread.id, {"sampling": Sampling(top_k=9)})
        await desk.heard.until(RunEnded)
        assert desk.engine.asked[-1].top_k == 3

    story(tmp_path, tell)


def test_a_guided_model_is_told_no_system_prompt_and_heeds_only_what_it_can(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        desk.models.guided = True
        thread = await desk.threads.create("", {"system_prompt": PROMPT, "sampling": MIROSTAT})
        await desk.answered(thread, "Hello")
        asked = desk.engine.asked[-1]
        assert "system" not in {turn.role for turn in asked.turns}
        assert (asked.mirostat, asked.stop, asked.seed, asked.max_tokens) == (0, (), 4, 64)
        fill = await desk.runner.fill(thread.id)
        assert fill
        assert fill.system == 0

    story(tmp_path, tell, FakeEngine())


def test_what_each_kind_of_model_takes_is_known() -> None:
    gguf = Model(id="a", name="a", path="a")
    here = dials(gguf)
    assert (here.ignored, here.unsure) == ((), ())
    assert (here.engine.top_k, here.engine.min_p, here.engine.repeat_penalty) == (64, 0.05, 1.05)
    assert (here.engine.seed, here.engine.stop, here.engine.temperature) == (None, None, None)
    torch = dials(gguf.model_copy(update={"engine": "pytorch"}))
    assert torch.ignored == ("dry_multiplier", "mirostat", "xtc_probability")
    served = dials(gguf.model_copy(update={"engine": "server"}))
    assert served.engine == Sampling(), "its own are not known"
    assert "dry_multiplier" in served.unsure
    assert "top_p" not in served.unsure
    guided = dials(gguf.model_copy(update={"guided": True}))
    assert set(Sampling.model_fields) - set(guided.ignored) == {"temperature", "max_tokens", "seed"}


def test_what_a_model_would_refuse_is_left_out() -> None:
    thread = Thread(id="t", title="", created_at=now(), updated_at=now(), sampling=MIROSTAT)
    torch = Model(id="a", name="a", path="a", engine="pytorch")
    assert sampling(torch, thread, Settings()) == {"temperature": 1.5, "stop": ("###",), "seed": 4, "max_tokens": 64}
