"""Everything wrong is said at once, with its file, its line and what to do."""

import time
from pathlib import Path

import pytest

from monitor.config import load
from monitor.errors import ConfigError
from tests.config.folder import faults, write

EMAIL = "channels:\n  desk:\n    email:\n      to: [desk@example.org]\n      from: m@example.org\n      smtp: {%s}\n"
OPS = f"channels:\n  ops:\n    webhook: {{url: https://a.example, secret: {'A' * 40}}}\n    "
RULE = "rules:\n  - id: treaty\n    "
FEED = "feeds:\n  - id: wire\n    url: https://example.org/feed.xml\n    "
TOPIC = "topics:\n  - id: arms-control\n    "
OFFICIAL = "officials:\n  - id: a\n    name: A\n    names: {en: A B}\n    "
SETTINGS, FEEDS, RULES = "monitor.yaml", "feeds.yaml", "rules/rules.yaml"
TOPICS, OFFICIALS = "topics/topics.yaml", "officials/officials.yaml"

# file, its text, line of the fault, words that the fault must hold
WRONG = [
    # YAML
    (FEEDS, "feeds:\n\t- id: a\n", 2, ["tab", "indent with spaces"]),
    (FEEDS, "feeds:\n  - id: 'wire\n", 2, ["quote"]),
    (FEEDS, "feeds: [{id: a}\n", 1, ["bracket or brace"]),
    (FEEDS, "feeds:\n  - id: a: b\n", 2, ["`:` stands where no key can be", "quote a text"]),
    (RULES, "rules:\n  - id: a\n      keywords: [b]\n", 3, ["`:` stands", "indent the key like its neighbours"]),
    (FEEDS, "feeds:\n  - id: @wire\n", 2, ["no value can begin with"]),
    (FEEDS, "feeds:\n  - id: *wire\n", 2, ["alias", "in quotes"]),
    (FEEDS, "feeds:\n  - &a [*a]\n", 2, ["refers to nothing above it"]),
    (FEEDS, "feeds:\n  - <<: {id: wire}\n", 2, ["merge keys", "write the keys out"]),
    (FEEDS, "feeds:\n  - !!python/object:os.system {id: a}\n", 2, ["tag"]),
    (FEEDS, "feeds: []\nfeeds: []\n", 2, ["`feeds` is given twice", "line 1"]),
    (FEEDS, FEED + "title: a\n    title: b\n", 5, ["`title` is given twice", "line 4"]),
    (FEEDS, "feeds: []\n---\nfeeds: []\n", 2, ["second document"]),
    (FEEDS, "", None, ["is empty", "write `feeds: []` for none"]),
    (FEEDS, "- id: wire\n", 1, ["mapping"]),
    (FEEDS, "feeds: []\n# \x07\n", 2, ["control character"]),
    (FEEDS, 'feeds:\n  - {id: "\\ud800"}\n', 2, ["backslash", "no escape"]),
    (FEEDS, 'feeds:\n  - {id: "\\U99999999"}\n', 2, ["backslash", "no escape"]),
    (FEEDS, 'feeds:\n  - {id: "\\wire"}\n', 2, ["backslash", "use single quotes"]),
    (FEEDS, 'feeds:\n  - {id: "\\x07"}\n', 2, ["control character"]),
    (FEEDS, "feeds:\n  - [::1]\n", 2, ["ends with `:`", "in quotes"]),
    (FEEDS, "feeds:\n  - {id: fd00::}\n", 2, ["ends with `:`", "in quotes"]),
    (FEEDS, "feeds: - id: a\n", 1, ["`-` stands", "a line of its own"]),
    (FEEDS, "feeds:\n  - id: a\n kind: page\n", 3, ["indentation does not fit"]),
    (FEEDS, b"feeds:\n  - id: \xff\n", 2, ["UTF-8"]),
    (FEEDS, "feeds: []\n" + "#" * 1024 * 1024, None, ["1 MiB"]),
    (FEEDS, "feeds:\n  - true: a\n", 2, ["key is not text"]),
    (FEEDS, "feed: []\n", 1, ["unknown key `feed`", "did you mean `feeds`?"]),
    (FEEDS, "feeds: 3\n", 1, ["`feeds` must be a list"]),
    (FEEDS, "feeds:\n  - wire\n", 2, ["item 1", "key: value"]),
    # settings
    (SETTINGS, "chanel: {}\n", 1, ["unknown key `chanel`", "did you mean `channels`?"]),
    (SETTINGS, "polling:\n  intervall: 15m\n", 2, ["unknown key `intervall`", "`interval`"]),
    (SETTINGS, "polling: {adaptive: often}\n", 1, ["`adaptive` must be true or false"]),
    (SETTINGS, "summary: {llm: {base_url: 'http://localhost/v1', model: a b}}\n", 1, ["`model` must hold no spaces"]),
    (SETTINGS, "polling: {interval: 15}\n", 1, ["`interval` is not a duration", "15m"]),
    (SETTINGS, "polling: {interval: 1m}\n", 1, ["between `min_interval` and `max_interval`"]),
    (SETTINGS, "polling: {min_interval: 0s}\n", 1, ["longer than nothing"]),
    (SETTINGS, "retention: {identities: 1d}\n", 1, ["`identities` must be at least 7d"]),
    (SETTINGS, "feeds: [news.yaml]\n", 1, ["no file `news.yaml`", "begins as `feeds: []`"]),
    (SETTINGS, "polling: {concurrency: 0}\n", 1, ["`concurrency` must be at least 1"]),
    (SETTINGS, "polling: {concurrency: '8'}\n", 1, ["`concurrency` must be a whole number"]),
    (SETTINGS, "polling:\n", 1, ["`polling` has no value"]),
    (SETTINGS, "network: {max_body: 10 megs}\n", 1, ["`max_body` is not a size", "10MiB"]),
    (SETTINGS, "network: {allow_private: [10.0.0.0/99]}\n", 1, ["`allow_private`, item 1,", "network"]),
    (SETTINGS, "network: {allow_private: [10.0.0.256]}\n", 1, ["`allow_private`, item 1,", "host"]),
    (SETTINGS, "network: {allow_private: [http://intranet/]}\n", 1, ["`allow_private`, item 1,", "host"]),
    (SETTINGS, "network: {proxy: ftp://proxy}\n", 1, ["`proxy` is not a URL"]),
    (SETTINGS, "retention:\n  articles: forever\n", 2, ["`articles` is not a duration"]),
    (SETTINGS, "timezone: Europe/Berln\n", 1, ["`Europe/Berln`", "time zone", "mean `Europe/Berlin`"]),
    (SETTINGS, "timezone: Moon\n", 1, ["`timezone` is `Moon`, not a known time zone"]),
    (SETTINGS, "timezone: ../../etc/passwd\n", 1, ["time zone"]),
    (SETTINGS, "contact: nobody\n", 1, ["`contact` is neither a mail address nor a web address"]),
    (SETTINGS, "store: mysql://host/db\n", 1, ["`store` is not a database"]),
    (SETTINGS, "store: 'sqlite:///:memory:'\n", 1, ["database file"]),
    (SETTINGS, "feeds: [feed.yaml]\n", 1, ["no file `feed.yaml`"]),
    (SETTINGS, "feeds: feeds.yaml\n", 1, ["`feeds` must be a list", "`feeds: [value]`"]),
    (SETTINGS, "feeds: [feeds.opml]\n", 1, ["no file"]),
    # channels
    (SETTINGS, "channels:\n  desk: {}\n", 2, ["`desk` has no way to send", "one of `email`, `webhook`"]),
    (SETTINGS, "channels:\n  Desk: {}\n", 2, ["`Desk`", "a-z"]),
    (SETTINGS, EMAIL % "hots: a.example", 6, ["unknown key `hots`", "`host`"]),
    (SETTINGS, EMAIL % "host: 'a.example:25'", 6, ["`host` is not a host"]),
    (SETTINGS, EMAIL % "host: a..example", 6, ["`host` is not a host"]),
    (SETTINGS, EMAIL % f"host: {'a' * 64}.example", 6, ["`host` is not a host"]),
    (SETTINGS, EMAIL % "host: a.example, port: 99999", 6, ["`port` must be at most 65535"]),
    (SETTINGS, EMAIL % "host: a.example, security: ssl", 6, ["`security` must be 'starttls', 'tls' or 'none'"]),
    (SETTINGS, EMAIL % "host: a.example, security: none", 6, ["in the clear", "insecure: true"]),
    (SETTINGS, EMAIL % "host: a.example, username: u", 6, ["`username` and `password` go together"]),
    (SETTINGS, EMAIL % "host: a.example, username: u, password: a, password_file: b", 6, ["are both given"]),
    (SETTINGS, EMAIL % "host: a.example, username: u, password_file: none.txt", 6, ["no file", "none.txt"]),
    (SETTINGS, EMAIL % "host: a.example, username: u, password: '${NOPE}'", 6, ["no NOPE"]),
    (SETTINGS, "channels:\n  ops:\n    webhook:\n      url: https://a.example\n", 3, ["`secret` is missing"]),
    (SETTINGS, "channels:\n  ops:\n    webhook: {url: https://a.example, secret: abc}\n", 3, ["openssl rand"]),
    (SETTINGS, "channels:\n  ops:\n    webhook: {url: https://u:p@a.example, secret: abc}\n", 3, ["user name"]),
    (SETTINGS, "channels:\n  ops:\n    apprise: {url: a}\n", 3, ["`url` is no address of a service"]),
    (SETTINGS, OPS + "quiet_hours: {from: '22:00'}\n", 4, ["`to` is missing"]),
    (SETTINGS, OPS + "quiet_hours: {from: 22.00, to: '06:00'}\n", 4, ["`from` is `22.0`, not a time", '"23:59"']),
    (SETTINGS, OPS + "quiet_hours: {from: '22:00', to: '22:00'}\n", 4, ["it would be quiet for ever"]),
    (SETTINGS, OPS + "quiet_hours: {from: '22:00', to: '6:00'}\n", 4, ["`to` is `6:00`, not a time of day"]),
    (SETTINGS, OPS + "quiet_hours: {from: '22:00', to: '06:00', except: urgent}\n", 4, ["`except` must be a severity"]),
    (SETTINGS, OPS + "quiet_hours: off\n", 4, ["`quiet_hours` must be hours such as `{from:"]),
    (SETTINGS, OPS + "limit: 20/h\n", 4, ["`limit` must be", "`{alerts: 20, per: 1h}`"]),
    (SETTINGS, OPS + "digest: 0 7 * * *\n", 4, ["`digest` does not go here", "`send: {digest:"]),
    (SETTINGS, "channels:\n  ops:\n    slack: {url: a}\n", 3, ["`slack` does not go here", "`apprise: {url:"]),
    (SETTINGS, OPS + "limit: {alerts: 0, per: 1h}\n", 4, ["`alerts` must be at least 1"]),
    (SETTINGS, OPS + "limit: {alerts: 5, per: 40d}\n", 4, ["`per` must be at most 31d: the rest would wait"]),
    (SETTINGS, "network:\n  timeout: 11m\n", 2, ["`timeout` must be at most 10m"]),
    (SETTINGS, OPS + "send: {digest: 0 7 * *}\n", 4, ["`0 7 * *`, not a crontab", "five fields"]),
    (SETTINGS, OPS + "send: {digest: 0 7 30 2 *}\n", 4, ["not a crontab"]),
    (SETTINGS, OPS + "send: {digest: 0 25 * * *}\n", 4, ["not a crontab (Bad hour)"]),
    (SETTINGS, OPS + "send: {empty: true}\n", 4, ["`send` must be `now`, or a digest"]),
    (SETTINGS, OPS + "send: later\n", 4, ["`send` must be `now`, or a digest"]),
    (SETTINGS, EMAIL % ("host: a.example, username: u, password_file: " + "n" * 300), 6, ["cannot read", "too long"]),
    # feeds
    (FEEDS, "feeds:\n  - url: https://example.org/\n", 2, ["`id` is missing"]),
    (FEEDS, "feeds:\n  - id: Wire 1\n    url: https://example.org/\n", 2, ["`id` must be made of a-z"]),
    (FEEDS, "feeds:\n  - id: wire\n    url: file:///etc/passwd\n", 3, ["`url` is not a URL"]),
    (FEEDS, "feeds:\n  - id: wire\n    url: 'https://example.org\\@evil/'\n", 3, ["backslash"]),
    (FEEDS, "feeds:\n  - id: wire\n    url: https://example.org:99999/\n", 3, ["`url` is not a URL"]),
    (FEEDS, "feeds:\n  - id: wire\n    url: https://u:p@example.org/\n", 3, ["user name", "`headers:"]),
    (FEEDS, FEED + "language: english\n", 4, ["`language` is not a language code", "two letters"]),
    (FEEDS, FEED + "language: gr\n", 4, ["did you mean `el`?"]),
    (FEEDS, FEED + "interval: 1s\n", 4, ["`polling.min_interval`"]),
    (FEEDS, FEED + "headers: {Host: a}\n", 4, ["sets itself"]),
    (FEEDS, FEED + 'headers: {X-Key: "a\\r\\nb: c"}\n', 4, ["line break"]),
    (FEEDS, FEED + "content: text\n", 4, ["`content` must be 'auto', 'feed' or 'page'"]),
    (FEEDS, FEED + "country: Lebanon\n", 4, ["country code"]),
    # rules
    (RULES, "rules:\n  - id: treaty\n", 2, ["(`treaty`), watches for nothing", "`keywords`, `when` or `query`"]),
    (RULES, RULE + "keywords: [a]\n    updates: sources\n", 4, ["`updates` must be `none`, `sources:3`"]),
    (RULES, RULE + "keywords: [a]\n    updates: sources:1\n", 4, ["two sources or more"]),
    (RULES, RULE + "keywords: [a]\n    corroborate: yes\n", 4, ["`corroborate` must be a number of sources"]),
    (RULES, RULE + "keywords: [a]\n    corroborate: 1\n", 4, ["`corroborate` must be at least 2"]),
    (RULES, RULE + "keywords: [a]\n    corroborate:\n      within: 32d\n", 5, ["`within` must be at most 31d"]),
    (RULES, RULE + "keywords: [a]\n    quiet_hours: never\n", 4, ["`quiet_hours` must be `off`, or hours"]),
    (
        RULES,
        RULE + "keywords: [a]\n    send: {digest: 0 7 * * *, empty: true}\n",
        4,
        ["`empty` goes into"],
    ),
    (RULES, RULE + "when:\n      all: [{phrase: a}]\n      repeat: 1d\n", 5, ["`repeat`", "rule"]),
    (RULES, RULE + "title: ' '\n    keywords: [a]\n", 3, ["`title` must not be empty"]),
    (RULES, RULE + "keywords: []\n", 3, ["`keywords` must not be empty"]),
    (RULES, RULE + "keywords: ['!']\n", 3, ["`keywords`, item 1, holds no letter or digit"]),
    (RULES, RULE + "keywords:\n      - one\n      - a*b\n", 5, ["`keywords`, item 2,", "`*`"]),
    (RULES, RULE + "keywords: [5]\n", 3, ["item 1, must be text", "quotes"]),
    (RULES, RULE + "keywords: 5\n", 3, ["`keywords` must be a text, a list of texts", "quotes"]),
    (RULES, RULE + "keywords: {english: a}\n", 3, ["`english` is not a language code"]),
    (RULES, RULE + "keywords: {en: []}\n", 3, ["`en` must not be empty"]),
    (RULES, RULE + "when: {}\n", 3, ["`when` says nothing"]),
    (RULES, RULE + "when: [{phrase: a}]\n", 3, ["`when` must hold"]),
    (RULES, RULE + "when:\n      none: [{phrase: a}]\n", 2, ["item 1 (`treaty`), would match nearly"]),
    (RULES, RULE + "when:\n      any: [{phrase: a}, {none: [{phrase: b}]}]\n", 2, ["nearly every article"]),
    (RULES, RULE + "when:\n      topc: a\n", 4, ["unknown key `topc`", "`topic`"]),
    (RULES, RULE + "when:\n      topic: arm-control\n", 4, ["no topic `arm-control`", "did you mean `arms-control`?"]),
    (RULES, RULE + "when:\n      official: sherman\n", 4, ["no official `sherman`", "`wendy-sherman`"]),
    (RULES, RULE + "when:\n      all: [{topic: arms-control}]\n      in: title\n", 5, ["`in` narrows"]),
    (
        RULES,
        RULE + "when:\n      phrase: a\n      in: footer\n",
        5,
        ["`in`", "'title', 'body', 'author', 'url' or 'tag'"],
    ),
    (RULES, RULE + "when:\n      phrase: a\n      case: lower\n", 5, ["`case` must be 'exact'"]),
    (RULES, RULE + "when:\n      phrase: {english: a}\n", 4, ["`english` is not a language code"]),
    (RULES, RULE + "when:\n      near: {within: 8, of: [{phrase: a}, {phrase: b}]}\n", 4, ["`within`", "8 words"]),
    (
        RULES,
        RULE + "when:\n      near: {within: sentence, of: [{phrase: a}]}\n",
        4,
        ["`of` must have at least 2 items"],
    ),
    (RULES, RULE + "when:\n      all: {phrase: a}\n", 4, ["`all` must be a list", "begin each item with `- `"]),
    (RULES, RULE + "when:\n      count: {at_least: 2, of: [{none: [{phrase: a}]}]}\n", 4, ["`count` takes phrases"]),
    (RULES, RULE + "keywords: [a]\n    severity: urgent\n", 4, ["`severity` must be 'info', 'normal', 'high'"]),
    (RULES, RULE + "keywords: [a]\n    languages: [ar, arabic]\n", 4, ["`languages`, item 2,"]),
    (RULES, RULE + "keywords: [a]\n    notify: [dest]\n", 4, ["no channel `dest`", "did you mean `desk`?"]),
    (RULES, RULE + "keywords: [a]\n    sources: {include: [tag:wurld]}\n", 4, ["no tag `wurld`", "`world`"]),
    (RULES, RULE + "keywords: [a]\n    sources:\n      exclude: [wires]\n", 5, ["no feed `wires`", "`wire`"]),
    (RULES, RULE + "keywords: [a]\n    enabled: yes\n", 4, ["`enabled` must be true or false"]),
    (RULES, RULE + "keywords: [a]\n  - id: treaty\n    keywords: [b]\n", 4, ["`treaty` is taken", "rules.yaml:2"]),
    # vocabulary
    (TOPICS, "topics:\n  - id: arms-control\n", 2, ["`terms` is missing"]),
    (TOPICS, TOPIC + "terms: [arms control]\n", 3, ["`terms` must hold"]),
    (TOPICS, TOPIC + "terms: {xx: arms control}\n", 3, ["`xx` is not a language code"]),
    (TOPICS, TOPIC + "terms: {en: []}\n", 3, ["`en` must not be empty"]),
    (OFFICIALS, OFFICIAL + "spelling: lose\n", 5, ["`spelling` must be 'exact' or 'loose'"]),
    (OFFICIALS, OFFICIAL + "surname: {en: B}\n", 5, ["unknown key `surname`", "`surnames`"]),
    (OFFICIALS, OFFICIAL + "not: Hunter B\n", 5, ["`not` must be a list"]),
]


