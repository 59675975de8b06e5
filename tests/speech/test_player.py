"""The loudspeaker plays what is written, sample for sample, and falls silent when told."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest

from backend.errors import NoSound
from backend.speech.base import Audio
from backend.speech.care import LATENCIES, SOON, STUTTERED
from backend.speech.fader import FADE
from backend.speech.player import Player
from backend.speech.resample import Resampler
from tests.sound import RATE, Samples, SoundCard, likeness, loud, no_sound_card, sound_card, wait_until

MOMENT = SimpleNamespace(outputBufferDacTime=1.0, currentTime=1.0)
NO_STATUS = SimpleNamespace(output_underflow=False)


@pytest.fixture(scope="module")
def card() -> Iterator[SoundCard]:
    with sound_card() as card:
        yield card


@pytest.fixture
def player(card: SoundCard) -> Iterator[Player]:
    player = Player()
    for _ in LATENCIES[1:]:  # opened with all care: this process records, too, and may be late
        stutter(player)
        player.open()
    yield player
    player.close()


def stutter(player: Player, within: float = 0.0) -> None:
    """As after so many dropouts, the first so many seconds before the last."""
    for left in np.linspace(1, 0, STUTTERED):
        player._care.dropped(time.monotonic() - within * left)


def melody(seconds: float) -> Samples:
    """A sweep: like nothing but itself."""
    time = np.arange(int(seconds * RATE)) / RATE
    return (0.5 * np.sin(2 * np.pi * (200 + 300 * time) * time)).astype(np.float32)


def test_plays_every_sample(card: SoundCard, player: Player) -> None:
    said = melody(2.0)
    with card.recording() as recording:
        for start in range(0, len(said), 2_400):
            assert player.write(said[start : start + 2_400], lambda: True)
        wait_until(lambda: not player.busy, "all is heard")
        wait_until(lambda: not loud(recording.last(0.1)), "silence")
        heard = recording.samples
    assert likeness(heard, said) > 0.999


def test_tells_what_has_been_heard(card: SoundCard, player: Player) -> None:
    with card.recording() as recording:
        player.write(melody(1.0), lambda: True)
        assert player.busy
        positions = []
        wait_until(lambda: bool(positions.append(player.heard)) or not player.busy, "all is heard")
        assert positions[-1] == player.written
        assert len(set(positions)) > 10  # it moves on while it plays
        wait_until(lambda: loud(recording.last(0.1)), "it is heard")


def test_stop_silences_what_was_queued_and_not_what_comes_after(card: SoundCard, player: Player) -> None:
    after = melody(0.5)
    with card.recording() as recording:
        player.write(melody(20.0), lambda: True)
        wait_until(lambda: loud(recording.last(0.1)), "it is heard")
        player.flush()
        wait_until(lambda: not player.busy, "it was dropped")
        wait_until(lambda: not loud(recording.last(0.2)), "it is silent")
        before = len(recording.samples)
        player.write(after, lambda: True)
        wait_until(lambda: loud(recording.last(0.1)), "it goes on")
        wait_until(lambda: not loud(recording.last(0.2)), "it is silent again")
        assert likeness(recording.samples[before:], after) > 0.99


def test_a_device_that_holds_much_does_not_play_it_out_after_a_stop(card: SoundCard, player: Player) -> None:
    with card.recording() as recording:
        player.write(melody(20.0), lambda: True)
        wait_until(lambda: loud(recording.last(0.1)), "it is heard")
        taken = player._read  # at least
        player.flush()
        assert not player.busy
        wait_until(lambda: not loud(recording.last(0.2)), "it is silent")
        heard = np.count_nonzero(np.abs(recording.samples) > 1e-3)
    assert heard < taken - 0.02 * RATE


def test_stop_and_volume_do_not_click() -> None:
    player = Player()
    player._allocate()
    player.write(np.full(RATE * 3, 0.5, np.float32), lambda: True)  # a step of the gain would stand out

    def play(blocks: int) -> Samples:
        heard = np.zeros((blocks, 480), np.float32)
        for block in heard:  # as the sound device asks for them, without the gaps of a busy machine
            player._fill(block[:, np.newaxis], 480, MOMENT, NO_STATUS)
        return heard.ravel()

    begun = play(20)
    player.set_volume(0.2)
    lower = play(20)
    player.flush()
    ended = play(20)
    assert (begun[-1], lower[-1], ended[-1]) == pytest.approx((0.5, 0.1, 0.0))
    assert np.abs(np.diff(np.concatenate([begun, lower, ended]))).max() < 0.01
    assert player.heard == player.written


def test_a_pause_is_silent_and_goes_on_with_the_next_sample(card: SoundCard, player: Player) -> None:
    said = melody(2.0)
    with card.recording() as recording:
        player.write(said, lambda: True)
        wait_until(lambda: player.heard > RATE // 2, "some of it is heard")
        player.pause(True)
        wait_until(lambda: not loud(recording.last(0.3)), "it is silent")
        assert player.busy
        held = player.heard
        wait_until(lambda: len(recording.samples) > 2 * RATE, "time goes by")
        assert player.heard == held  # nothing was taken meanwhile
        player.pause(False)
        wait_until(lambda: not player.busy, "the rest is heard")
        wait_until(lambda: not loud(recording.last(0.1)), "silence")
        heard = recording.samples
    fade = int(FADE * RATE)
    silence = longest_silence(heard)
    before, after = heard[: silence.start], heard[silence.stop :]
    assert likeness(before, said[: held - fade]) > 0.9
    assert likeness(after, said[held + fade :]) > 0.9
    assert len(heard[silence]) > RATE // 4


def longest_silence(heard: Samples) -> slice:
    """Between two sounds."""
    loud_at = np.flatnonzero(np.abs(heard) > 1e-3)
    gap = int(np.argmax(np.diff(loud_at)))
    return slice(int(loud_at[gap]) + 1, int(loud_at[gap + 1]))


@pytest.mark.parametrize("frames", [64, 480, 1_000])
def test_no_sample_is_lost_in_a_pause(frames: int) -> None:
    player = Player()
    player._allocate()
    said = melody(3.0)
    player.write(said, lambda: True)
    heard: list[Samples] = []

    def play(blocks: int) -> None:
        for _ in range(blocks):
            block = np.zeros((frames, 1), np.float32)
            player._fill(block, frames, MOMENT, NO_STATUS)
            heard.append(block[:, 0])

    play(20)
    player.pause(True)
    begun = player._read
    play(20)
    held = player._read
    assert begun < held <= begun + int(FADE * RATE) + 1
    assert not np.any(np.concatenate(heard[-3:]))
    player.pause(False)
    heard.clear()
    play(20)
    fade = int(FADE * RATE) + 1
    assert np.array_equal(np.concatenate(heard)[fade:], said[held + fade : held + 20 * frames])


def test_plays_on_the_device_of_that_name_and_else_on_the_systems(card: SoundCard) -> None:
    player, said = Player(), melody(0.5)

    def play(wanted: str | None, sink: str) -> str | None:
        with card.recording(sink) as recording:
            player.renew(wanted)
            player.write(said, lambda: True)
            wait_until(lambda: loud(recording.last(0.1)), f"it is heard on {sink}")
            wait_until(lambda: not player.busy and not loud(recording.last(0.1)), "silence")
            assert likeness(recording.samples, said) > 0.5  # a busy machine may leave a gap in so short a sound
        return player.device

    try:
        with card.plugged("Kitchen"):
            assert "Kitchen" in {device.name for device in player.devices()}
            assert play("Kitchen", "kitchen") == "Kitchen"
            default = play(None, "fireside_out")
            assert default not in (None, "Kitchen")
            assert play("Kitchen", "kitchen") == "Kitchen"
        assert play("Kitchen", "fireside_out") == default  # it was unplugged
        with card.plugged("Kitchen"):
            assert play("Kitchen", "kitchen") == "Kitchen"  # and is back
    finally:
        player.close()


def test_another_device_is_seen_while_something_is_played(card: SoundCard, player: Player) -> None:
    player.write(melody(5.0), lambda: True)
    before = player.devices()
    with card.plugged("Headset"):
        assert {device.name for device in player.devices()} - {device.name for device in before} == {"Headset"}
    assert player.devices() == before
    assert sum(device.default for device in before) == 1
    assert player.busy


def test_without_a_sound_server_portaudio_knows_the_devices(card: SoundCard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.speech.pulse.sinks", lambda: ())
    player = Player()
    names = [device.name for device in player.devices()]
    assert "pulse" in names
    player.renew("pulse")
    assert player.device == "pulse"
    player.renew("gone")
    assert player.device in names
    player.close()


def test_a_device_that_stuttered_is_opened_with_more_care_until_it_was_calm(
    card: SoundCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    player, latencies = Player(), []

    def renewed() -> None:
        player.renew()
        latencies.append(player._stream.latency)

    renewed()
    stutter(player, within=2 * SOON)  # now and then is not often
    renewed()
    for _ in range(3):
        stutter(player)
        renewed()
    monkeypatch.setattr("backend.speech.care.CALM", 0.0)
    for _ in range(3):
        renewed()
    player.close()
    expected = [LATENCIES[0], *LATENCIES, LATENCIES[-1], *reversed(LATENCIES[:-1]), LATENCIES[0]]
    assert latencies == pytest.approx(expected, rel=0.2)


def test_only_a_dropout_that_is_heard_counts() -> None:
    player, late = Player(), SimpleNamespace(output_underflow=True)
    player._allocate()

    def play(*statuses: SimpleNamespace) -> int:
        for status in statuses:
            player._fill(np.zeros((480, 1), np.float32), 480, MOMENT, status)
        return player.underruns

    assert play(late, NO_STATUS, late) == 0  # nothing is said
    player.write(melody(0.5), lambda: True)
    assert play(late) == 0  # nothing was said before
    assert play(late, NO_STATUS, late) == 2
    player.pause(True)
    play(*[NO_STATUS] * 5)
    assert play(late, late) == 2  # it is silent
    player.pause(False)
    assert play(NO_STATUS, late) == 3


def test_what_is_queued_goes_on_when_it_is_opened_with_more_care(card: SoundCard) -> None:
    player, said = Player(), melody(4.0)
    player.open()
    with card.recording() as recording:
        player.write(said, lambda: True)
        wait_until(lambda: loud(recording.last(0.1)), "it is heard")
        player.open()
        assert player._stream.latency == pytest.approx(LATENCIES[0], rel=0.2)
        stutter(player)
        player.open()
        assert player._stream.latency == pytest.approx(LATENCIES[1], rel=0.2)
        wait_until(lambda: not player.busy, "all is heard")
        wait_until(lambda: not loud(recording.last(0.2)), "silence")
        heard = recording.samples
    player.close()
    assert likeness(heard, said) > 0.999  # with a gap


def test_a_full_ring_holds_the_producer_until_it_is_no_longer_wanted(player: Player) -> None:
    wanted = iter([True] * 10_000)
    assert not player.write(melody(60.0), lambda: next(wanted) and player.written < 30 * RATE)
    assert player.written >= 30 * RATE


def test_without_a_device_there_is_a_domain_error() -> None:
    with no_sound_card():
        player = Player()
        with pytest.raises(NoSound):
            player.open()
        assert player.device is None
        player.flush()
        player.close()


def test_without_portaudio_there_is_a_domain_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)  # importing it fails, as without the library
    with pytest.raises(NoSound, match="PortAudio"):
        Player().open()


def test_a_sound_server_that_dies_is_noticed() -> None:
    with sound_card() as card:
        player = Player()
        player.open()
        player.write(melody(25.0), lambda: True)
        card.kill()
        wait_until(lambda: player.lost, "the loss is noticed")
        with pytest.raises(NoSound):
            player.write(melody(25.0), lambda: True)


def test_resampling_in_pieces_is_the_same_as_at_once() -> None:
    import soxr

    said = melody(1.0)[::2].copy()
    resample = Resampler(48_000)
    pieces = [resample(Audio(said[start : start + 1_000], 22_050)) for start in range(0, len(said), 1_000)]
    whole = soxr.resample(said, 22_050, 48_000)
    assert np.allclose(np.concatenate([*pieces, resample.rest()]), whole, atol=1e-3)
