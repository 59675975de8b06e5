"""What a person chose for a model reaches the engine; what cannot be is said, and the model loads all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.domain import Kept, ModelOptions
from backend.engines.devices import Machine
from backend.engines.fit import Wish
from backend.engines.states import STATES
from backend.engines.wishes import told, wish_of, wished
from backend.errors import ModelBroken
from tests.engines.case import Case, with_engine
from tests.engines.conftest import ask
from tests.engines.test_fit import GIB, card, computer, llama
from tests.gguf_files import write_model

QUESTION = "Why is the sky blue?"
SHOUTS = "{% for message in messages %}HEAR ME OUT: {{ message['content'] }}!{% endfor %}"


def first(machine: Machine, **options: object) -> str:
    """What is told of the first plan for a usual model."""
    wish = wish_of(ModelOptions.model_validate(options))
    shape = llama()
    return told(next(wished(shape, machine, wish)), wish, shape)


def test_a_plan_is_made_as_it_is_wished() -> None:
    desk = computer(20, 23, card(23, 24))
    assert first(desk) == "All 32 layers on the GPU, 32k context, 9.0 of 24 GB."
    assert first(desk, context=4096).startswith("All 32 layers on the GPU, 4k context, ")
    assert first(desk, context=65_536).startswith("All 32 layers on the GPU, 64k context, ")
    assert first(desk, gpu_layers=10).startswith("10 of 32 layers on the GPU, ")
    assert first(desk, gpu_layers=0).startswith("On the processor, ")
    assert first(desk, gpu_layers=99).startswith("All 32 layers on the GPU, ")
    assert first(desk, kept="q8_0").startswith("All 32 layers on the GPU, 32k context at 8 bits, ")
    assert first(desk, kept="q4_0", context=131_072).startswith("All 32 layers on the GPU, 128k context at 4 bits, ")
    tight = computer(6.9, 8)
    assert "at 8 bits" in first(tight)
    assert "at 8 bits" not in first(tight, kept="f16", context=2048)


def test_fewer_bits_take_less() -> None:
    shape, desk = llama(), computer(20, 23)
    bits: tuple[Kept, ...] = ("f16", "q8_0", "q4_0")
    needs = [next(wished(shape, desk, Wish(8192, kept=kept))).need for kept in bits]
    assert needs == sorted(needs, reverse=True)
    assert (needs[0] - needs[1], needs[0] - needs[2]) == pytest.approx((GIB * 15 / 32, GIB * 23 / 32))


def test_what_cannot_be_is_said_and_the_best_is_taken() -> None:
    assert first(computer(9, 16), context=131_072).endswith("the computer may become slow.")
    small = computer(6.9, 8)
    assert "not enough memory for the 131,072 tokens" in first(small, context=131_072)
    assert first(small, context=131_072).startswith("On the processor, 8k context at 8 bits")
    assert "no graphics card with room for the 12 layers" in first(small, gpu_layers=12)
    odd = llama(head_sizes=(76,))
    wish = Wish(kept="q4_0")
    assert "cannot keep what it reads in fewer bits" in told(next(wished(odd, small, wish)), wish, odd)


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With heads of 32 numbers: what is kept may be shortened."""
    return write_model(tmp_path_factory.mktemp("wide") / "wide.gguf", width=128, context=2048)


def test_context_and_precision_reach_llama_cpp_and_have_states_of_their_own(tmp_path: Path, wide: Path) -> None:
    async def body(case: Case) -> None:
        replies, folders = set(), []
        for kept in ("f16", "q8_0", "q4_0"):
            state = await case.load(wide, options=ModelOptions(context=512, kept=kept))
            assert state.context == 512
            assert ("at" in state.fit) == (kept != "f16"), state.fit
            request = ask(QUESTION, max_tokens=64).model_copy(update={"thread": "one"})
            replies.add(await case.reply(request))
            await case.engine.close()
            folders.append(len(list((tmp_path / "cache" / STATES).iterdir())))
        assert folders == [1, 2, 3], "what was read in other bits is never gone on with"
        assert len(replies) > 1, "fewer bits, other numbers"
        assert (await case.load(wide)).context == 2048

    with_engine(tmp_path, body)


def test_a_model_that_has_no_way_to_fewer_bits_loads_and_says_so(tmp_path: Path) -> None:
    narrow = write_model(tmp_path / "narrow.gguf", width=64)

    async def body(case: Case) -> None:
        state = await case.load(narrow, options=ModelOptions(kept="q8_0"))
        assert "cannot keep what it reads in fewer bits" in state.fit
        assert await case.reply(ask(QUESTION))

    with_engine(tmp_path, body)


def test_a_template_takes_the_place_of_the_models_own(tmp_path: Path, wide: Path) -> None:
    async def body(case: Case) -> None:
        await case.load(wide)
        own = await case.engine.count(ask(QUESTION))
        await case.load(wide, options=ModelOptions(template=SHOUTS))
        assert await case.engine.count(ask(QUESTION)) != own
        with pytest.raises(ModelBroken, match="template"):
            await case.load(wide, options=ModelOptions(template="{{ raise_exception('no') }}"))

    with_engine(tmp_path, body)