@pytest.mark.parametrize(("name", "text", "line", "words"), WRONG)
def test_a_wrong_file_is_named_with_line_and_remedy(
    tmp_path: Path, name: str, text: str | bytes, line: int | None, words: list[str]
) -> None:
    """A person who made this mistake is sent to its line and told what to do."""
    found = faults(tmp_path, {name: text})
    where = name if line is None else f"{name}:{line}"
    assert any(fault.startswith(f"{where}: ") and all(word in fault for word in words) for fault in found), found


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (SETTINGS, EMAIL.replace("desk@example.org", "desk@", 1) % "host: a.example", "is not one mail address"),
        (SETTINGS, EMAIL % "host: a.example, security: ssl", "`security` must be"),
        (RULES, RULE + "when:\n      near: {within: sentence, of: [one, two]}\n", "must hold `key: value` lines"),
        (
            RULES,
            RULE + "keywords: [a]\n    quiet_hours: {from: '25:00', to: '06:00'}\n",
            "`from` is `25:00`, not a time",
        ),
        (RULES, RULE + "keywords: [a]\n    quiet_hours: {form: '22:00', to: '06:00', from: '01:00'}\n", "mean `from`?"),
        (FEEDS, FEED + "quiet_after: 12\n", "`quiet_after` is not a duration: write"),
        (FEEDS, FEED + "quiet_after: 12\n", "2y, or `never`"),
        (FEEDS, FEED + '"": 1\n', "unknown key `` (known here are `id`"),
        (RULES, RULE + "keywords: [a]\n    examples: {'': 1}\n", "unknown key `` (known here are `match`, `ignore`)"),
    ],
)
def test_a_wrong_item_is_one_fault(tmp_path: Path, name: str, text: str, words: str) -> None:
    """A list whose items are wrong is not called empty as well, nor is a key blamed that follows from the wrong one."""
    found = faults(tmp_path, {name: text})
    assert found
    assert all(words in fault for fault in found), found


