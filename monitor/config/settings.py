"""The settings of ``monitor.yaml``. Where a channel is described: :mod:`monitor.config.channels`."""

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo, model_validator

from monitor.config.channels import ChannelSettings
from monitor.config.model import Model, Whole, fault_at, surroundings, written
from monitor.config.secrets import Secret, SecretUrl, WithSecrets, revealed
from monitor.config.store import StoreAddress, parse_store
from monitor.config.summary import SummarySettings
from monitor.config.values import (
    Duration,
    FilePath,
    Identifier,
    Pause,
    Private,
    Size,
    Timeout,
    WebUrl,
    Zone,
    check_url,
    is_loopback,
    parse_mail_address,
)
from monitor.model import EditPolicy

# Settings that are held against each other, and against no others.
TOGETHER = frozenset({"channels", "commands", "notices", "summary", "web", "websub"})
_LEAST_IDENTITIES = timedelta(days=7)

Patterns = tuple[Annotated[str, Field(min_length=1, max_length=1000)], ...]


_EVERYWHERE = frozenset({"0.0.0.0", "[::]"})  # noqa: S104 - looked for, not listened at
_LISTEN = r"^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}$"


def _check_listen(value: str) -> str:
    if not re.fullmatch(_LISTEN, value):
        raise ValueError("is not an address and a port: write 127.0.0.1:8080 or [::1]:8080")
    if int(value.rpartition(":")[2]) > 65535:
        raise ValueError("names a port that there is not: the highest is 65535")
    return value


Listen = Annotated[str, AfterValidator(_check_listen), Field(json_schema_extra={"pattern": _LISTEN})]


class VocabularySettings(Model):
    """Where topics and officials are described."""

    topics: Patterns = ("topics/*.yaml",)
    """Files of topics; `*` stands for any part of a name."""
    officials: Patterns = ("officials/*.yaml",)
    """Files of officials; `*` stands for any part of a name."""


class PollingSettings(Model):
    """How often and how hard feeds are read."""

    interval: Duration = written("15m")
    """How often a feed is read, unless it says otherwise."""
    min_interval: Duration = written("2m")
    """No feed is read more often than this."""
    max_interval: Duration = written("24h")
    """No feed waits longer than this, whatever its server asks for."""
    adaptive: bool = True
    """Whether a feed that seldom publishes is read up to four times as seldom, and one that turns over between two
    readings more often."""
    concurrency: Annotated[Whole, Field(ge=1, le=1000)] = 64
    """How many requests may be under way at once."""
    spacing: Pause = written("1s")
    """Pause between two requests to one host."""
    per_host: Annotated[Whole, Field(ge=1, le=16)] = 1
    """How many requests may be under way at one host."""
    backfill: Annotated[Whole, Field(ge=0, le=1000)] = 0
    """How many entries the first reading of a feed may alert on, newest first."""

    @model_validator(mode="after")
    def _check_order(self) -> "PollingSettings":
        if self.min_interval > self.max_interval:
            fault_at("min_interval", "`min_interval` is longer than `max_interval`")
        if not self.min_interval <= self.interval <= self.max_interval:
            fault_at("interval", "`interval` must lie between `min_interval` and `max_interval`")
        return self


class NetworkSettings(WithSecrets):
    """How the outside is reached."""

    secret_keys: ClassVar[tuple[str, ...]] = ("proxy",)

    allow_private: tuple[Private, ...] = ()
    """Private addresses, networks and hosts that may be reached, each perhaps with a port; all others are refused."""
    proxy: SecretUrl | None = None
    """Proxy for feeds, pages, webhooks and chat services. Counts as a secret; or use `proxy_file`."""
    proxy_file: FilePath | None = None
    """File that holds the address of the proxy."""
    proxy_by: Literal["name", "address"] = "name"
    """What proxies, those of feeds too, are asked for: a site by its name, or the address that was found for it."""
    robots: bool = True
    """Whether article pages that a site's robots.txt closes to robots are left alone. Feeds are read all the same."""
    timeout: Timeout = written("30s")
    """Time limit of one request, from beginning to end."""
    max_body: Size = written("10MiB")
    """Longest answer that is read, after decompression."""


