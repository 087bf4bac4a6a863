"""The channels of a home and who is told through which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from etl.alerts.routing import ChannelEntry, Routing, load_routing
from etl.config import Settings
from etl.io.notify import Channel, NotifierChannel, channel_of_variable, standing_channels


@dataclass(frozen=True, slots=True)
class Desk:
    """All channels by name; those of `always` are told of everything, the others what the routing sends them."""

    channels: Mapping[str, Channel]
    always: tuple[str, ...]
    routing: Routing | None

    @classmethod
    def open(cls, settings: Settings) -> Desk:
        """The desk of the settings; `ConfigError` or `CatalogError` where a channel or the file can't be used."""
        routing = load_routing(settings.alert_config_path)
        standing = {channel.name: channel for channel in standing_channels(settings)}
        routed = {name: _channel(name, entry) for name, entry in routing.channels.items()} if routing else {}
        return cls(standing | routed, tuple(standing), routing)


def _channel(name: str, entry: ChannelEntry) -> Channel:
    if entry.url_from:
        return channel_of_variable(name, entry.url_from)
    assert entry.notifier
    return NotifierChannel(entry.notifier, entry.arguments, name)
