"""Settings from the environment: what is wrong is said with the variable's name."""

from __future__ import annotations

import pytest

from etl.config import Settings
from etl.errors import ConfigError


@pytest.mark.parametrize("contact", ["", "https://example.org/bot", "Jane Doe jane@example.org", "x" * 200])
def test_a_contact_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch, contact: str) -> None:
    monkeypatch.setenv("REVDOOR_CONTACT", contact)
    assert Settings.load().contact == contact


@pytest.mark.parametrize(
    "contact",
    [
        "a@b.example\n", "a\r\nX-Injected: 1", "a\tb", " ", " a", "jürgen@b.example", "x" * 201,
        "a (b)", "a\\b", "<a@b.example>", "[a]", "{a}",
    ],
)  # fmt: skip
def test_a_contact_that_is_none_is_an_error_that_says_why(monkeypatch: pytest.MonkeyPatch, contact: str) -> None:
    monkeypatch.setenv("REVDOOR_CONTACT", contact)
    with pytest.raises(ConfigError, match=r"REVDOOR_CONTACT: .*one line of printable ASCII without brackets, of at most 200 characters"):
        Settings.load()