def _check_base(value: str) -> str:
    parts = urlsplit(value)
    if "@" in parts.netloc:
        raise ValueError("holds a user name: leave it out")
    if parts.query or parts.fragment:
        raise ValueError("holds a `?` or `#`: give what stands before every path, such as https://news.example.org")
    return value.rstrip("/")


def _check_ascii(value: str) -> str:
    if not value.isascii():
        raise ValueError("holds letters beyond ASCII: write its host as browsers send it (xn--...)")
    return value


BaseUrl = Annotated[WebUrl, AfterValidator(_check_base)]


def _check_token(token: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9._~-]{20,200}", token.get_secret_value()):
        raise ValueError("is not 20 to 200 letters, digits or any of `.-_~`: `openssl rand -hex 32` makes a token")
    return token


class WebSettings(WithSecrets):
    """What the service serves to readers on this machine, or on others: the files of `feed` channels."""

    secret_keys: ClassVar[tuple[str, ...]] = ("token",)

    listen: Listen = "127.0.0.1:8080"
    """Address and port to listen on. Others than this machine's own need a token."""
    base_url: Annotated[BaseUrl, AfterValidator(_check_ascii)] | None = None
    """How readers reach that address, such as `https://news.example.org/monitor`; feeds name themselves by it."""
    token: Annotated[Secret, AfterValidator(_check_token)] | None = None
    """Token that readers must show, of 20 characters or more; or use `token_file`."""
    token_file: FilePath | None = None
    """File that holds the token that readers must show."""

    @model_validator(mode="after")
    def _check_open(self) -> "WebSettings":
        if self.token is None and not self.at_home:
            fault_at(
                "listen",
                "`listen` lets other machines in, and feeds tell what is watched for: "
                "add `token_file`, or listen at 127.0.0.1",
            )
        return self

    @property
    def at_home(self) -> bool:
        """Whether only this machine can come to the address."""
        return is_loopback(self.listen.rpartition(":")[0].strip("[]"))


class WebSubSettings(Model):
    """News by push: hubs call this machine when a feed that names them has news."""

    listen: Listen = "127.0.0.1:8090"
    """Address and port to listen on, for the proxy in front."""
    public_url: BaseUrl
    """How hubs reach that address from outside, such as `https://news.example.org/push`."""
    lease: Duration = written("10d")
    """How long a subscription is asked for; it is renewed before it ends."""
    poll_interval: Duration = written("4h")
    """How often a feed is still polled while its news are pushed."""


def _check_identities(value: timedelta) -> timedelta:
    if value < _LEAST_IDENTITIES:
        raise ValueError("must be at least 7d: what comes back would be taken for news")
    return value


class RetentionSettings(Model):
    """How long things are kept."""

    articles: Duration = written("90d")
    """How long the text of an article is kept."""
    alerts: Duration = written("2y")
    """How long alerts and what became of them are kept."""
    identities: Annotated[Duration, AfterValidator(_check_identities)] = written("1y")
    """How long an entry that has left its feed is still recognised when it comes back."""


class HealthSettings(Model):
    """Of what the channels in `notices` hear when sources are not well."""

    silence: bool = True
    """Whether they hear of a source that has nothing new for longer than its own rhythm explains."""
    pages: bool = True
    """Whether they hear of a source whose pages give no text: a consent wall, a paywall, a new layout."""
    failing_after: Duration = written("24h")
    """How long a source must have failed before they hear of it."""


def _check_contact(value: str) -> str:
    try:
        if "@" in value and "/" not in value:
            parse_mail_address(value)
        else:
            check_url(value)
    except ValueError:
        raise ValueError("is neither a mail address nor a web address") from None
    return value


def _store_address(value: object, info: ValidationInfo) -> object:
    text = revealed(value, info)
    if not isinstance(text, str):
        raise ValueError("must be text, such as sqlite:///data/monitor.db")  # noqa: TRY004 - pydantic takes ValueError
    return parse_store(text, surroundings(info))


