"""The text of a page as a person copies it out of a browser, with what stood around the article."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from monitor.articles.clean import clean_lines, is_furniture, is_teaser
from monitor.articles.plain import plain_lines, weight
from monitor.text.dates import read_date

# A date with its day of the week, hour and time zone; a headline that has a date is longer, or nothing like it above.
_LONGEST_DATELINE = 30
# A menu names sections, each shorter than a headline, and at least so many: one or two may be headline and byline.
_LONGEST_SECTION = 20
_FEWEST_SECTIONS = 3
# Of the entries of a list.
_BULLETS = "•‣·*– "


def split_copied(text: str, now: datetime) -> tuple[str, str]:
    """The headline and the text of ``text``: its first line and the rest, unless a page's own lines stand above these.

    "Dark mode" or "Share" at the top tell that ``text`` is a copied page. Then these, a menu of sections under them,
    the date of the day, teasers, newsletter boxes and a headline that is repeated are left out, and so is the credit,
    as on a page that was fetched.
    """
    lines = plain_lines(text)
    above = list(takewhile(lambda line: _is_of_page(line) or _is_dateline(line, now), lines))
    if not any(map(_is_of_page, above)) or len(above) == len(lines):
        title, _, rest = text.strip().partition("\n")
        return title.strip(), rest.strip()
    headline, *rest_of_page = _below_menu(lines[len(above) :])
    title = headline.lstrip(_BULLETS)
    return title, "\n".join(clean_lines(rest_of_page, title=title).lines)


def _below_menu(lines: Sequence[str]) -> Sequence[str]:
    menu = list(takewhile(lambda line: weight(line) <= _LONGEST_SECTION or _is_of_page(line), lines))
    return lines[len(menu) :] if _FEWEST_SECTIONS <= len(menu) < len(lines) else lines


def _is_of_page(line: str) -> bool:
    return is_furniture(line) or is_teaser(line)


def _is_dateline(line: str, now: datetime) -> bool:
    return weight(line) <= _LONGEST_DATELINE and read_date(line, now) is not None
