"""What the person chose."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from backend.domain.persona import SystemPrompt
from backend.domain.value import Value

Keys = Annotated[str, Field(pattern=r"^(?:Mod\+(?:Shift\+)?[^\s+]{1,12}|(?:Shift\+)?F(?:[1-9]|1[0-2]))$")]
"""Keys pressed together, such as `Mod+Shift+C` or `F1`; `Mod` is Ctrl, or ⌘ on a Mac. No other key stands alone."""

EverywhereKeys = Annotated[
    str, Field(pattern=r"^(?:(?:Ctrl|Alt|Shift|Super)\+){1,3}(?:[A-Z0-9]|Space|F(?:[1-9]|1[0-2]))$")
]
"""Keys that are taken from the whole desktop, such as `Ctrl+Alt+Space`: never one alone."""


class Background(Value):
    """What a desktop lets Fireside do without its window: stay behind a sign in the tray, open a small window for a
    quick question, and take keys for that. `desktop`: it gives keys itself; `taken`: another program has them.
    """

    tray: bool = False
    quick_ask: bool = False
    keys: Literal["none", "free", "taken", "desktop"] = "none"


class Settings(Value):
    """What the person chose. `speed` is a factor, 1.0 the voice's own pace; `volume` runs from 0 to 1.

    `sound_device` names the loudspeaker; None, or one that is not there, follows the system.
    `system_prompt` is told to the model in every thread that has none of its own.
    What slow voices said may take `voice_cache_mb` on disk, to be said again from there; 0 keeps nothing.
    What models have read of threads may take `cache_gb` on disk; 0 keeps nothing. A model that was not used for
    `keep_model_minutes` is unloaded; 0 keeps it. `text_size` is in percent. `shortcuts` holds the keys of those
    commands of the page whose keys were changed; none means that there are none. `welcomed` says that the first steps
    were taken, or skipped. All downloads together come at `download_mb_s` million bytes a second at most; 0 is as fast
    as they come. In the `background` Fireside goes on when its window is closed. With `quick_ask` its keys open a small
    window from everywhere on the desktop. `proxy` is the system's, none, or the address of one; what it wants to be
    told is no setting.
    With `check_updates` Fireside asks once a day whether there is a newer one.
    """

    theme: Literal["system", "dark", "light"] = "system"
    language: Literal["system", "en", "de"] = "system"
    text_size: int = Field(default=100, ge=80, le=200)
    shortcuts: dict[str, tuple[Keys, ...]] = Field(default={}, max_length=100)
    model_id: str | None = None
    voice_id: str = "espeak:en-us"
    speak_replies: bool = False
    speed: float = Field(default=1.0, ge=0.5, le=2.0)
    volume: float = Field(default=1.0, ge=0.0, le=1.0)
    sound_device: str | None = Field(default=None, max_length=500)
    voice_cache_mb: int = Field(default=500, ge=0, le=1_000_000)
    system_prompt: SystemPrompt = ""
    temperature: float = Field(default=0.7, ge=0.0, le=2.0)
    max_tokens: int = Field(default=2048, ge=1, le=131072)
    offline: bool = False
    cache_gb: float = Field(default=4.0, ge=0.0, le=1000.0, allow_inf_nan=False)
    keep_model_minutes: int = Field(default=15, ge=0, le=10080)
    welcomed: bool = False
    check_updates: bool = False
    background: bool = False
    quick_ask: bool = False
    quick_ask_keys: EverywhereKeys = "Ctrl+Alt+Space"
    download_mb_s: float = Field(default=0.0, ge=0.0, le=100_000.0, allow_inf_nan=False)
    proxy: str = Field(default="system", pattern=r"^(system|none|https?://[^\s/?#@]+:\d{1,5})$", max_length=300)