class Settings(WithSecrets):
    """Everything that ``monitor.yaml`` says. Every key may be left out."""

    secret_keys: ClassVar[tuple[str, ...]] = ("store",)

    store: Annotated[StoreAddress, BeforeValidator(_store_address, json_schema_input_type=str)] = written(
        "sqlite:///data/monitor.db"
    )
    """Where everything is remembered: `sqlite:///FILE` or `postgresql://USER@HOST/DATABASE`; may hold `${NAME}`."""
    store_file: FilePath | None = None
    """File that holds the address of the database, where that holds a password."""
    timezone: Zone = "UTC"
    """Time zone of the readers of alerts."""
    contact: Annotated[str, AfterValidator(_check_contact)] | None = None
    """Mail or web address that site owners can write to; goes into the User-Agent of every request."""
    feeds: Patterns = ("feeds.yaml",)
    """Files of feeds; `*` stands for any part of a name."""
    rules: Patterns = ("rules/*.yaml",)
    """Files of watch rules; `*` stands for any part of a name."""
    vocabulary: VocabularySettings = Field(default_factory=VocabularySettings)
    """Files of topics and officials."""
    polling: PollingSettings = Field(default_factory=PollingSettings)
    """How often and how hard feeds are read."""
    network: NetworkSettings = Field(default_factory=NetworkSettings)
    """How the outside is reached."""
    web: WebSettings | None = None
    """What is served to readers. By default the files of `feed` channels, to this machine alone, where there are any.
    """
    websub: WebSubSettings | None = None
    """News by push, for feeds that name a hub. Off unless given."""
    retention: RetentionSettings = Field(default_factory=RetentionSettings)
    """How long things are kept."""
    health: HealthSettings = Field(default_factory=HealthSettings)
    """Of what the channels in `notices` hear when sources are not well."""
    edits: EditPolicy = EditPolicy.WHEN_RULE_RELEVANT
    """Whether people hear that an article was changed: `ignore`, `when-rule-relevant` or `always`."""
    summary: SummarySettings = Field(default_factory=SummarySettings)
    """How articles are summed up."""
    channels: Mapping[Identifier, ChannelSettings] = Field(default_factory=dict)
    """Where alerts go, by name. Without any, alerts are only listed."""
    commands: Literal["disabled", "enabled"] = "disabled"
    """Whether channels may run programs (`command`): `enabled` or `disabled`."""
    notices: tuple[Identifier, ...] | None = None
    """Channels that hear of the service itself, such as of a feed that is held; by default `ops`, else all."""

    @model_validator(mode="after")
    def _check_notices(self) -> "Settings":
        unknown = next((name for name in self.notices or () if name not in self.channels), None)
        if unknown is not None:
            fault_at("notices", f"`notices` names the channel `{unknown}`, which `channels` does not describe")
        return self

    @model_validator(mode="after")
    def _check_channels(self) -> "Settings":
        directories: dict[str, str] = {}
        for name, channel in self.channels.items():
            if channel.feed is not None:
                other = directories.setdefault(os.path.abspath(channel.feed.directory), name)  # noqa: PTH100
                if other != name:
                    fault_at("channels", f"the channels `{other}` and `{name}` write to the same directory")
            if channel.command is not None and self.commands != "enabled":
                fault_at(
                    "channels",
                    f"the channel `{name}` runs a program, which is off: if that is meant, add `commands: enabled`",
                )
        return self

    @model_validator(mode="after")
    def _check_listeners(self) -> "Settings":
        if self.web is None or self.websub is None or "listen" not in self.web.model_fields_set:
            return self
        (host, _, port), (other, _, other_port) = (each.listen.rpartition(":") for each in (self.web, self.websub))
        if port == other_port != "0" and (host == other or _EVERYWHERE & {host, other}):
            fault_at("websub", f"`websub` and `web` both listen at port {port}: give one of them another `listen`")
        return self

    @model_validator(mode="after")
    def _check_languages(self) -> "Settings":
        if self.summary.llm is None:
            named = next((name for name, channel in self.channels.items() if channel.language), None)
            if named is not None:
                message = (
                    f"channel `{named}` has a `language`, which takes a model: describe `summary.llm`, or remove it"
                )
                fault_at("channels", message)
        return self

    @property
    def web_room(self) -> WebSettings | None:
        """How the service serves; ``None`` when it serves nothing."""
        if self.web is None and any(channel.feed and channel.feed.serve for channel in self.channels.values()):
            return WebSettings()
        return self.web

    @property
    def notice_channels(self) -> tuple[str, ...]:
        """The channels that notices go to."""
        if self.notices is not None:
            return self.notices
        return ("ops",) if "ops" in self.channels else tuple(self.channels)
