"""The configuration that ships works as it is, and the schemas that editors use are those of the models."""

import json
import re
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from monitor.config import Configuration, defaults_directory, load, schemas, write_defaults, write_schemas
from monitor.errors import ConfigError
from monitor.rulebook import Terms
from monitor.rules import compile_rulebook, match_examples

SHIPPED = defaults_directory()
FILES = sorted(SHIPPED.rglob("*.yaml"))
PROMISED = {"ar", "en", "ru", "fr", "es", "de", "zh", "fa", "uk", "tr", "he", "pl", "it", "pt", "ja", "ko"}


@pytest.fixture(scope="module")
def configuration() -> Configuration:
    """The shipped configuration, loaded with an empty environment."""
    return load(SHIPPED / "monitor.yaml", {})


def test_the_shipped_configuration_has_nothing_wrong_with_it(configuration: Configuration) -> None:
    """A newcomer's first start meets no fault and no warning, and needs no environment."""
    assert configuration.warnings == ()
    assert configuration.settings.channels == {}
    assert len(configuration.feeds) >= 20
    assert {feed.language for feed in configuration.feeds} >= {"ar", "en", "ru", "fr", "es", "de", "zh"}


def test_the_shipped_vocabularies_speak_the_promised_languages(configuration: Configuration) -> None:
    """Topics are there in sixteen languages or more; officials in Latin, Cyrillic, Arabic and Han."""
    book = configuration.rulebook
    assert set(book.topics) >= {"arms-control", "cybersecurity"}
    for topic in book.topics.values():
        assert set(topic.terms) >= PROMISED
    assert len(book.officials) >= 15
    for official in book.officials.values():
        assert set(official.names) >= {"ar", "en", "ru", "zh"}
        assert set(official.roles) >= {"en"}
        _check_scripts(official.names)
    assert "سيرغي ريابكوف" in book.officials["sergei-ryabkov"].names["ar"]
    assert "ويندي شيرمان" in book.officials["wendy-sherman"].names["ar"]
    assert "نيد برايس" in book.officials["ned-price"].names["ar"]


def _check_scripts(names: Terms) -> None:
    ranges = {"ar": "\u0600-\u06ff", "fa": "\u0600-\u06ff\u200c", "ru": "\u0400-\u04ff", "uk": "\u0400-\u04ff"}
    for language, letters in {**ranges, "zh": "\u4e00-\u9fff", "ko": "\uac00-\ud7af", "he": "\u0590-\u05ff"}.items():
        for name in names.get(language, ()):
            assert re.fullmatch(f"[{letters} ·'.-]+", name), f"{name} is not written in the script of {language}"


def test_every_shipped_rule_has_examples(configuration: Configuration) -> None:
    """Each rule proves itself by texts that it must match and texts that it must ignore."""
    for rule in configuration.rulebook.rules:
        assert rule.examples.match, rule.id
        assert rule.examples.ignore, rule.id


def test_the_shipped_rules_pass_their_own_examples(configuration: Configuration) -> None:
    """What the shipped rules claim is what the matcher does, without a warning."""
    book = configuration.rulebook
    matcher = compile_rulebook(book)
    assert matcher.warnings == ()
    assert match_examples(matcher, book) == ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_shipped_file_names_its_schema_and_fits_it(path: Path) -> None:
    """An editor that speaks JSON Schema helps from the first line, and has nothing to mark."""
    text = path.read_text(encoding="utf-8")
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert named is not None
    schema = json.loads((path.parent / named[1]).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(YAML(typ="safe", pure=True).load(text))


def test_the_committed_schemas_are_those_of_the_models(tmp_path: Path) -> None:
    """Changing a model without `write_schemas(Path("config/schemas"))` is noticed."""
    written = write_schemas(tmp_path)
    assert sorted(path.name for path in written) == sorted(path.name for path in (SHIPPED / "schemas").iterdir())
    for path in written:
        assert path.read_text(encoding="utf-8") == (SHIPPED / "schemas" / path.name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("schema", "wrong"),
    [
        ("settings", {"chanel": {}}),
        ("settings", {"polling": {"interval": "soon"}}),
        ("feeds", {"feeds": [{"id": "a"}]}),
        ("rules", {"rules": [{"id": "a", "when": {"topc": "b"}}]}),
        ("topics", {"topics": [{"id": "a"}]}),
        ("officials", {"officials": [{"id": "a", "name": "A", "names": {"en": 3}}]}),
    ],
)
def test_an_editor_marks_what_is_wrong(schema: str, wrong: object) -> None:
    """The schemas are strict enough to be of use."""
    assert not Draft202012Validator(schemas()[schema]).is_valid(wrong)


@pytest.mark.parametrize(
    ("given", "right"),
    [({"url": "https://a.example/"}, True), ({"url_file": "a.txt"}, True), ({}, False)],
)
def test_an_editor_takes_a_secret_in_place_or_in_its_file(given: dict[str, str], right: bool) -> None:
    """A key that must be given may be given as its `_file` twin; neither is marked as missing."""
    assert Draft202012Validator(schemas()["feeds"]).is_valid({"feeds": [{"id": "a", **given}]}) is right


def test_init_writes_a_configuration_that_works(tmp_path: Path) -> None:
    """Someone who installed the package alone gets all files, schemas too, and they load."""
    written = write_defaults(tmp_path / "new" / "config")
    assert tmp_path / "new" / "config" / "schemas" / "rules.json" in written
    assert load(tmp_path / "new" / "config" / "monitor.yaml", {}).warnings == ()


def test_init_never_overwrites(tmp_path: Path) -> None:
    """Files that are there stay as they are, and nothing else is written beside them."""
    (tmp_path / "feeds.yaml").write_text("mine")
    with pytest.raises(ConfigError, match=r"feeds\.yaml: the file is there already \(nothing was written"):
        write_defaults(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["feeds.yaml"]
    assert (tmp_path / "feeds.yaml").read_text() == "mine"


def test_the_shipped_channels_work_once_uncommented(tmp_path: Path) -> None:
    """Taking away the comment signs of the sample channels, as the comment says, gives channels that load."""
    directory = tmp_path / "config"
    shutil.copytree(SHIPPED, directory, ignore=shutil.ignore_patterns("data"))
    for name, secret in (("smtp", "hush"), ("hook", "Y2FuYXJ5" * 4), ("chat", "ntfys://ntfy.example.org/news")):
        (tmp_path / name).write_text(secret)
    text = (directory / "monitor.yaml").read_text(encoding="utf-8")
    before, after = text.split("channels: {}\n")
    sample = "".join(line.removeprefix("#") for line in after.splitlines(keepends=True))
    sample = sample.replace("/run/secrets", str(tmp_path))
    (directory / "monitor.yaml").write_text(f"{before}channels:\n{sample}", encoding="utf-8")
    channels = load(directory / "monitor.yaml", {}).settings.channels
    assert {name: channel.kind for name, channel in channels.items()} == {
        "desk": "email",
        "ops": "webhook",
        "chat": "apprise",
        "readers": "feed",
    }
