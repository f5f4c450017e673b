"""What the demo says in the terminal.

Text of both directions is printed in logical order: turning it round is the terminal's work. Each line of foreign text
stands in an isolate (U+2068 … U+2069, https://www.unicode.org/reports/tr9/), so that it cannot disorder what is beside
it, and no frame is drawn to its right.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from monitor.alerts.render import HOW_IN_WORDS
from monitor.demo.newsroom import Outlet, Piece
from monitor.demo.receivers import ReceivedMail
from monitor.model import How

_FSI, _PDI = "\u2068", "\u2069"
_INDENT = 2
_LABEL = 11
_TERMS_A_LINE = 4


def printable(text: str) -> str:
    """``text`` in one line without control characters: nothing in it can steer the terminal or reorder other text."""
    kept = (char for char in text if char.isspace() or not (unicodedata.category(char) == "Cc" or _reorders(char)))
    return " ".join("".join(kept).split())


def isolated(text: str) -> str:
    """``text``, made printable and kept to itself whatever its direction."""
    return f"{_FSI}{printable(text)}{_PDI}"


def _reorders(char: str) -> bool:
    return unicodedata.bidirectional(char) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


class Printer:
    """Prints to ``console``. Times are shown in UTC, paths below ``root`` the way the user wrote it: ``shown``."""

    def __init__(self, console: Console, root: Path, shown: Path) -> None:
        self._console = console
        self._root = root
        self._shown = shown

    def say(self, sentence: str, style: str = "") -> None:
        """A sentence of the demo itself."""
        self._console.print(Text(sentence, style=style), soft_wrap=True)

    def publication(self, outlet: Outlet, piece: Piece, at: datetime) -> None:
        """``outlet`` has published ``piece``."""
        line = Text(f"{at:%H:%M:%S}  published  ", style="dim")
        line.append(f"{isolated(outlet.name)}: {isolated(piece.title)}")
        self._console.print(line, soft_wrap=True)

    def alert(self, payload: Mapping[str, Any], path: Path) -> None:
        """The alert of a webhook ``payload``, whose body was kept at ``path``."""
        data = payload["data"]
        rule = data["rule"]
        self._console.print()
        heading = Text(f" {rule['severity']} ", style="bold white on dark_red")
        heading.append(f" {isolated(rule['title'])}", style="bold not reverse default on default")
        self._console.print(heading)
        for article in data["articles"]:
            self._article(article)
        self._field("webhook", self._path(path))

    def mail(self, mail: ReceivedMail, path: Path) -> None:
        """``mail`` has arrived and was kept at ``path``."""
        to = ", ".join(mail.recipients)
        self._field("mail", f"{isolated(str(mail.message['Subject']))} to {isolated(to)}")
        self._field("", f"{self._path(path)}, to look at: {self._path(path.with_name('last.html'))}")

    def _article(self, article: Mapping[str, Any]) -> None:
        self._foreign(article["title"], "bold cyan")
        self._foreign(article["summary"])
        self._field("reason")
        for line in reasons(article["matches"]):
            self._console.print(Text(" " * 2 * _INDENT + line), soft_wrap=True)
        self._field("source", f"{isolated(article['source'])} ({article['language'] or 'language unknown'})")
        self._field("published", article["published"] or "not stated by the source")
        self._field("address", printable(article["url"] or "none"))

    def _foreign(self, text: str, style: str = "") -> None:
        width = max(20, self._console.width - _INDENT - 1)
        for line in Text(printable(text)).wrap(self._console, width):
            self._console.print(Text(" " * _INDENT + isolated(line.plain), style=style), soft_wrap=True)

    def _field(self, label: str, value: str = "") -> None:
        line = Text(" " * _INDENT + (f"{label:<{_LABEL}}" if value else label), style="dim")
        line.append(value, style="not dim")
        self._console.print(line, soft_wrap=True)

    def _path(self, path: Path) -> str:
        return str(self._shown / path.relative_to(self._root))


def reasons(matches: Iterable[Mapping[str, Any]]) -> list[str]:
    """One line for each leaf of the rule that was satisfied, with the words that satisfied it, each form once.

    How a form came to count is said in the words of the mails.
    """
    words: dict[str, list[str]] = {}
    for match in matches:
        found = words.setdefault(match["leaf"], [])
        form = f"{isolated(match['text'])} ({HOW_IN_WORDS[How(match['how'])]})"
        if form not in found:
            found.append(form)
    return [
        f"{isolated(leaf)}: {', '.join(found[:_TERMS_A_LINE])}{' …' if len(found) > _TERMS_A_LINE else ''}"
        for leaf, found in words.items()
    ]
