"""Writes trained weights as GGUF (F32 and Q8_0) for llama.cpp, and as safetensors for transformers."""

import json
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import tokens
import torch  # noqa: TID253
from model import Shape
from safetensors.torch import save_file

NAME, LICENCE = "Fireside Starter", "apache-2.0"
TENSORS = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
}
FORMATS = {"f32": gguf.LlamaFileType.ALL_F32, "q8_0": gguf.LlamaFileType.MOSTLY_Q8_0}

State = dict[str, "torch.Tensor"]


def tensor_name(name: str) -> str:
    whole = {"model.embed_tokens.weight": "token_embd.weight", "model.norm.weight": "output_norm.weight"}
    if name in whole:
        return whole[name]
    parts = name.split(".")
    return f"blk.{parts[2]}.{TENSORS['.'.join(parts[3:-1])]}.weight"


def interleave(weight: np.ndarray, heads: int) -> np.ndarray:
    """From transformers' order of rotary pairs (halves) to llama.cpp's (neighbours)."""
    rows = weight.shape[0]
    return weight.reshape(heads, 2, rows // heads // 2, -1).swapaxes(1, 2).reshape(weight.shape)


def write_gguf(state: State, shape: Shape, tokenizer: dict[str, Any], path: Path, form: str) -> None:
    vocab: dict[str, int] = tokenizer["model"]["vocab"]
    words = sorted(vocab, key=vocab.__getitem__)
    # The network's table may be larger than a small smoke vocabulary: fill up with words that nobody types.
    words += [f"<|unused {index}|>" for index in range(len(words), shape.vocab)]
    control = {*tokens.SPECIAL, *words[len(vocab) :]}
    kinds = [gguf.TokenType.CONTROL if word in control else gguf.TokenType.NORMAL for word in words]

    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_name(NAME)
    writer.add_license(LICENCE)
    writer.add_organization("Fireside")
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_rope_dimension_count(shape.head_width)
    writer.add_rope_freq_base(shape.theta)
    writer.add_vocab_size(shape.vocab)
    writer.add_file_type(FORMATS[form])
    writer.add_quantization_version(2)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(words)
    writer.add_token_types(kinds)
    writer.add_token_merges(
        [merge if isinstance(merge, str) else " ".join(merge) for merge in tokenizer["model"]["merges"]]
    )
    writer.add_bos_token_id(vocab[tokens.BOS])
    writer.add_eos_token_id(vocab[tokens.END])
    writer.add_eot_token_id(vocab[tokens.END])
    writer.add_pad_token_id(vocab[tokens.PAD])
    # The template writes the BOS itself.
    writer.add_add_bos_token(False)
    writer.add_chat_template(tokens.TEMPLATE)
    for name, tensor in state.items():
        weight = tensor.float().numpy()
        if "q_proj" in name or "k_proj" in name:
            weight = interleave(weight, shape.heads)
        weight = np.ascontiguousarray(weight)
        if form == "q8_0" and weight.ndim == 2:
            small = gguf.quantize(weight, gguf.GGMLQuantizationType.Q8_0)
            writer.add_tensor(tensor_name(name), small, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
        else:
            writer.add_tensor(tensor_name(name), weight)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_safetensors(state: State, shape: Shape, tokenizer: dict[str, Any], folder: Path) -> None:
    """The folder that `AutoModelForCausalLM.from_pretrained` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    vocab = tokenizer["model"]["vocab"]
    ends = {"bos_token_id": vocab[tokens.BOS], "eos_token_id": vocab[tokens.END], "pad_token_id": vocab[tokens.PAD]}
    save_file(
        {name: tensor.float().contiguous() for name, tensor in state.items()},
        str(folder / "model.safetensors"),
        metadata={"format": "pt"},
    )
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": shape.vocab,
        "hidden_size": shape.width,
        "intermediate_size": shape.feed_forward,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.heads,
        "head_dim": shape.head_width,
        "hidden_act": "silu",
        "max_position_embeddings": shape.context,
        "rms_norm_eps": shape.epsilon,
        "rope_theta": shape.theta,
        "attention_bias": False,
        "mlp_bias": False,
        "tie_word_embeddings": True,
        "torch_dtype": "float32",
        **ends,
    }
    template = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": tokens.BOS,
        "eos_token": tokens.END,
        "pad_token": tokens.PAD,
        "model_max_length": shape.context,
        "clean_up_tokenization_spaces": False,
        "chat_template": tokens.TEMPLATE,
    }
    files = {
        "config.json": config,
        "tokenizer.json": tokenizer,
        "tokenizer_config.json": template,
        "generation_config.json": {**ends, "do_sample": False},
    }
    for name, value in files.items():
        (folder / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def export(checkpoint: Path, tokenizer_path: Path, out: Path) -> Path:
    """Writes starter-f32.gguf, starter-q8_0.gguf and safetensors/ into `out`; returns the Q8_0 file."""
    saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
    shape = Shape(**saved["shape"])
    tokenizer = json.loads(tokenizer_path.read_text(encoding="utf-8"))
    out.mkdir(parents=True, exist_ok=True)
    for form in FORMATS:
        write_gguf(saved["weights"], shape, tokenizer, out / f"starter-{form}.gguf", form)
    write_safetensors(saved["weights"], shape, tokenizer, out / "safetensors")
    return out / "starter-q8_0.gguf"