def test_every_fault_of_every_file_is_reported_at_once_and_in_order(tmp_path: Path) -> None:
    """One run is enough to learn all that is wrong, whatever file hides behind whatever other."""
    found = faults(
        tmp_path,
        {
            SETTINGS: "timezone: Mars\nchanel: {}\n",
            FEEDS: "feeds: [\n",
            RULES: RULE + "keywords: [a]\n    severity: urgent\n    when: {topic: nope}\n    notify: [nobody]\n",
            TOPICS: TOPIC + "term: {en: a}\n",
            OFFICIALS: "- a\n",
        },
    )
    places = [fault.split(": ")[0] for fault in found]
    assert places == [
        *("monitor.yaml:1", "monitor.yaml:2", "feeds.yaml:1", "topics/topics.yaml:2", "topics/topics.yaml:3"),
        *("officials/officials.yaml:1", "rules/rules.yaml:4", "rules/rules.yaml:5", "rules/rules.yaml:6"),
    ]


def test_settings_are_held_against_each_other_beside_other_faults(tmp_path: Path) -> None:
    """One round of mending is enough; and no fault follows from another one, such as from a misspelt `channels`."""
    for text, lines in (("polling: {interval: 15}\nnotices: [desk]\n", "12"), ("chanels: {}\nnotices: [desk]\n", "1")):
        found = faults(tmp_path, {SETTINGS: text, RULES: "rules: []\n"})
        assert [fault.split(": ")[0] for fault in found] == [f"{SETTINGS}:{line}" for line in lines]


