"""`revdoor alerts test`: a message that says that nothing happened, through every channel."""

from __future__ import annotations

from etl.commands.clock import parse_clock
from etl.commands.screen import screen
from etl.config import Settings
from etl.errors import RevdoorError
from etl.io.session import open_database
from etl.log import configure
from etl.pipeline import open_context


def send_test() -> None:
    """Send it and say of each channel whether it took the message; `RevdoorError` if one did not."""
    from etl.alerts.run import send_test as send

    settings = Settings.load()
    configure(settings.log_level)
    with open_database(settings) as engine:
        results = send(open_context(engine, parse_clock(None)))
    for name, error in results:
        screen().print(f"{name}: {error or 'taken'}")
    failed = [name for name, error in results if error]
    if failed:
        raise RevdoorError(f"Channels that did not take the message: {', '.join(failed)}; correct REVDOOR_ALERT_URLS")
