"""The demo's directory: a real configuration to read and change, and everything that was delivered, as files."""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from jinja2 import Environment, StrictUndefined

from monitor.demo.receivers import ReceivedMail, ReceivedWebhook
from monitor.demo.site import NewsSite
from monitor.errors import MonitorError

_MARK = ".news-monitor-demo"
_TEMPLATE = ".jinja"
_README = """\
What the demo of news-monitor left behind. It is written anew by every run.

config/     the configuration that the daemon ran with: monitor.yaml, feeds.yaml, rules, topics, officials
data/       the daemon's database
mail/       every mail as it was delivered (.eml), and the last one to open in a browser (last.html)
webhooks/   every webhook body as it was delivered (.json)
secrets/    the key that the webhooks are signed with
"""


class DirectoryTaken(MonitorError):
    """The directory holds something that no demo has written."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the daemon finds what the demo serves. ``secret`` is the webhook key; it goes into a file of its own."""

    site: NewsSite
    smtp_port: int
    hook_url: str
    secret: str

    def __repr__(self) -> str:
        # The key must not end in a log.
        return f"Endpoints(smtp_port={self.smtp_port}, hook_url={self.hook_url!r})"


class Workspace:
    """The directory ``root`` of one run of the demo."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self._mails = 0
        self._webhooks = 0

    @property
    def config(self) -> Path:
        """The settings file that the daemon is started with."""
        return self.root / "config" / "monitor.yaml"

    def prepare(self, endpoints: Endpoints) -> None:
        """Empty the directory of what an earlier run left, and write the configuration.

        Raises:
            DirectoryTaken: there is something in the directory that no demo has written.
        """
        self._clear()
        for name in ("data", "mail", "webhooks", "secrets"):
            (self.root / name).mkdir(parents=True)
        (self.root / _MARK).touch()
        (self.root / "README.txt").write_text(_README, encoding="utf-8")
        secret = self.root / "secrets" / "hook"
        secret.touch(mode=0o600)
        secret.write_text(endpoints.secret + "\n", encoding="ascii")
        self._write_configuration(endpoints)

    def keep_mail(self, mail: ReceivedMail) -> Path:
        """Write ``mail`` as the next .eml, and its HTML part as ``last.html``; gives the path of the .eml."""
        self._mails += 1
        path = self.root / "mail" / f"{self._mails:03}.eml"
        path.write_bytes(mail.data)
        (path.parent / "last.html").write_text(mail.part("html"), encoding="utf-8")
        return path

    def keep_webhook(self, webhook: ReceivedWebhook) -> Path:
        """Write the body of ``webhook``, indented, as the next .json; gives its path."""
        self._webhooks += 1
        path = self.root / "webhooks" / f"{self._webhooks:03}.json"
        path.write_text(json.dumps(webhook.body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        return path

    def _clear(self) -> None:
        if self.root.is_dir() and any(self.root.iterdir()):
            if not (self.root / _MARK).is_file():
                raise DirectoryTaken(
                    f"{self.root} holds files that the demo has not written: name another directory, or empty this one"
                )
            shutil.rmtree(self.root)
        elif self.root.exists() and not self.root.is_dir():
            raise DirectoryTaken(f"{self.root} is not a directory: name another one")

    def _write_configuration(self, endpoints: Endpoints) -> None:
        site = endpoints.site
        values = {
            "smtp_port": endpoints.smtp_port,
            "hook_url": endpoints.hook_url,
            "feeds": [
                {
                    "id": outlet.id,
                    "url": site.feed_url(outlet),
                    "title": outlet.name,
                    "language": outlet.language,
                    "tags": outlet.tags,
                }
                for outlet in site.outlets
            ],
        }
        for name, text in _configuration(values):
            path = self.config.parent / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def _configuration(values: dict[str, object]) -> Iterator[tuple[str, str]]:
    """The files of the configuration: their names relative to its directory, and their texts."""
    # YAML, not HTML: autoescaping would spoil it, and `tojson` writes the quoted strings.
    environment = Environment(  # noqa: S701
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    for name, text in _walk(files("monitor.demo") / "configuration", ()):
        if name.endswith(_TEMPLATE):
            yield name.removesuffix(_TEMPLATE), environment.from_string(text).render(values)
        else:
            yield name, text


def _walk(directory: Traversable, above: Sequence[str]) -> Iterator[tuple[str, str]]:
    for child in directory.iterdir():
        if child.is_dir():
            yield from _walk(child, (*above, child.name))
        else:
            yield str(PurePosixPath(*above, child.name)), child.read_text(encoding="utf-8")
