"""A configuration directory for a test: a small one that is right, to be broken file by file."""

from collections.abc import Mapping
from pathlib import Path

from monitor.config import Configuration, load
from monitor.errors import ConfigError

FILES: Mapping[str, str] = {
    "monitor.yaml": """\
channels:
  desk:
    email:
      to: [desk@example.org]
      from: News monitor <monitor@example.org>
      smtp: {host: smtp.example.org, username: monitor, password: "${SMTP_PASSWORD}"}
""",
    "feeds.yaml": """\
feeds:
  - id: wire
    url: https://example.org/feed.xml
    language: en
    tags: [world]
""",
    "rules/rules.yaml": """\
rules:
  - id: treaty
    when: {topic: arms-control}
    notify: [desk]
""",
    "topics/topics.yaml": """\
topics:
  - id: arms-control
    terms: {en: arms control, ar: الحد من التسلح}
""",
    "officials/officials.yaml": """\
officials:
  - id: wendy-sherman
    name: Wendy Sherman
    names: {en: Wendy Sherman}
""",
}
ENVIRON: Mapping[str, str] = {"SMTP_PASSWORD": "hush"}


def write(directory: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the small configuration with ``files`` in place of its own; gives the path of the settings."""
    for name, text in {**FILES, **files}.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return directory / "monitor.yaml"


def loaded(directory: Path, files: Mapping[str, str | bytes]) -> Configuration:
    """Load the small configuration with ``files`` in place of its own."""
    return load(write(directory, files), ENVIRON)


def faults(directory: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """What is wrong with it, each with its path relative to the directory."""
    try:
        loaded(directory, files)
    except ConfigError as error:
        return [str(fault).replace(f"{directory}/", "") for fault in error.faults]
    return []
