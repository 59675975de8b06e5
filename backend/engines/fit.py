"""What of a model fits into which memory: how many layers on the GPU, and how large a context. Arithmetic only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from backend.domain import Kept
from backend.engines.context import SEQUENCES, Options
from backend.engines.devices import Device, Machine
from backend.engines.shape import Layer, Shape

GIB = 1 << 30
_MOST = {"gpu": 32_768, "cpu": 16_384}
"""Tokens of a context at most. To read so many anew takes a GPU seconds and a processor minutes, and few threads
outgrow them: more memory than that serves the person's other programs better."""
_COMFORT = 8_192
"""Tokens that come before precision, before more layers on the GPU, and before sparing the computer's memory."""
_LEAST = (4_096, 2_048)
"""What is taken rather than not to load at all."""
_SHARE = 4
"""Above that comfort, no more than one part in so many of the computer's free memory goes into the context."""
_BYTES = {"f16": (2, 1), "q8_0": (34, 32), "q4_0": (18, 32)}
"""Bytes of so many numbers."""
_BITS = {"f16": "", "q8_0": " at 8 bits", "q4_0": " at 4 bits"}
_QUICK = (64, 128, 256)
"""The sizes of heads for which llama.cpp's GPU kernels read 8 bits; with others the processor has to help out."""
_ALIGNED = 256
_GPU_SPARE = GIB // 2
"""Left free on each card: the window needs some, and cuBLAS and its like take theirs only when work begins."""
_PROGRAM = 74 << 20
"""What a worker takes without any model, a quarter of it shared with others."""
_WORD, _MERGE = 150, 125
"""What llama.cpp's tables take for each token that a model knows, and for each rule that makes one of two."""


@dataclass(frozen=True)
class Part:
    """What one graphics card takes: so many layers, the output counted as one, and so many bytes."""

    device: Device
    layers: int
    need: int


@dataclass(frozen=True)
class Wish:
    """What is wanted of a plan, whatever would be best: 0 and None leave it open. `size` is in tokens."""

    size: int = 0
    layers: int | None = None
    kept: Kept | None = None


@dataclass(frozen=True)
class Plan:
    """How a model is loaded. `gpu_layers` of all `layers` lie on graphics cards, the last ones.

    `need` is bytes of the computer's memory, `total` all that it has. It is `crowded` when more is needed than is free.
    """

    layers: int
    gpu_layers: int
    options: Options
    parts: tuple[Part, ...]
    need: int
    total: int
    crowded: bool = False

    def sentence(self) -> str:
        """For people: "All 32 layers on the GPU, 16k context, 7.1 of 8.0 GB"."""
        size = _tokens(self.options.size) + _BITS[self.options.kept]
        here = f"{_gigabytes(self.need)} of {_gigabytes(self.total)} GB"
        if not self.gpu_layers:
            return f"On the processor, {size}, {here}"
        gpu = "the GPU" if len(self.parts) == 1 else f"{len(self.parts)} GPUs"
        need, total = (sum(each) for each in zip(*((part.need, part.device.total) for part in self.parts), strict=True))
        there = f"{_gigabytes(need)} of {_gigabytes(total)} GB"
        if self.gpu_layers == self.layers:
            all_of = f"All {self.layers} layers" if self.layers > 1 else "The one layer"
            return f"{all_of} on {gpu}, {size}, {there}"
        return f"{self.gpu_layers} of {self.layers} layers on {gpu}, {size}, {there} there and {here} here"


def _tokens(size: int) -> str:
    return f"{size // 1024}k context" if size % 1024 == 0 else f"{size:,}-token context"


def _gigabytes(size: int) -> str:
    """As the makers of cards count: 8 GB are 8 · 2³⁰ bytes."""
    return f"{max(size / GIB, 0.1):.1f}" if size < 9.95 * GIB else f"{size / GIB:.0f}"


def best(shape: Shape, machine: Machine, wish: Wish = Wish()) -> Plan | None:
    """The best plan that fits; None when none would, even if other programs ended."""
    return next(steps(shape, machine, wish), None)


