"""Whether the right alerts came: counted by channel, story and rule."""

import pytest

from monitor.demo.articles import PIECES, unwatched, watched, wire
from monitor.demo.newsroom import Piece, expected_alerts
from monitor.demo.scoreboard import Scoreboard


def address(piece: Piece) -> str:
    return f"http://127.0.0.1:1/news/{piece.slug}"


@pytest.fixture
def board() -> Scoreboard:
    return Scoreboard(expected_alerts(PIECES), ("desk", "ops"), {address(piece): piece for piece in PIECES})


def test_it_is_complete_once_every_story_came_on_both_channels(board: Scoreboard) -> None:
    """One article of a story is enough, and one channel is not."""
    for piece in PIECES:
        if piece.rule and piece is not wire.SECOND:
            assert not board.complete
            board.record("desk", [address(piece)])
            board.record("ops", [address(piece)], piece.rule)
    assert board.complete
    assert board.arrived == board.expected == 2 * len(expected_alerts(PIECES))
    assert board.surprises == []


def test_what_is_missing_is_named(board: Scoreboard) -> None:
    """A story that came by webhook alone still misses its mail."""
    board.record("ops", [address(wire.FIRST)], wire.FIRST.rule)
    missing = {channel for channel, alert in board.missing if alert.story == wire.FIRST.story}
    assert missing == {"desk"}


@pytest.mark.parametrize(
    ("piece", "rule", "words"),
    [
        (unwatched.FOOTBALL, None, "keep silent"),
        (unwatched.OIL, "stability-talks", "keep silent"),
        (watched.FRENCH_CANAL, "stability-talks", "only suez-canal"),
        (wire.SECOND, "stability-talks", "should have one"),
    ],
    ids=["look-alike by mail", "look-alike by webhook", "another rule", "the same story again"],
)
def test_an_alert_that_should_not_have_come_is_a_surprise(
    board: Scoreboard, piece: Piece, rule: str | None, words: str
) -> None:
    """Alerts on look-alikes, of other rules and on the second outlet of a wire story are told."""
    board.record("ops", [address(wire.FIRST)], "stability-talks")
    board.record("ops", [address(piece)], rule)
    assert [words in surprise.sentence for surprise in board.surprises] == [True]


def test_an_alert_on_nothing_known_is_a_surprise(board: Scoreboard) -> None:
    """A mail that holds no address of the site has gone wrong."""
    board.record("desk", board.find("no address here"))
    assert "no article" in board.surprises[0].sentence


def test_addresses_are_found_in_the_text_of_a_mail(board: Scoreboard) -> None:
    """The plain part of a mail is searched for the addresses of pieces."""
    assert board.find(f"Read it at\n<{address(wire.FIRST)}>.") == [address(wire.FIRST)]
