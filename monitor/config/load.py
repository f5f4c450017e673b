"""From a directory of YAML files to a :class:`Configuration`, or to the list of all that is wrong in it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from monitor import model
from monitor.config import circles, items, references
from monitor.config.checking import validate
from monitor.config.faults import Faults, shown
from monitor.config.feeds import FeedSpec
from monitor.config.items import Collection, Item
from monitor.config.model import Model, Surroundings
from monitor.config.rules import RuleSpec
from monitor.config.settings import TOGETHER, Settings
from monitor.config.sound import sound_part
from monitor.config.store import StoreAddress
from monitor.config.vocabulary import OfficialSpec, TopicSpec
from monitor.config.yaml import Document, read_document, salvaged
from monitor.errors import ConfigError, ConfigFault
from monitor.rulebook import Rulebook

Spec = TypeVar("Spec", bound=Model)

_SETTINGS_NAME = "monitor.yaml"
_OF_STORE = ("store", "store_file")
_NO_FEED = "`news-monitor feeds add ADDRESS` adds one to the first file under `feeds`, which may begin as `feeds: []`"


@dataclass(frozen=True)
class Configuration:
    """Everything that was configured; holds secrets, none of which its ``repr`` shows.

    ``files`` are the files read and the directories searched, for the reload watcher. ``hidden_addresses`` are the ids
    of feeds whose address holds a secret: a part of it comes from a file or the environment.
    """

    settings: Settings
    feeds: tuple[model.Feed, ...]
    rulebook: Rulebook
    files: tuple[Path, ...]
    hidden_addresses: frozenset[str] = frozenset()
    warnings: tuple[ConfigFault, ...] = ()


@dataclass(frozen=True)
class Examined:
    """What can be said of files that may hold faults; without any, the ``configuration``.

    ``settings`` are there if the settings file is right in itself. ``feeds`` are those that are, and ``rulebook`` has
    the rules that are, with all that they refer to; ``rules`` is how many stand in the files. ``hidden_addresses`` are
    as in :class:`Configuration`.
    """

    faults: tuple[ConfigFault, ...] = ()
    warnings: tuple[ConfigFault, ...] = ()
    settings: Settings | None = None
    feeds: tuple[model.Feed, ...] = ()
    hidden_addresses: frozenset[str] = frozenset()
    rulebook: Rulebook = field(default_factory=lambda: Rulebook(()))
    rules: int = 0
    configuration: Configuration | None = None


def load(path: Path, environ: Mapping[str, str], now: datetime | None = None) -> Configuration:
    """The configuration that begins at ``path`` (``monitor.yaml``); secrets may come from ``environ``.

    With ``now`` (aware), the warnings tell of rules that have expired. Raises ``ConfigError`` with every fault of every
    file. Opens files and nothing else.
    """
    return _Load(path, environ, now).configuration()


def examine(path: Path, environ: Mapping[str, str], now: datetime) -> Examined:
    """All that can be said of the files that begin at ``path``, where they hold faults, too; as :func:`load`."""
    try:
        return _Load(path, environ, now).examined()
    except ConfigError as error:
        return Examined(error.faults)


def find_store(path: Path, environ: Mapping[str, str]) -> StoreAddress:
    """The database that the settings at ``path`` name, whatever else is wrong with them, or with other files.

    Raises ``ConfigError`` when there are no settings, or when it is what they say of the database that is wrong.
    """
    return _Load(path, environ, None).store()


def find_settings(path: Path, environ: Mapping[str, str], *keys: str) -> Settings:
    """What the settings at ``path`` say under ``keys``, whatever is wrong with others, or with other files.

    The others have their defaults. Raises ``ConfigError`` when there are no settings, or when one of ``keys`` is wrong.
    """
    return _Load(path, environ, None).some(keys)


@dataclass
class _Specs:
    """The items of all kinds that are right in themselves, each with where it stands."""

    feeds: list[tuple[Item, FeedSpec]] = field(default_factory=list)
    topics: list[tuple[Item, TopicSpec]] = field(default_factory=list)
    officials: list[tuple[Item, OfficialSpec]] = field(default_factory=list)
    rules: list[tuple[Item, RuleSpec]] = field(default_factory=list)

    def unique(self) -> "_Specs":
        """Those whose id no other has."""
        return _Specs(self.feeds, _unique(self.topics), _unique(self.officials), _unique(self.rules))


def _unique(found: list[tuple[Item, Spec]]) -> list[tuple[Item, Spec]]:
    times = Counter(item.id for item, _ in found)
    return [(item, spec) for item, spec in found if times[item.id] == 1]


class _Load:
    """One load: the faults found so far, and the files touched."""

    def __init__(self, path: Path, environ: Mapping[str, str], now: datetime | None) -> None:
        self._path = path
        self._environ = environ
        self._now = now
        self._zone: tzinfo = UTC
        self._faults = Faults()
        self._touched: dict[Path, None] = {path: None}
        self._rules_listed = 0

    def configuration(self) -> Configuration:
        """Raises ``ConfigError``."""
        settings, specs = self._read()
        self._faults.raise_any()
        assert settings is not None  # noqa: S101 - without settings there was a fault
        return self._configuration(settings, specs)

    def examined(self) -> Examined:
        """Raises ``ConfigError`` when there is no settings file to begin with."""
        settings, specs = self._read()
        faults, warnings = self._faults.faults, self._faults.warnings
        if settings and not faults:
            found = self._configuration(settings, specs)
            feeds, hidden, rulebook = found.feeds, found.hidden_addresses, found.rulebook
            return Examined((), warnings, settings, feeds, hidden, rulebook, len(rulebook.rules), found)
        sound = sound_part(_rulebook(specs.unique()))
        return Examined(faults, warnings, settings, _feeds(specs), _hidden(specs), sound, self._rules_listed)

    def store(self) -> StoreAddress:
        """Raises ``ConfigError``."""
        self._check_path()
        document = read_document(self._path, Faults())
        return self._some(document or Document(self._path, salvaged(self._path, _OF_STORE), {}), _OF_STORE).store

    def some(self, keys: tuple[str, ...]) -> Settings:
        """The settings, of which only ``keys`` are read. Raises ``ConfigError``."""
        self._check_path()
        document = read_document(self._path, self._faults)
        self._faults.raise_any()
        assert document is not None  # noqa: S101 - without a document there was a fault
        return self._some(document, keys)

    def _some(self, document: Document, keys: tuple[str, ...]) -> Settings:
        about = {key: value for key, value in document.data.items() if key in keys}
        settings = self._validate(Settings, replace(document, data=about), ())
        self._faults.raise_any()
        assert settings is not None  # noqa: S101 - without settings there was a fault
        return settings

    def _read(self) -> tuple[Settings | None, _Specs]:
        self._check_path()
        document = read_document(self._path, self._faults)
        if document is not None:
            self._check_kind(document)
        # Without readable settings the other files are still looked at, where they usually are.
        main = document or Document(self._path, {}, {})
        settings = self._validate(Settings, main, ()) if document else None
        if document and not settings:
            self._check_together(document)
        if settings:
            self._zone = ZoneInfo(settings.timezone)
        feeds = self._collect(main, "feeds", ("feeds",), Settings.model_fields["feeds"].default)
        topics = self._collect(main, "topics", ("vocabulary", "topics"), ("topics/*.yaml",))
        officials = self._collect(main, "officials", ("vocabulary", "officials"), ("officials/*.yaml",))
        rules = self._collect(main, "rules", ("rules",), Settings.model_fields["rules"].default)
        specs = _Specs(
            self._validate_items(FeedSpec, feeds),
            self._validate_items(TopicSpec, topics),
            self._validate_items(OfficialSpec, officials),
            self._validate_items(RuleSpec, rules),
        )
        self._check_rules(rules, topics, officials, specs)
        references.check_sources(rules, feeds, self._faults)
        if document:
            channels = document.data.get("channels")
            references.check_channels(rules, set(channels if isinstance(channels, dict) else ()), self._faults)
        if settings:
            self._check_intervals(settings, specs.feeds)
            self._warn(settings, main, specs, feeds, rules)
        self._rules_listed = len(rules.items)
        return settings, specs

    def _check_together(self, document: Document) -> None:
        """Hold settings against each other that are right, though others are not: one round is to show all faults."""
        if document.data.keys() <= Settings.model_fields.keys():  # else one of them may stand there misspelt
            some = {key: value for key, value in document.data.items() if key in TOGETHER}
            self._validate(Settings, replace(document, data=some), ())

    def _check_rules(self, rules: Collection, topics: Collection, officials: Collection, specs: _Specs) -> None:
        for kind, known in (("topic", topics), ("official", officials), ("rule", rules)):
            references.check_named(rules, known, kind, self._faults)
        references.warn_of_doubts(rules, self._faults)
        ordered = circles.check_circles(rules, self._faults)
        circles.check_extent({rule.id: (item, rule.condition()) for item, rule in specs.rules}, ordered, self._faults)

    def _check_path(self) -> None:
        """Raises ``ConfigError`` when there is no file at the path."""
        inside = self._path / _SETTINGS_NAME
        if self._path.is_dir():
            hint = f"write --config {inside}" if inside.exists() else f"there is no {_SETTINGS_NAME} in it either"
            self._faults.add(self._path, None, "this is a directory; --config wants the settings file", hint)
        elif not self._path.exists():
            hint = "`news-monitor init DIRECTORY` writes one that works; --config names it"
            self._faults.add(self._path, None, "there is no settings file of this name", hint)
        self._faults.raise_any()

    def _check_kind(self, document: Document) -> None:
        """Raises ``ConfigError`` when ``document`` is one of the files that settings name."""
        kind = items.kind_of(document)
        if kind is None:
            return
        above = (directory / _SETTINGS_NAME for directory in self._path.parents[:2])
        near = next((path for path in above if path.is_file()), None)
        message = f"this is a {kind} file; --config wants the settings file ({_SETTINGS_NAME})"
        self._faults.add(self._path, None, message, f"write --config {near}" if near else None)
        self._faults.raise_any()

    def _validate(self, spec: type[Spec], document: Document, place: tuple[str | int, ...]) -> Spec | None:
        around = Surroundings(self._environ, document.path.parent, self._zone)
        found = validate(spec, document, place, around, self._faults)
        self._touched.update(dict.fromkeys(around.read))
        return found

    def _collect(self, main: Document, kind: str, place: tuple[str, ...], default: tuple[str, ...]) -> Collection:
        patterns = items.texts_at(main.data, place, default)
        paths = items.find_files(main, place, patterns, self._faults)
        items.warn_of_overlooked(main, place, patterns, paths, self._faults)
        self._touched.update(dict.fromkeys([*paths, *items.directories(main.path.parent, patterns)]))
        found = items.collect(kind, paths, self._faults)
        items.check_unique(found, self._faults)
        return found

    def _validate_items(self, spec: type[Spec], found: Collection) -> list[tuple[Item, Spec]]:
        checked = ((item, self._validate(spec, item.document, item.place)) for item in found.items)
        return [(item, valid) for item, valid in checked if valid is not None]

    def _check_intervals(self, settings: Settings, feeds: list[tuple[Item, FeedSpec]]) -> None:
        polling = settings.polling
        for item, feed in feeds:
            if feed.interval and not polling.min_interval <= feed.interval <= polling.max_interval:
                line = item.document.line((*item.place, "interval"))
                message = "`interval` must lie between `polling.min_interval` and `polling.max_interval`"
                self._faults.add(item.document.path, line, message, f"both stand in {self._path.name}")

    def _warn(self, settings: Settings, main: Document, specs: _Specs, feeds: Collection, rules: Collection) -> None:
        # Feeds and rules that are not read for their faults are there all the same.
        all_feeds = feeds.complete and len(specs.feeds) == len(feeds.items)
        all_rules = rules.complete and len(specs.rules) == len(rules.items)
        if all_feeds and not specs.feeds:
            self._faults.warn(main.path, None, "no feed is configured: nothing will be read", _NO_FEED)
        if all_rules and not any(rule.enabled for _, rule in specs.rules):
            self._faults.warn(main.path, None, "no rule is configured and enabled: nothing will be watched for")
        self._warn_of_expired(specs.rules)
        if all_feeds:
            sources = ((item, rule.rule("").sources) for item, rule in specs.rules)
            references.warn_of_deaf(sources, _feeds(specs), self._faults)
        first: dict[str, Item] = {}
        for item, feed in specs.feeds:
            other = first.setdefault(feed.url, item)
            if other is not item:
                line = item.document.line((*item.place, "url"))
                self._faults.warn(item.document.path, line, f"the feed at {other.origin} has the same address")

    def _warn_of_expired(self, rules: list[tuple[Item, RuleSpec]]) -> None:
        for item, rule in rules:
            if self._now and rule.enabled and rule.expires and rule.expires <= self._now:
                line = item.document.line((*item.place, "expires"))
                message = f"the rule {shown(rule.id)} expired on {next(item.texts('expires'))}: it watches no longer"
                self._faults.warn(item.document.path, line, message, "remove it, or move the date")

    def _configuration(self, settings: Settings, specs: _Specs) -> Configuration:
        return Configuration(
            settings=settings,
            feeds=_feeds(specs),
            rulebook=_rulebook(specs),
            files=tuple(self._touched),
            hidden_addresses=_hidden(specs),
            warnings=self._faults.warnings,
        )


def _feeds(specs: _Specs) -> tuple[model.Feed, ...]:
    return tuple(feed.feed() for _, feed in specs.feeds)


def _hidden(specs: _Specs) -> frozenset[str]:
    return frozenset(feed.id for item, feed in specs.feeds if not _is_in_place(item, feed))


def _rulebook(specs: _Specs) -> Rulebook:
    return Rulebook(
        rules=tuple(rule.rule(item.origin) for item, rule in specs.rules),
        topics={topic.id: topic.topic(item.origin) for item, topic in specs.topics},
        officials={official.id: official.official(item.origin) for item, official in specs.officials},
    )


def _is_in_place(item: Item, feed: FeedSpec) -> bool:
    """Whether the address of ``feed`` stands in its file as it is asked for."""
    written = next(item.texts("url"), None)
    return written is not None and written.replace("$${", "${") == feed.url