def test_what_is_no_id_is_no_choice(tmp_path: Path) -> None:
    """A hint names nothing that would be refused itself."""
    rules = RULE + "keywords: [a]\n    sources: {include: [nofeed]}\n"
    found = faults(tmp_path, {FEEDS: FEED.replace("id: wire", "id: A B"), RULES: rules})
    assert any("there is no feed `nofeed` (no feed is described anywhere)" in fault for fault in found), found


def test_settings_that_cannot_be_read_do_not_hide_the_other_files(tmp_path: Path) -> None:
    """The usual places are looked at even when monitor.yaml is not YAML."""
    found = faults(tmp_path, {SETTINGS: "a: [\n", FEEDS: "feeds:\n  - id: wire\n"})
    assert [fault.split(": ")[0] for fault in found] == ["monitor.yaml:1", "feeds.yaml:2"]


def test_an_unreadable_vocabulary_makes_no_false_alarms(tmp_path: Path) -> None:
    """A topic is not called unknown when the file that may describe it could not be read."""
    found = faults(tmp_path, {TOPICS: "topics: [\n"})
    assert len(found) == 1
    assert found[0].startswith("topics/topics.yaml:1: ")


def test_an_id_given_in_two_files_names_both(tmp_path: Path) -> None:
    """A clash of ids across files shows where each stands."""
    found = faults(
        tmp_path, {"rules/z.yaml": "rules:\n  - id: other\n    keywords: [a]\n  - id: treaty\n    keywords: [b]\n"}
    )
    assert len(found) == 1
    assert "rules/z.yaml:4" in found[0]
    assert "rules/rules.yaml:2" in found[0]


