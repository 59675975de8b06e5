"""What can go wrong, as domain words; `api/errors.py` alone turns them into HTTP."""

from __future__ import annotations

from backend.domain import Problem


class FiresideError(Exception):
    """Something the person should be told. `hint` names the one next step, `param` the field at fault."""

    type = "error"

    def __init__(self, message: str, hint: str = "", *, param: str | None = None) -> None:
        super().__init__(message)
        self.message, self.hint, self.param = message, hint, param

    @property
    def problem(self) -> Problem:
        """The same, as a value that can be stored and sent."""
        return Problem(type=self.type, message=self.message, hint=self.hint, param=self.param)


class NotFound(FiresideError):
    """No such thread, message, run, voice or file."""

    type = "not_found"


class Invalid(FiresideError):
    """The request makes no sense."""

    type = "invalid"


class Conflict(FiresideError):
    """Right in itself, but not now."""

    type = "conflict"


class TooLarge(FiresideError):
    """More than Fireside takes in one go."""

    type = "too_large"


class ModelMissing(FiresideError):
    """There is no such model, or its file is gone."""

    type = "model_missing"


class ModelBroken(FiresideError):
    """The file is no model that can be loaded."""

    type = "model_broken"


class EngineFailed(FiresideError):
    """The model could not answer."""

    type = "engine_failed"


class PromptTooLong(FiresideError):
    """The prompt does not fit the model's context."""

    type = "prompt_too_long"


class WorkerDied(FiresideError):
    """A worker process ended while it was needed."""

    type = "worker_died"


class NoSound(FiresideError):
    """There is no usable sound device."""

    type = "no_sound"


class Offline(FiresideError):
    """The off switch of all outgoing connections is on."""

    type = "offline"


class VoiceBroken(FiresideError):
    """The files of a voice are damaged, not all there, or of a kind that is not known."""

    type = "voice_broken"


class DownloadFailed(FiresideError):
    """A file could not be fetched, or is not what it should be."""

    type = "download_failed"


class UpdateRefused(FiresideError):
    """What claims to be a newer Fireside is not to be trusted, or not for this computer."""

    type = "update_refused"


class Gated(FiresideError):
    """It is given only to those who accepted a licence, or who are signed in."""

    type = "gated"


class StoreTooNew(FiresideError):
    """The database was written by a newer Fireside."""

    type = "store_too_new"


class StoreBroken(FiresideError):
    """The database cannot be read."""

    type = "store_broken"


class StoreUnwritable(FiresideError):
    """The data folder cannot be written: permissions, or the disk is full."""

    type = "store_unwritable"


class AlreadyRunning(FiresideError):
    """Another Fireside holds the port or the data folder."""

    type = "already_running"


ERRORS: dict[str, type[FiresideError]] = {error.type: error for error in FiresideError.__subclasses__()}


def from_problem(problem: Problem) -> FiresideError:
    """The error that a problem was made from; how one crosses from a worker."""
    error = ERRORS.get(problem.type, FiresideError)
    return error(problem.message, problem.hint, param=problem.param)
