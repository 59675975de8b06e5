"""What fits where, for made-up models and machines: more memory never gives less, and nothing is promised twice."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backend.engines.context import SEQUENCES
from backend.engines.devices import Device, Machine
from backend.engines.fit import Plan, Wish, best, explain, kept, steps
from backend.engines.shape import Layer, Shape

GIB = 1 << 30
MIB = 1 << 20


def llama(layers: int = 32, weights: float = 0.14, heads: int = 1024, **more: object) -> Shape:
    """Of about eight milliards of weights in 4 bits: 4.9 GB, and 128 KB for a token."""
    layer = Layer(int(weights * GIB), heads, heads)
    common: dict[str, object] = {
        "input": GIB // 4,
        "output": GIB // 3,
        "trained": 131_072,
        "width": 4096,
        "widest": 14_336,
        "heads": 32,
    }
    common |= {"head_sizes": (128,), "words": 128_256}
    return Shape((layer,) * layers, **(common | more))  # type: ignore[arg-type]


def card(free: float, total: float | None = None, **more: object) -> Device:
    return Device("gpu", "CUDA", "A card", int(free * GIB), int((total or free) * GIB), **more)  # type: ignore[arg-type]


def computer(free: float, total: float, *cards: Device) -> Machine:
    return Machine(int(free * GIB), int(total * GIB), cards)


def planned(shape: Shape, machine: Machine) -> Plan:
    plan = best(shape, machine)
    assert plan
    return plan


@pytest.mark.parametrize(
    ("machine", "sentence"),
    [
        (computer(20, 23), "On the processor, 16k context, 7.2 of 23 GB"),
        (computer(9, 16), "On the processor, 8k context, 6.2 of 16 GB"),
        (computer(6.9, 8), "On the processor, 8k context at 8 bits, 5.7 of 8.0 GB"),
        (computer(14, 16, card(23, 24)), "All 32 layers on the GPU, 32k context, 9.0 of 24 GB"),
        (computer(14, 16, card(7.8, 8)), "All 32 layers on the GPU, 16k context, 7.0 of 8.0 GB"),
        (computer(14, 16, card(6, 6)), "All 32 layers on the GPU, 8k context at 8 bits, 5.5 of 6.0 GB"),
        (computer(14, 16, card(5.6, 6), card(5.6, 6)), "All 32 layers on 2 GPUs, 32k context, 9.1 of 12 GB"),
        (
            computer(14, 16, card(4, 4)),
            "19 of 32 layers on the GPU, 8k context at 8 bits, 3.5 of 4.0 GB there and 2.5 of 16 GB here",
        ),
    ],
)
def test_it_explains_itself_in_a_sentence(machine: Machine, sentence: str) -> None:
    assert planned(llama(), machine).sentence() == sentence


def test_a_small_context_is_told_exactly() -> None:
    starter = Shape((Layer(MIB),) * 4, trained=768, head_sizes=(64,))
    assert planned(starter, computer(20, 23)).sentence() == "On the processor, 768-token context, 0.1 of 23 GB"


def test_no_context_is_larger_than_what_the_model_was_trained_for() -> None:
    for trained in (300, 2048, 5000, 20_000):
        assert planned(llama(trained=trained), computer(60, 64, card(24))).options.size == trained
    assert planned(llama(trained=0), computer(60, 64, card(24))).options.size == 8192


def test_what_is_stretched_is_known() -> None:
    machine = computer(60, 64, card(24))
    assert planned(llama(original=4096), machine).options.stretched
    assert not planned(llama(original=32_768), machine).options.stretched
    assert not planned(llama(), machine).options.stretched


def test_a_model_that_is_larger_than_all_memory_has_no_plan() -> None:
    assert best(llama(weights=2), computer(14, 16, card(8))) is None


def test_what_fits_only_if_other_programs_give_way_is_called_so() -> None:
    plan = planned(llama(), computer(2, 8))
    assert plan.crowded
    assert plan.options.size == 2048
    assert "more than is free" in explain(plan, plan)
    assert not planned(llama(), computer(7, 8)).crowded


def test_the_memory_of_an_apple_counts_once() -> None:
    apple = Device("gpu", "MTL", "Apple M3", 11 * GIB, 12 * GIB)
    plan = planned(llama(), computer(9, 16, apple))
    assert plan.sentence() == "All 32 layers on the GPU, 8k context, 6.0 of 12 GB"
    assert planned(llama(), computer(9, 16, replace(apple, backend="CUDA"))).options.size == 32_768


def test_a_window_is_cut_before_the_context_is() -> None:
    gemma = llama(window=1024)
    gemma = replace(
        gemma, layers=tuple(replace(layer, windowed=number % 6 < 5) for number, layer in enumerate(gemma.layers))
    )
    plan = planned(gemma, computer(14, 16, card(7.8, 8)))
    assert (plan.gpu_layers, plan.options.size, plan.options.whole_window) == (32, 32_768, False)
    assert planned(gemma, computer(14, 16, card(24))).options.whole_window


def test_what_lets_a_model_see_counts_where_it_lies_and_pictures_are_taken_in_at_once() -> None:
    machine, gpu = computer(30, 32), computer(30, 32, card(30, 32))
    seeing = llama(eye=GIB, at_once=256)
    here, blind = planned(seeing, machine), planned(llama(), machine)
    assert here.need >= blind.need + GIB
    assert (here.options.batch, blind.options.batch) == (256, 128)
    there = planned(seeing, gpu)
    assert there.parts[0].need == planned(llama(), gpu).parts[0].need + GIB
    assert there.options.batch == 512


def test_eight_bits_only_where_llama_cpp_can() -> None:
    small, gpu = computer(6.9, 8), computer(14, 16, card(6, 6))
    for machine in (small, gpu):
        assert planned(llama(), machine).options.kept == "q8_0"
        assert planned(llama(), machine).options.flash == "on"
        for odd in (llama(head_sizes=(80,)), llama(flash=False)):
            assert {plan.options.kept for plan in steps(odd, machine)} == {"f16"}
    aligned = llama(head_sizes=(96,))
    assert planned(aligned, small).options.kept == "q8_0"
    assert planned(aligned, gpu).options.kept == "f16"  # no GPU kernel reads such heads
    assert planned(llama(flash=False), small).options.flash == "off"


def test_without_flash_attention_a_step_needs_its_table() -> None:
    machine = computer(14, 16, card(7.8, 8))
    assert planned(llama(flash=False), machine).options.size < planned(llama(), machine).options.size


def test_steps_go_down_from_the_context_to_the_processor() -> None:
    told = [
        (plan.gpu_layers, plan.options.size, plan.options.kept) for plan in steps(llama(), computer(14, 16, card(24)))
    ]
    assert told[:5] == [
        (32, 32_768, "f16"),
        (32, 16_384, "f16"),
        (32, 8192, "f16"),
        (32, 8192, "q8_0"),
        (24, 16_384, "f16"),
    ]
    assert told[-3:] == [(0, 8192, "q8_0"), (0, 4096, "q8_0"), (0, 2048, "q8_0")]
    assert [layers for layers, _, _ in told] == sorted((layers for layers, _, _ in told), reverse=True)


def test_only_a_context_of_that_size_when_it_is_given() -> None:
    plans = list(steps(llama(), computer(14, 16, card(24)), Wish(2048)))
    assert {plan.options.size for plan in plans} == {2048}
    assert plans[-1].gpu_layers == 0


def test_what_did_not_work_is_told() -> None:
    first, *_, last = steps(llama(), computer(14, 16, card(24)))
    assert explain(first, first) == "All 32 layers on the GPU, 32k context, 9.0 of 24 GB."
    assert explain(last, first) == (
        "On the processor, 2k context at 8 bits, 5.3 of 16 GB. "
        "There was not enough memory for 32 layers on the GPU. There was not enough memory for a 32k context. "
        "There was not enough memory for 16 bits."
    )


# ------------------------------------------------------------------ laws


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    layers = draw(
        st.lists(
            st.builds(
                Layer,
                weights=st.integers(1, GIB),
                key=st.sampled_from([0, 128, 1024]),
                value=st.sampled_from([0, 128, 1024]),
                state=st.sampled_from([0, MIB]),
                windowed=st.booleans(),
            ),
            min_size=1,
            max_size=12,
        )
    )
    return Shape(
        tuple(layers),
        input=draw(st.integers(0, GIB)),
        output=draw(st.integers(0, GIB)),
        borrowed=draw(st.sampled_from([0, GIB // 2])),
        trained=draw(st.sampled_from([0, 512, 4096, 9000, 131_072])),
        window=draw(st.sampled_from([512, 4096])),
        width=draw(st.sampled_from([64, 4096])),
        widest=draw(st.sampled_from([128, 16_384])),
        heads=draw(st.sampled_from([4, 32])),
        head_sizes=draw(st.sampled_from([(64,), (80,), (128,), ()])),
        words=draw(st.integers(100, 256_000)),
        flash=draw(st.booleans()),
        eye=draw(st.sampled_from([0, GIB // 3])),
        at_once=draw(st.sampled_from([0, 256])),
    )


@st.composite
def machines(draw: st.DrawFn) -> Machine:
    total = draw(st.integers(2, 64)) * GIB
    cards = [
        Device("gpu", draw(st.sampled_from(["CUDA", "MTL"])), "card", int(size * draw(st.floats(0, 1))), size)
        for size in draw(st.lists(st.integers(GIB, 24 * GIB), max_size=3))
    ]
    return Machine(int(total * draw(st.floats(0, 1))), total, tuple(cards))


def rank(plan: Plan) -> tuple[object, ...]:
    """The better, the larger: not crowded, on the GPU, at 16 bits, with more context, or with all of the window."""
    options = plan.options
    return (not plan.crowded, plan.gpu_layers, options.kept == "f16", options.size, options.whole_window)


@settings(deadline=None)
@given(shapes(), machines(), st.data())
def test_more_memory_never_gives_less(shape: Shape, machine: Machine, data: st.DataObject) -> None:
    more = machine.total - machine.free
    cards = tuple(
        replace(card, free=card.free + data.draw(st.integers(0, card.total - card.free))) for card in machine.gpus
    )
    larger = replace(machine, free=machine.free + data.draw(st.integers(0, more)), gpus=cards)
    plan, better = best(shape, machine), best(shape, larger)
    assume(plan)
    assert plan
    assert better
    assert rank(better) >= rank(plan)


@settings(deadline=None)
@given(shapes(), machines())
def test_no_plan_takes_more_than_is_free_unless_it_says_so(shape: Shape, machine: Machine) -> None:
    for plan in steps(shape, machine):
        shared = sum(part.need for part in plan.parts if part.device.shares)
        assert plan.need + shared <= (machine.total if plan.crowded else machine.free)
        assert all(part.need < part.device.free for part in plan.parts)
        assert ("more than is free" in explain(plan, plan)) == plan.crowded


@settings(deadline=None)
@given(shapes(), machines())
def test_every_layer_has_its_place_and_every_byte_is_counted(shape: Shape, machine: Machine) -> None:
    for plan in steps(shape, machine):
        assert sum(part.layers for part in plan.parts) == plan.gpu_layers + bool(plan.gpu_layers)
        assert {part.device for part in plan.parts} <= set(machine.gpus)
        texts = sum(kept(shape, layer, plan.options) for layer in shape.layers)
        assert plan.need + sum(part.need for part in plan.parts) >= shape.weights + texts
        assert plan.options.gpu == bool(plan.parts)
        assert 0 < plan.options.size <= (shape.trained or 8192)


@settings(deadline=None)
@given(shapes(), machines())
def test_steps_end_and_each_takes_less_somewhere(shape: Shape, machine: Machine) -> None:
    plans = list(steps(shape, machine))
    assert len(plans) <= 48
    for one, next_one in pairwise(plans):
        assert next_one.gpu_layers <= one.gpu_layers
        if next_one.gpu_layers == one.gpu_layers:
            before, after = (
                sum(kept(shape, layer, each.options) for layer in shape.layers) for each in (one, next_one)
            )
            assert after < before


@settings(deadline=None)
@given(shapes(), machines())
def test_the_sentence_says_what_is_planned(shape: Shape, machine: Machine) -> None:
    plan = best(shape, machine)
    assume(plan)
    assert plan
    sentence = plan.sentence()
    size = re.search(r"(?:(\d+)k|([\d,]+)-token) context", sentence)
    assert size
    told = int(size[1]) * 1024 if size[1] else int(size[2].replace(",", ""))
    assert told == plan.options.size
    assert ("at 8 bits" in sentence) == (plan.options.kept == "q8_0")
    assert ("processor" in sentence) == (plan.gpu_layers == 0)
    if 0 < plan.gpu_layers < plan.layers:
        assert sentence.startswith(f"{plan.gpu_layers} of {plan.layers} layers")
    for need, total in re.findall(r"([\d.]+) of ([\d.]+) GB", sentence):
        assert float(need) <= float(total)
    assert SEQUENCES == 8  # what is kept was counted for so many
