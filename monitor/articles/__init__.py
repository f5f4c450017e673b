"""From the bytes of a page to an article: text, title, date, credit and language.

Pure functions for a worker process that can be killed: no network, no files, no event loop. ``read_article`` serves
the pipeline, ``extract_page`` the ``stage extract`` filter, ``detect_language`` whoever has a text of unknown language.
"""

from monitor.articles.extract import Extracted, extract_page
from monitor.articles.language import USUAL_LANGUAGES, detect_language
from monitor.articles.read import Page, ReadRequest, markup_text, read_article

__all__ = [
    "USUAL_LANGUAGES",
    "Extracted",
    "Page",
    "ReadRequest",
    "detect_language",
    "extract_page",
    "markup_text",
    "read_article",
]
