"""A minimal Llama: RMSNorm, rotary positions, SwiGLU, tied embeddings; weights are named as in Hugging Face."""

import math
from dataclasses import asdict, dataclass

import torch  # noqa: TID253  (a training script: nothing of the app imports it)
import torch.nn.functional as F  # noqa: TID253
from torch import Tensor, nn  # noqa: TID253


@dataclass(frozen=True)
class Shape:
    """The sizes of a network; `context` is the longest row it is trained on, in tokens."""

    vocab: int = 6144
    width: int = 256
    layers: int = 8
    feed_forward: int = 704
    heads: int = 8
    context: int = 1024
    theta: float = 10_000.0
    epsilon: float = 1e-5

    @property
    def head_width(self) -> int:
        return self.width // self.heads

    def plain(self) -> dict[str, int | float]:
        return asdict(self)


SHAPES = {
    "smoke": Shape(vocab=1024, width=64, layers=2, feed_forward=128, heads=2, context=512),
    "6m": Shape(width=224, layers=7, feed_forward=608, heads=7, context=768),
    "8m": Shape(),
    "15m": Shape(width=320, layers=10, feed_forward=896, heads=10),
}


class Norm(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.epsilon = shape.epsilon
        self.weight = nn.Parameter(torch.ones(shape.width))

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x.float(), (x.shape[-1],), self.weight.float(), self.epsilon).to(x.dtype)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    half = x.shape[-1] // 2
    return x * cos + torch.cat((-x[..., half:], x[..., :half]), -1) * sin


class Attention(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
            setattr(self, name, nn.Linear(shape.width, shape.width, bias=False))

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        rows, length, width = x.shape
        q, k, v = (
            project(x).view(rows, length, self.shape.heads, self.shape.head_width).transpose(1, 2)
            for project in (self.q_proj, self.k_proj, self.v_proj)
        )
        q, k = rotate(q, cos, sin).to(v.dtype), rotate(k, cos, sin).to(v.dtype)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.o_proj(mixed.transpose(1, 2).reshape(rows, length, width))


class FeedForward(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(shape.width, shape.feed_forward, bias=False)
        self.up_proj = nn.Linear(shape.width, shape.feed_forward, bias=False)
        self.down_proj = nn.Linear(shape.feed_forward, shape.width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.self_attn, self.mlp = Attention(shape), FeedForward(shape)
        self.input_layernorm, self.post_attention_layernorm = Norm(shape), Norm(shape)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x), cos, sin)
        return x + self.mlp(self.post_attention_layernorm(x))


class Body(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(shape.vocab, shape.width)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.norm = Norm(shape)


class Llama(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape, self.model = shape, Body(shape)
        pairs = torch.arange(0, shape.head_width, 2).float() / shape.head_width
        angles = torch.outer(torch.arange(shape.context).float(), shape.theta**-pairs)
        angles = torch.cat((angles, angles), -1)
        self.register_buffer("cos", angles.cos(), persistent=False)
        self.register_buffer("sin", angles.sin(), persistent=False)
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                # Layers that write into the residual stream start smaller, so that depth does not blow it up.
                writes = name.endswith(("o_proj.weight", "down_proj.weight"))
                nn.init.normal_(weight, std=0.02 / math.sqrt(2 * shape.layers) if writes else 0.02)

    def hidden(self, ids: Tensor) -> Tensor:
        x = self.model.embed_tokens(ids)
        cos, sin = self.cos[: ids.shape[1]], self.sin[: ids.shape[1]]
        for layer in self.model.layers:
            x = layer(x, cos, sin)
        return self.model.norm(x)

    def forward(self, ids: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
        """The weighted mean loss of predicting `targets`; all three are rows x length.

        Only the heavier half of the positions goes through the costly vocabulary matrix: every reply, and of the
        lighter rest a random part.
        """
        x, weights = self.hidden(ids).flatten(0, 1), weights.flatten()
        kept = torch.topk(weights + 0.01 * torch.rand_like(weights), len(weights) // 2).indices
        weights = weights[kept]
        logits = F.linear(x[kept], self.model.embed_tokens.weight).float()
        losses = F.cross_entropy(logits, targets.flatten()[kept], reduction="none")
        return (losses * weights).sum() / weights.sum().clamp(min=1)

    def parameter_count(self) -> int:
        return sum(weight.numel() for weight in self.parameters())
