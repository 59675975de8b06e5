"""Neural voices of random weights: they make no sense, but a test can make them, and they can be spoken with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

SYMBOLS = "_^$ !'(),-.:;?abcdefhijklmnopqrstuvwxyzæçðøħŋœɐɑɒɔɕɖəɚɛɜɟɡɣɥɦɨɪɬɭɯɲɳɵɸɹɺɻɽɾʀʁʂʃʈʉʊʋʌʍʎʏʐʑʒʔʝʲˈˌːˑθχᵻⱱ"
RATE = 22_050
HOP = 256
"""Samples for each token."""


def write_vits(folder: Path, name: str = "en_US-stub-low", speakers: int = 1) -> Path:
    """A voice as Piper's are."""
    inputs = {"input": ["N", "T"], "input_lengths": ["N"], "scales": [3]} | ({"sid": ["N"]} if speakers > 1 else {})
    graph = _graph(inputs, ["N", 1, 1, "L"], [1, 1, 1, -1])
    _save(graph, folder / f"{name}.onnx", model_type="vits", comment="piper", n_speakers=speakers, language="English")
    return _complete(folder)


def write_kokoro(folder: Path, names: tuple[str, ...] = ("af_bella", "bm_george", "zf_xiaobei")) -> Path:
    """A voice with several speakers, of several languages."""
    graph = _graph({"tokens": [1, "T"], "style": [1, 256], "speed": [1]}, ["L"], [-1])
    _save(
        graph, folder / "model.onnx", model_type="kokoro", n_speakers=len(names), speaker_names=",".join(names),
        style_dim="510,1,256", version=1, language="English",
    )  # fmt: skip
    _random(len(names) * 510 * 256).tofile(folder / "voices.bin")
    return _complete(folder)


def write_kitten(folder: Path, names: tuple[str, ...] = ("expr-voice-2-m", "expr-voice-2-f")) -> Path:
    """The same, smaller."""
    graph = _graph({"input_ids": [1, "T"], "style": [1, 256], "speed": [1]}, ["L"], [-1])
    _save(
        graph, folder / "model.fp16.onnx", model_type="kitten-tts", n_speakers=len(names),
        speaker_names=",".join(names), style_dim="1,256", version=1, language="English",
    )  # fmt: skip
    _random(len(names) * 256).tofile(folder / "voices.bin")
    return _complete(folder)


def write_matcha(folder: Path) -> Path:
    """An acoustic model, which makes a spectrum of each token, and a vocoder, which makes sound of spectra."""
    from onnx import TensorProto, helper, numpy_helper

    def info(name: str, *shape: object) -> Any:
        kind = TensorProto.INT64 if name in ("x", "x_length") else TensorProto.FLOAT
        return helper.make_tensor_value_info(name, kind, shape)

    bands = 80
    table = numpy_helper.from_array(_random((len(SYMBOLS), bands)), "table")
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "x"], ["rows"]),
         helper.make_node("Transpose", ["rows"], ["mel"], perm=[0, 2, 1])],
        "acoustic", [info("x", "N", "T"), info("x_length", "N"), info("noise_scale", 1), info("length_scale", 1)],
        [info("mel", "N", bands, "T")], [table],
    )  # fmt: skip
    _save(graph, folder / "model-steps-3.onnx", model_type="matcha-tts", n_speakers=1, use_eos_bos=1, pad_id=0)
    weights = numpy_helper.from_array(0.05 * _random((bands, HOP)), "weights")
    graph = helper.make_graph(
        [helper.make_node("Transpose", ["mels"], ["rows"], perm=[0, 2, 1]),
         helper.make_node("MatMul", ["rows", "weights"], ["pieces"]),
         helper.make_node("Reshape", ["pieces", "to"], ["audio"])],
        "vocoder", [info("mels", "N", bands, "T")], [info("audio", "N", "L")],
        [weights, numpy_helper.from_array(np.array([1, -1], np.int64), "to")],
    )  # fmt: skip
    _save(graph, folder / "hifigan_v2.onnx", model_type="hifigan")
    return _complete(folder)


