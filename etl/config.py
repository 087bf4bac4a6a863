"""Settings from the environment; every state of a home lives under `REVDOOR_HOME`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from etl.errors import ConfigError

CONTACT_CHARACTERS = 200
_CONTACT = re.compile(r"[!-~](?:[ -~]*[!-~])?")
_BRACKETS = frozenset("()<>[]{}\\")
"""What would end or begin a comment in a User-Agent, and what looks like it."""


class Settings(BaseSettings):
    """What a run may be told from outside; names are `REVDOOR_` and the field in capitals.

    Raises `ConfigError` through `Settings.load()` where a value can't be used.
    """

    model_config = SettingsConfigDict(env_prefix="REVDOOR_", extra="forbid", frozen=True)

    home: Path = Field(default=Path("var"), description="Folder of all state")
    database_url: str | None = Field(default=None, description="A Postgres to use instead of the embedded one")
    catalog: Path | None = Field(default=None, description="Folder of a catalogue to use instead of the shipped one")
    alert_urls: str = Field(default="", description="Further alert channels, as apprise URLs separated by blanks")
    alert_config: Path | None = Field(default=None, description="Teams, channels, quiet hours; default: alerts.yml in the home")
    fetch_timeout_seconds: float = Field(default=30.0, gt=0, description="Longest time for one feed, drips included")
    fetch_max_bytes: int = Field(default=20_000_000, gt=0, description="Largest body after decompression")
    fetch_concurrency: int = Field(default=32, ge=1, description="Feeds polled at the same time")
    contact: str = Field(default="", description="Address or URL of the operator, shown to the sites that are asked, in the User-Agent")
    raw_days: int = Field(default=730, ge=0, description="Days for which fetched bytes are kept; 0: for ever")
    log_level: str = Field(default="INFO", description="Level of the log on standard error")

    @field_validator("contact")
    @classmethod
    def _is_fit_for_a_header(cls, contact: str) -> str:
        if contact and (len(contact) > CONTACT_CHARACTERS or not _CONTACT.fullmatch(contact) or _BRACKETS & set(contact)):
            raise ValueError(f"a contact is one line of printable ASCII without brackets, of at most {CONTACT_CHARACTERS} characters")
        return contact

    @classmethod
    def load(cls) -> Self:
        """Read the environment; a wrong value is a `ConfigError` that names the variable."""
        try:
            return cls()
        except ValidationError as error:
            first = error.errors()[0]
            name = "REVDOOR_" + "_".join(str(part) for part in first["loc"]).upper()
            raise ConfigError(f"{name}: {first['msg']} (got {first.get('input')!r}); correct or unset it") from error

    @property
    def alert_config_path(self) -> Path | None:
        """The file of the alerts' routing; null if there is none."""
        default = self.home_path / "alerts.yml"
        return self.alert_config or (default if default.exists() else None)

    @property
    def home_path(self) -> Path:
        """The home as an absolute path."""
        return self.home.expanduser().resolve()
