"""From the bytes of a page to an article: text, title, date, credit and language.

Pure functions for a worker process that can be killed: no network, no files, no event loop. ``read_article`` serves
the pipeline, ``extract_page`` the ``stage extract`` filter, ``detect_languages`` whoever has a text in an unknown
language. Importing this package is cheap; the parsers load with the first call, or with ``warm_up`` (see :mod:`.work`).
"""

from monitor.articles.handover import USUAL_LANGUAGES, Extracted, Languages, Page, ReadRequest
from monitor.articles.plain import headline
from monitor.articles.work import (
    detect_language,
    detect_languages,
    extract_page,
    markup_text,
    read_article,
    robots_allow,
    split_copied,
    warm_up,
)

__all__ = [
    "USUAL_LANGUAGES",
    "Extracted",
    "Languages",
    "Page",
    "ReadRequest",
    "detect_language",
    "detect_languages",
    "extract_page",
    "headline",
    "markup_text",
    "read_article",
    "robots_allow",
    "split_copied",
    "warm_up",
]
