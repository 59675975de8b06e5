"""Tells what is being spoken: one state, which is published whenever it changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from backend.domain import Problem, SpeechState, SpeechStatus, SpokenWord, Utterance
from backend.errors import NoSound
from backend.events import Event, Notice, SpeechStateChanged, WordHeard
from backend.speech.reading import Reading

Output = Literal["device", "page"]


class Telling:
    """Publishes `speech.state`, `speech.word` and `notice`."""

    def __init__(self, publish: Callable[[Event], None]) -> None:
        self.state = SpeechState()
        self._publish = publish
        self._no_sound_told = False

    def show(self, reading: Reading, utterance: Utterance | None, output: Output | None = None) -> None:
        """This utterance of a reading is heard, or will be; None: it is not known yet."""
        self._change(
            SpeechState(
                status=SpeechStatus.PAUSED if self.state.status is SpeechStatus.PAUSED else SpeechStatus.PLAYING,
                message_id=reading.message_id,
                text=utterance.text if utterance else "",
                output=output or self.state.output,
                index=reading.index,
                count=len(reading.utterances),
                complete=reading.known,
                source=utterance.source if utterance else None,
            )
        )

    def count(self, reading: Reading) -> None:
        """There are more utterances, or it is known that no more will come."""
        if self.state.status is not SpeechStatus.IDLE:
            known = {"count": len(reading.utterances), "complete": reading.known}
            self._change(self.state.model_copy(update=known))

    def place(self, output: Output) -> None:
        """Where it is heard has been found out."""
        self._change(self.state.model_copy(update={"output": output}))

    def word(self, word: SpokenWord) -> None:
        """The next word is heard."""
        self.state = self.state.model_copy(update={"word": word})
        self._publish(WordHeard(index=self.state.index, word=word))

    def pause(self, paused: bool) -> None:
        """What is spoken was paused, or goes on."""
        status = SpeechStatus.PAUSED if paused else SpeechStatus.PLAYING
        self._change(self.state.model_copy(update={"status": status}))

    def silent(self) -> None:
        """Nothing is spoken any more."""
        self._change(SpeechState(output=self.state.output))

    def sound(self, there: bool) -> None:
        """Whether there is a sound device: that there is none is told once, until there is one."""
        if not there and not self._no_sound_told:
            self.notice(NoSound("No sound device was found.", "The page plays replies instead.").problem, "info")
        self._no_sound_told = not there

    def notice(self, problem: Problem, level: Literal["info", "warning", "error"] = "warning") -> None:
        """Something the person should know."""
        self._publish(Notice(level=level, problem=problem))

    def _change(self, state: SpeechState) -> None:
        if state != self.state:
            self.state = state
            self._publish(SpeechStateChanged(state=state))