def steps(shape: Shape, machine: Machine, wish: Wish = Wish()) -> Iterator[Plan]:
    """The best plan, and others that take less and less, for when that runs out of memory all the same.

    First the context gets smaller, then its numbers shorter, then fewer layers go to the GPU, at last none.
    """
    found = _first(shape, machine, wish)
    if found is None:
        return
    yield found
    fewer = {found.gpu_layers * quarter // 4 for quarter in range(5)} if wish.layers is None else {found.gpu_layers}
    for layers in sorted(fewer, reverse=True):
        for plan in _plans(shape, machine, layers, wish):
            if layers < found.gpu_layers or _kept_by_all(shape, plan.options) < _kept_by_all(shape, found.options):
                found = plan
                yield found


def _first(shape: Shape, machine: Machine, wish: Wish) -> Plan | None:
    """As many layers on the GPU as can be without crowding; when it is crowded in any case, as many as can be."""
    crowded = None
    most = len(shape.layers) if machine.gpus else 0
    for layers in range(most, -1, -1) if wish.layers is None else (min(wish.layers, most),):
        plan = next(_plans(shape, machine, layers, wish), None)
        if plan and not plan.crowded:
            return plan
        crowded = crowded or plan
    return crowded


def _plans(shape: Shape, machine: Machine, gpu_layers: int, wish: Wish) -> Iterator[Plan]:
    """All that fit with so many layers on graphics cards, best first; if none does, the least, if it is but crowded."""
    choices = list(_choices(shape, gpu_layers, wish))
    plans = [spread(shape, machine, gpu_layers, options) for options in choices]
    fitting = [plan for plan in plans if plan and not plan.crowded]
    yield from fitting or [plan for plan in plans[-1:] if plan]


def _choices(shape: Shape, gpu_layers: int, wish: Wish) -> Iterator[Options]:
    """Contexts, best first: large ones, smaller ones, at last with shorter numbers."""
    most = _MOST["gpu" if gpu_layers == len(shape.layers) else "cpu"]
    size, largest = wish.size, wish.size or min(shape.trained or _COMFORT, most)
    sizes = [largest] + [each for each in (2 * _COMFORT, _COMFORT) if not size and each < largest]
    plain = Options(largest, flash="auto" if shape.flash else "off", gpu=gpu_layers > 0, at_once=shape.at_once)
    if wish.kept:
        plain = _kept_as(shape, plain, wish.kept)
    windows = (True, False) if any(layer.windowed for layer in shape.layers) else (True,)
    for each in sizes:
        for whole in windows:
            yield _made(shape, plain, each, whole)
    shorter = [sizes[-1]] + [each for each in _LEAST if not size and not gpu_layers and each < largest]
    if not wish.kept and shortens(shape, gpu_layers):
        plain = _kept_as(shape, plain, "q8_0")
    for each in shorter:
        yield _made(shape, plain, each, windows[-1])


def _made(shape: Shape, plain: Options, size: int, whole: bool) -> Options:
    return replace(plain, size=size, whole_window=whole, stretched=size > shape.original > 0)


def _kept_as(shape: Shape, plain: Options, kept: Kept) -> Options:
    return replace(plain, kept=kept, flash="on") if kept != "f16" and shortens(shape) else plain


def shortens(shape: Shape, gpu_layers: int = 0) -> bool:
    """Whether what is kept may have 8 or 4 bits; with `gpu_layers` it must be quick on a graphics card, too.

    llama.cpp then needs flash attention, and whole blocks of 32 in a head.
    """
    fits = all(size in _QUICK if gpu_layers else size % 32 == 0 for size in shape.head_sizes)
    return shape.flash and fits and bool(shape.head_sizes)


# ------------------------------------------------------------------ bytes


def kept(shape: Shape, layer: Layer, options: Options) -> int:
    """Bytes that a layer keeps of all texts together."""
    cells = _aligned(options.size)
    if layer.windowed and not options.whole_window:
        cells = min(cells, _aligned(shape.window * SEQUENCES + options.batch))
    value = layer.value
    if options.flash == "off" and layer.key:  # values then lie column by column, in all layers as many as in the widest
        value = max(each.value for each in shape.layers)
    size, numbers = _BYTES[options.kept]
    return cells * (layer.key + value) * size // numbers + layer.state * SEQUENCES


def _kept_by_all(shape: Shape, options: Options) -> int:
    return sum(kept(shape, layer, options) for layer in shape.layers)


def _aligned(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED


def program(shape: Shape) -> int:
    """Bytes of a worker without weights: itself, and what it knows of words."""
    return _PROGRAM + _WORD * shape.words + _MERGE * shape.merges


def working(shape: Shape, options: Options) -> int:
    """Bytes for one step through the layers, rather too many than too few.

    Of ten shapes llama.cpp took 4 × (2 × widest + 6 to 9.4 × width) and 2 × context a token, that again for layers with
    a window, and without flash attention a table of all heads besides.
    """
    windows = 1 + any(layer.windowed for layer in shape.layers)
    row = 4 * (2 * shape.widest + 10 * shape.width) + 2 * windows * options.size
    if options.flash == "off":
        row += 5 * options.size * shape.heads
    return options.batch * row + 4 * shape.words * SEQUENCES


def spread(shape: Shape, machine: Machine, gpu_layers: int, options: Options) -> Plan | None:
    """The plan for that choice; None when there is no room for it at all."""
    count = len(shape.layers) - gpu_layers
    here, there = shape.layers[:count], shape.layers[count:]
    parts = _fill(shape, machine, there, options)
    if parts is None:
        return None
    need = program(shape) + shape.input + working(shape, options) + (0 if there else shape.output + shape.eye)
    need += sum(layer.weights + kept(shape, layer, options) for layer in here)
    shared = sum(part.need for part in parts if part.device.shares)
    if need + shared > machine.total - machine.total // 8:
        return None
    texts = sum(kept(shape, layer, options) for layer in (shape.layers if shared else here))
    crowded = need + shared > machine.free - max(GIB, machine.total // 8)
    crowded |= options.size > _COMFORT and texts * _SHARE > machine.free
    return Plan(len(shape.layers), gpu_layers, options, parts, need, machine.total, crowded)


def _fill(shape: Shape, machine: Machine, layers: tuple[Layer, ...], options: Options) -> tuple[Part, ...] | None:
    """Give each card in turn as many of these layers as it has room for, the first the eye, and the last the output."""
    pieces = [layer.weights + kept(shape, layer, options) for layer in layers]
    pieces += [shape.output + shape.borrowed] if layers else []
    parts: list[Part] = []
    for device in machine.gpus:
        need, count = working(shape, options) + (0 if parts else shape.eye), 0
        while count < len(pieces) and need + pieces[count] <= device.free - _GPU_SPARE:
            need += pieces[count]
            count += 1
        if count:
            parts.append(Part(device, count, need))
            pieces = pieces[count:]
    return None if pieces else tuple(parts)


def explain(plan: Plan, wanted: Plan) -> str:
    """The plan in a sentence; when another one was `wanted`, also what there was not enough memory for."""
    told = [f"{plan.sentence()}."]
    if plan.gpu_layers != wanted.gpu_layers:
        told.append(f"There was not enough memory for {wanted.gpu_layers} layers on the GPU.")
    if plan.options.size != wanted.options.size:
        told.append(f"There was not enough memory for a {_tokens(wanted.options.size)}.")
    if plan.options.kept != wanted.options.kept:
        told.append("There was not enough memory for 16 bits.")
    if plan.options.whole_window != wanted.options.whole_window:
        told.append("There was not enough memory for the whole window of attention.")
    if plan.crowded:
        told.append("That is more than is free: the computer may become slow.")
    return " ".join(told)