def test_missing_settings_are_a_fault(tmp_path: Path) -> None:
    """A wrong --config path is told as such, not as a trace."""
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: there is no settings file.*news-monitor init"):
        load(tmp_path / "nowhere.yaml", {})


def test_another_file_than_the_settings_is_told_as_such(tmp_path: Path) -> None:
    """Who gives --config a file of rules, or the directory, is told which path was meant, and nothing else."""
    settings = write(tmp_path, {"empty/README": ""})
    for path, words in (
        (tmp_path / "rules" / "rules.yaml", f"this is a rules file; --config wants the settings file .*{settings}"),
        (tmp_path / "feeds.yaml", f"this is a feeds file; --config wants the settings file .*{settings}"),
        (tmp_path, f"this is a directory; .*--config {settings}"),
        (tmp_path / "empty", r"this is a directory; .*no monitor\.yaml in it"),
    ):
        with pytest.raises(ConfigError, match=words) as caught:
            load(path, {})
        assert len(caught.value.faults) == 1


ALIAS_BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 30)
)
MERGE_BOMB = "a0: &a0 {k: v}\n" + "".join(
    f"a{level}: &a{level} {{<<: [{', '.join([f'*a{level - 1}'] * 9)}]}}\n" for level in range(1, 30)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ALIAS_BOMB, "more than 200000 values"),
        (MERGE_BOMB, "merge keys"),
        ("[" * 100_000, "nest more than"),
        ("- " * 100_000, "nest more than"),
        ("a: &a [1]\n" + "b: " + "[" * 39 + "*a" + "]" * 39, "nest more than"),
        (
            "".join(f"%TAG !{number}! x\n" for number in range(20_000)),
            "feeds.yaml:11: more than 10 lines begin with `%`",
        ),
        ("a: 1\n...\n" + "".join(f"%TAG !{number}! x\r" for number in range(20_000)), "more than 10 lines"),
    ],
)
def test_a_bomb_ends_in_a_sentence_within_a_second(tmp_path: Path, text: str, words: str) -> None:
    """Files that unfold without end are refused before they do."""
    begun = time.process_time()  # the machine may be busy with others
    found = faults(tmp_path, {FEEDS: text})
    assert time.process_time() - begun < 1
    assert words in found[0]
