"""The marks around thoughts that are known, whatever the family."""

from __future__ import annotations

from backend.engines.families.family import Think

_USUAL = Think("<think>", "</think>")
_KNOWN = (
    _USUAL,
    Think("[THINK]", "[/THINK]"),
    Think("<seed:think>", "</seed:think>"),
    Think("<mm:think>", "</mm:think>"),
    Think("<thinking>", "</thinking>"),
    Think("<|inner_prefix|>", "<|inner_suffix|>"),
    Think("<|START_THINKING|>", "<|END_THINKING|>"),
)


def of(template: str) -> tuple[Think, ...]:
    """Those of a template; the usual ones when it names none: many models think although their template is silent."""
    return tuple(think for think in _KNOWN if think.opens in template or think.closes in template) or (_USUAL,)
