"""What can stop the program, and what each stop means to whoever started it.

    PrereviewError
    ├── UsageError            exit 2   the call itself is wrong
    │   ├── NotPermitted               the role does not allow it
    │   └── Conflict                   it contradicts what is already there
    ├── InputError            exit 3   a submission or file cannot be read
    │   └── NotFound                   there is no such claim, file or account (for whoever asks)
    ├── ConfigurationError    exit 4   settings, checklists or lexicons are unusable
    │   ├── ChecklistError             a checklist file breaks its schema
    │   ├── EngineError                no OCR engine of that name works here
    │   ├── ModelError                 a trained file is absent, foreign, newer or damaged
    │   │   └── GateError              a new version did not show what it has to before it is used
    │   └── Unavailable                the database or the disk cannot be used now
    └── BatchIncomplete       exit 5   some claims failed; the others are done

An imperfect *claim* is never an exception: it is a `Finding` in the report. Messages say what, where (file, page or
key) and what to do next; they never quote a claim's text, because errors end up in logs.
"""

from __future__ import annotations


class PrereviewError(Exception):
    """Base of every error this package raises on purpose."""

    exit_code = 1
    http_status = 500

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message}\n  {self.remedy}" if self.remedy else message


class UsageError(PrereviewError):
    """The command or call is wrong: unknown name, option or combination."""

    exit_code = 2
    http_status = 400


class NotPermitted(UsageError):
    """The role of whoever asks does not allow it."""

    http_status = 403


class Conflict(UsageError):
    """It contradicts what is already there: a key used for something else, a claim already closed."""

    http_status = 409


class InputError(PrereviewError):
    """A submission, file or claim.json cannot be read at all."""

    exit_code = 3
    http_status = 422


class NotFound(InputError):
    """There is no such thing, or it belongs to another organisation; the two look the same on purpose."""

    http_status = 404


class ConfigurationError(PrereviewError):
    """Settings, checklists, lexicons or models are unusable."""

    exit_code = 4


class ChecklistError(ConfigurationError):
    """A checklist file breaks its schema; every mistake is listed as `path -> key: message`."""


class EngineError(ConfigurationError):
    """No OCR engine of the requested name works on this machine."""


class ModelError(ConfigurationError):
    """A trained file is absent, damaged, foreign or written by a newer version."""


class Unavailable(ConfigurationError):
    """The database or the disk cannot be used now; nothing was lost, the same call may be made again."""

    http_status = 503


class GateError(ModelError):
    """A new version of a model did not pass its gates; the one in use stays."""


class BatchIncomplete(PrereviewError):
    """Some claims of a batch failed; each is named and the rest are done."""

    exit_code = 5
