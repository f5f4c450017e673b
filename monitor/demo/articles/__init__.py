"""Everything that the demo's outlets publish, in order of publication.

The first and the last piece are watched for: an alert shows soon after the start, and once the last one has arrived
every other piece has had its turn.
"""

from monitor.demo.articles import arabic, unwatched, watched, wire
from monitor.demo.articles.outlets import OUTLETS
from monitor.demo.newsroom import Piece

PIECES: tuple[Piece, ...] = (
    wire.FIRST,
    arabic.TALKS,
    unwatched.GERMAN_WEATHER,
    watched.RUSSIAN_CYBER,
    wire.SECOND,
    unwatched.FOOTBALL,
    watched.FRENCH_CANAL,
    watched.SPANISH_CYBER,
    unwatched.OIL,
    watched.CHINESE_CANAL,
    watched.GERMAN_CYBER,
    unwatched.RUSSIAN_FESTIVAL,
    unwatched.FRENCH_CYCLING,
    watched.PERSIAN_CANAL,
    arabic.CANAL,
)

__all__ = ["OUTLETS", "PIECES"]