def write_supertonic(folder: Path, speakers: int = 2) -> Path:
    """Models that make noise, as long as the text is; they read letters."""
    from onnx import helper, numpy_helper

    folder.mkdir(parents=True, exist_ok=True)
    pace = [numpy_helper.from_array(np.float32(0.06), "pace"), numpy_helper.from_array(np.array([1], np.int64), "to")]
    soft = [
        numpy_helper.from_array(np.float32(0.1), "soft"),
        numpy_helper.from_array(np.array([1, -1], np.int64), "to"),
    ]
    node = helper.make_node
    _untyped(
        folder / "duration_predictor.int8.onnx", ("text_ids", "style_dp", "text_mask"), pace,
        node("ReduceSum", ["text_mask"], ["length"], keepdims=0), node("Mul", ["length", "pace"], ["time"]),
        node("Reshape", ["time", "to"], ["output"]),
    )  # fmt: skip
    _untyped(
        folder / "text_encoder.int8.onnx", ("text_ids", "style_ttl", "text_mask"), [],
        node("Identity", ["style_ttl"], ["output"]),
    )  # fmt: skip
    names = ("noisy_latent", "text_emb", "style_ttl", "latent_mask", "text_mask", "current_step", "total_step")
    _untyped(folder / "vector_estimator.int8.onnx", names, [], node("Identity", ["noisy_latent"], ["output"]))
    _untyped(
        folder / "vocoder.int8.onnx", ("latent",), soft,
        node("Mul", ["latent", "soft"], ["quiet"]), node("Reshape", ["quiet", "to"], ["output"]),
    )  # fmt: skip
    told = {"ae": {"sample_rate": RATE, "base_chunk_size": 64}, "ttl": {"chunk_compress_factor": 6, "latent_dim": 64}}
    (folder / "tts.json").write_text(json.dumps(told), "utf-8")
    np.arange(1 << 16, dtype=np.int32).tofile(folder / "unicode_indexer.bin")
    shapes = np.array([speakers, 4, 8, speakers, 4, 2], np.int64)
    (folder / "voice.bin").write_bytes(shapes.tobytes() + _random(speakers * 4 * (8 + 2)).tobytes())
    return folder


POCKET_RATE, FRAME = 24_000, 1_920
"""Samples a second, and those of each frame, of which there are 12.5 a second."""


def write_pocket(folder: Path, recordings: dict[str, float] | None = None) -> Path:
    """Models that make noise for as many frames as the text has letters and the recording frames.

    `recordings` are names and seconds.
    """
    from onnx import TensorProto, helper, numpy_helper

    kinds = {"FLOAT": TensorProto.FLOAT, "INT64": TensorProto.INT64}
    node = helper.make_node
    width, latents = 1024, 32

    def constant(name: str, value: Any) -> Any:
        return numpy_helper.from_array(np.array(value), name)

    def info(name: str, kind: str, *shape: object) -> Any:
        return helper.make_tensor_value_info(name, kinds[kind], shape)

    def write(name: str, inputs: list[Any], outputs: list[Any], constants: list[Any], *nodes: Any) -> None:
        _save(helper.make_graph(list(nodes), name, inputs, outputs, constants), folder / f"{name}.onnx")

    write(
        "encoder", [info("audio", "FLOAT", 1, 1, "N")], [info("voice", "FLOAT", 1, "F", width)],
        [constant("rows", np.zeros((1, width), np.float32)), constant("frame", np.array(FRAME, np.int64)),
         constant("one", np.array([1], np.int64)), constant("width", np.array([width], np.int64))],
        node("Shape", ["audio"], ["shape"], start=2), node("Div", ["shape", "frame"], ["frames"]),
        node("Concat", ["one", "frames", "width"], ["to"], axis=0), node("Expand", ["rows", "to"], ["voice"]),
    )  # fmt: skip
    write(
        "text_conditioner", [info("tokens", "INT64", 1, "T")], [info("text", "FLOAT", 1, "T", width)],
        [constant("table", np.zeros((len(LETTERS), width), np.float32))],
        node("Gather", ["table", "tokens"], ["text"]),
    )  # fmt: skip
    write(
        "lm_main.int8",
        [info("sequence", "FLOAT", 1, "S", latents), info("text", "FLOAT", 1, "T", width), info("left", "FLOAT", 1)],
        [info("how", "FLOAT", 1), info("ended", "FLOAT", 1), info("still", "FLOAT", 1)],
        [constant("steep", np.float32(-10))],
        node("Shape", ["sequence"], ["spoken"], start=1, end=2), node("Shape", ["text"], ["told"], start=1, end=2),
        node("Sub", ["told", "spoken"], ["more"]), node("Cast", ["more"], ["change"], to=TensorProto.FLOAT),
        node("Add", ["left", "change"], ["still"]), node("Mul", ["still", "steep"], ["ended"]),
        node("Identity", ["still"], ["how"]),
    )  # fmt: skip
    write(
        "lm_flow.int8",
        [info("how", "FLOAT", 1), *(info(name, "FLOAT", 1, 1) for name in ("from", "to")),
         info("x", "FLOAT", 1, latents)],
        [info("way", "FLOAT", 1, latents)], [constant("soft", np.float32(0.1))], node("Mul", ["x", "soft"], ["way"]),
    )  # fmt: skip
    write(
        "decoder.int8", [info("latents", "FLOAT", 1, "F", latents)], [info("audio", "FLOAT", 1, 1, "N")],
        [constant("weights", 0.05 * _random((latents, FRAME))), constant("to", np.array([1, 1, -1], np.int64))],
        node("MatMul", ["latents", "weights"], ["frames"]), node("Reshape", ["frames", "to"], ["audio"]),
    )  # fmt: skip
    (folder / "vocab.json").write_text(json.dumps({letter: number for number, letter in enumerate(LETTERS)}), "utf-8")
    (folder / "token_scores.json").write_text(json.dumps(dict.fromkeys(LETTERS, -1.0)), "utf-8")
    for name, seconds in ({"bria": 1.0} if recordings is None else recordings).items():
        record(folder / "test_wavs" / f"{name}.wav", seconds)
    return folder


