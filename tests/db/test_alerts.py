"""The stage `alerts` on the migrated schema: one alert an episode, told once through each channel."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

import etl.alerts.desk
import etl.alerts.outbox
import etl.alerts.run
import etl.io.notify
import etl.signals.run
from etl.context import Context
from etl.io.notify import DeliveryError, File, Message
from tests.conftest import MakeContext
from tests.db.leadership import DAY, NOW, Filler

pytestmark = pytest.mark.db
TODAY = NOW.date()


def step(context: Context) -> dict[str, int]:
    etl.signals.run.run(context)
    return etl.alerts.run.run(context)


def alerts(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT * FROM mart.alert ORDER BY opened_at")))


def told(context: Context) -> list[dict[str, Any]]:
    path = context.home / "alerts" / "alerts.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def burst(filler: Filler, company: str = "acme") -> None:
    filler.poll(days=3)
    filler.change("ceo", "ada", "bo", filler.now.date() - DAY, company=company)
    filler.change("ceo", "bo", "di", filler.now.date(), company=company)


class Flaky:
    """A channel of which a test decides whether it takes a message."""

    name = "flaky"

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.refuses = False

    def send(self, message: Message) -> None:
        if self.refuses:
            raise DeliveryError("flaky is closed")
        self.taken.append(message["delivery_id"])


@pytest.fixture
def flaky(monkeypatch: pytest.MonkeyPatch) -> Flaky:
    channel = Flaky()
    monkeypatch.setattr(etl.alerts.desk, "standing_channels", lambda settings: [channel])
    return channel


def test_a_burst_is_one_alert_told_once_by_each_channel(engine: Engine, context: Context) -> None:
    burst(Filler(engine))
    assert step(context) == {"opened": 1, "updated": 0, "closed": 0, "sent": 2, "failed": 0}
    (alert,) = alerts(engine)
    assert (alert.company, alert.level, alert.opened_at, alert.closed_at) == ("Acme", "page", NOW, None)
    assert len(alert.transitions) == 2
    assert [each["state"] for each in alert.deliveries] == ["sent", "sent"]
    (message,) = told(context)
    assert message["subject"] == "Acme: 2 changes at the top (page, opened)"
    assert "chief executive: Ada → Bo" in message["text"]
    assert "“Bo joins Acme as CEO.”\n    https://news.example/" in message["text"]


def test_the_same_run_again_says_nothing(engine: Engine, context: Context) -> None:
    burst(Filler(engine))
    step(context)
    assert step(context) == {"opened": 0, "updated": 0, "closed": 0, "sent": 0, "failed": 0}
    assert len(told(context)) == 1


def test_a_new_change_updates_and_quiet_closes(engine: Engine, make_context: MakeContext) -> None:
    burst(Filler(engine))
    step(make_context(NOW))
    later = Filler(engine, NOW + 2 * DAY)
    later.change("ceo", "di", "ada", TODAY + 2 * DAY)
    assert step(make_context(NOW + 2 * DAY))["updated"] == 1
    (alert,) = alerts(engine)
    assert [entry["in_person"] for entry in alert.evidence] == ["Bo", "Di", "Ada"]
    assert step(make_context(NOW + 32 * DAY))["closed"] == 1
    (alert,) = alerts(engine)
    assert alert.closed_at == NOW + 32 * DAY
    assert len(alert.transitions) == 3
    assert [message["kind"] for message in told(make_context())] == ["opened", "updated", "closed"]


def test_a_denial_withdraws(engine: Engine, make_context: MakeContext) -> None:
    burst(Filler(engine))
    step(make_context(NOW))
    Filler(engine, NOW + DAY).deny(f"acme-di-in-ceo-{TODAY}")
    assert step(make_context(NOW + DAY))["closed"] == 1
    assert told(make_context())[-1]["reason"].startswith("Withdrawn")


def test_old_news_open_nothing(engine: Engine, make_context: MakeContext) -> None:
    burst(Filler(engine))
    later = NOW + 4 * DAY
    Filler(engine, later).poll(days=5)
    assert step(make_context(later))["opened"] == 0


def test_a_backfill_stores_and_never_sends(engine: Engine, make_context: MakeContext) -> None:
    burst(Filler(engine))
    assert step(make_context(NOW, is_backfill=True)) == {"opened": 1, "updated": 0, "closed": 0, "sent": 0, "failed": 0}
    assert step(make_context(NOW + dt.timedelta(hours=1)))["sent"] == 0
    assert told(make_context()) == []


def test_a_channel_that_refuses_gets_it_later(engine: Engine, make_context: MakeContext, flaky: Flaky) -> None:
    burst(Filler(engine))
    flaky.refuses = True
    assert step(make_context(NOW))["failed"] == 1
    assert alerts(engine)[0].deliveries[0]["state"] == "pending"
    flaky.refuses = False
    assert step(make_context(NOW + dt.timedelta(hours=1)))["sent"] == 1
    assert alerts(engine)[0].deliveries[0]["attempts"] == 2


def test_a_channel_that_always_refuses_is_given_up(engine: Engine, make_context: MakeContext, flaky: Flaky) -> None:
    burst(Filler(engine))
    flaky.refuses = True
    for minutes in range(etl.alerts.outbox.MOST_ATTEMPTS + 2):
        step(make_context(NOW + dt.timedelta(seconds=minutes)))
    assert alerts(engine)[0].deliveries[0] | {"sent_at": None} == {
        "channel": "flaky", "kind": "opened", "state": "failed", "attempts": etl.alerts.outbox.MOST_ATTEMPTS, "sent_at": None
    }


class Killed(BaseException):
    """Stands for the death of the process."""


def test_death_between_sending_and_marking_loses_and_doubles_nothing(
    engine: Engine, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    burst(Filler(engine))
    burst(Filler(engine), "bolt")
    send = File.send

    def send_and_die(self: File, message: Message) -> None:
        send(self, message)
        raise Killed

    monkeypatch.setattr(File, "send", send_and_die)
    for _ in range(2):
        with pytest.raises(Killed):
            step(context)
    monkeypatch.undo()
    step(context)
    assert sorted(message["company"] for message in told(context)) == ["Acme", "Bolt"]
    assert all(each["state"] == "sent" for alert in alerts(engine) for each in alert.deliveries)


def test_death_before_the_episode_is_stored_leaves_nothing_half_done(
    engine: Engine, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    burst(Filler(engine))

    def die(*args: object) -> None:
        raise Killed

    monkeypatch.setattr(etl.alerts.run, "delivery_id", die)
    with pytest.raises(Killed):
        step(context)
    monkeypatch.undo()
    assert alerts(engine) == []
    assert step(context)["opened"] == 1


def test_a_test_message_goes_to_every_channel(context: Context, tmp_path: Path) -> None:
    assert etl.alerts.run.send_test(context) == [("console", None), ("file", None)]
    assert told(context)[0]["kind"] == "test"


def test_a_test_message_tells_which_channel_refused(context: Context, flaky: Flaky) -> None:
    flaky.refuses = True
    assert etl.alerts.run.send_test(context) == [("flaky", "flaky is closed")]


def test_a_team_is_told_when_its_quiet_hours_end(engine: Engine, make_context: MakeContext, monkeypatch: pytest.MonkeyPatch) -> None:
    home = make_context(NOW).home
    home.mkdir(parents=True, exist_ok=True)
    monkeypatch.setenv("DESK_URL", "signed+https://s@desk.example/")
    (home / "alerts.yml").write_text(
        "channels: {desk: {url_from: DESK_URL}}\n"
        'teams: {night: {channels: [desk], quiet: {start: "22:00", end: "07:00", timezone: UTC, pages: held}}}\n'
    )
    posted: list[str] = []
    monkeypatch.setattr(etl.io.notify.SignedWebhook, "send", lambda channel, message: posted.append(message["subject"]))
    burst(Filler(engine))
    assert step(make_context(NOW))["sent"] == 2, "console and file"
    assert posted == []
    assert step(make_context(NOW + DAY / 24))["sent"] == 0
    assert step(make_context(NOW + DAY / 24 * 8))["sent"] == 1
    assert posted == ["Acme: 2 changes at the top (page, opened)"]
