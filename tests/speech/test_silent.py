"""A loudspeaker that nobody hears plays all the same, and stops when told."""

from __future__ import annotations

import numpy as np

from backend.speech.player import RATE
from backend.speech.silent import SilentPlayer
from tests.sound import wait_until


def test_it_plays_to_the_time_and_stops_when_told() -> None:
    player = SilentPlayer()
    player.open()
    player.write(np.full(RATE // 5, 0.4, np.float32), lambda: True)
    wait_until(lambda: not player.busy, "all is played")
    assert player.loudest == np.float32(0.4)
    player.write(np.full(20 * RATE, 0.8, np.float32), lambda: True)
    wait_until(lambda: player.loudest > 0.7, "it plays on")
    player.flush()
    wait_until(lambda: not player.busy, "it was dropped", seconds=10)
    player.close()
