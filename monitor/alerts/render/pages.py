"""The templates, and their style sheet inlined. The only file that imports Jinja and css-inline for mails.

The templates are this package's own and get finished views; nothing from outside is ever read as a template.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from css_inline import CSSInliner
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from monitor.alerts.diff import versions
from monitor.alerts.render.pieces import Piece, counted
from monitor.alerts.render.plain import padded, wrapped
from monitor.text.direction import direction, isolate

_environment = Environment(
    loader=PackageLoader("monitor.alerts"),
    autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
# Some mail programs know no style sheets. What depends on the window or on a dark scheme cannot be inlined and is kept.
_inliner = CSSInliner(load_remote_stylesheets=False, minify_css=True)
_BLANK_LINES = re.compile(r"\n{3,}")


def html_page(template: str, world: Mapping[str, Any]) -> str:
    """The page that ``template`` makes of ``world``, each element with its own style."""
    return _inliner.inline(_environment.get_template(template).render(world))


def plain_page(template: str, world: Mapping[str, Any]) -> str:
    """The plain text that ``template`` makes of ``world``; never more than one empty line in a row."""
    return _BLANK_LINES.sub("\n\n", _environment.get_template(template).render(world)).strip("\n") + "\n"


def _bracketed(pieces: Sequence[Piece]) -> str:
    return "".join(f"[{piece.text}]" if piece.matched else piece.text for piece in pieces)


def _isolated(pieces: Sequence[Piece]) -> str:
    return "".join(isolate(piece.text) if piece.matched else piece.text for piece in pieces)


def _plain(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


_environment.filters |= {
    "bracketed": _bracketed,
    "counted": counted,
    "direction": direction,
    "isolate": isolate,
    "isolated": _isolated,
    "pad": padded,
    "plain": _plain,
    "versions": versions,
    "wrap": wrapped,
}
