"""The errors that Revolving Door raises on purpose; each names what failed, where, and what to do next."""

from __future__ import annotations


class RevdoorError(Exception):
    """Base of every error that is meant for a person; its text is shown without a traceback."""


class ConfigError(RevdoorError):
    """A setting or an environment variable can't be used."""


class CatalogError(RevdoorError):
    """A catalogue file is wrong; the text names the file and the line."""


class DatabaseError(RevdoorError):
    """The database can't be reached, started or migrated."""


class FetchError(RevdoorError):
    """A URL can't be fetched; `reason` is one of the outcome names that `raw.fetch` stores."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class ModelError(RevdoorError):
    """The shipped model is missing, damaged or of another version than the code."""