LETTERS = ("<unk>", "<s>", "</s>", "<pad>", "▁", *map(chr, range(33, 127)))


def record(path: Path, seconds: float, rate: int = 16_000) -> Path:
    """Somebody hums."""
    import soundfile

    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, 0.3 * np.sin(np.arange(int(seconds * rate)) / rate * 2 * np.pi * 150), rate)
    return path


def _untyped(path: Path, inputs: tuple[str, ...], constants: list[Any], *nodes: Any) -> None:
    """A model whose inputs may have any shape."""
    import onnx
    from onnx import TensorProto, helper

    def info(name: str) -> Any:
        return helper.make_tensor_value_info(name, TensorProto.INT64 if name == "text_ids" else TensorProto.FLOAT, None)

    graph = helper.make_graph(list(nodes), path.stem, [info(name) for name in inputs], [info("output")], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    onnx.save(model, str(path))


def _graph(inputs: dict[str, list[Any]], shape: list[Any], to: list[int]) -> Any:
    """Each token, of the first input, becomes a stretch of noise of its own; the other inputs change nothing."""
    from onnx import TensorProto, helper, numpy_helper

    first, taken = next(iter(inputs)), []
    for name, dims in inputs.items():
        kind = TensorProto.FLOAT if name in ("scales", "style", "speed") else TensorProto.INT64
        taken.append(helper.make_tensor_value_info(name, kind, dims))
    table = _random((len(SYMBOLS), HOP)) * np.linspace(0.05, 0.3, len(SYMBOLS), dtype=np.float32)[:, None]
    constants = [numpy_helper.from_array(table, "table"), numpy_helper.from_array(np.array(to, np.int64), "to")]
    nodes = [
        helper.make_node("Gather", ["table", first], ["sounds"]),
        helper.make_node("Reshape", ["sounds", "to"], ["output"]),
    ]
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, shape)
    return helper.make_graph(nodes, "voice", taken, [output], constants)


def _save(graph: Any, path: Path, **metadata: object) -> None:
    import onnx
    from onnx import helper

    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    for key, value in {"sample_rate": RATE, "voice": "en-us", "has_espeak": 1, **metadata}.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, str(value)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(path))


def _complete(folder: Path) -> Path:
    (folder / "tokens.txt").write_text(
        "".join(f"{symbol} {number}\n" for number, symbol in enumerate(SYMBOLS)), "utf-8"
    )
    return folder


def _random(shape: Any) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.random.default_rng(5).standard_normal(shape, np.float32).clip(-3, 3) / 3
