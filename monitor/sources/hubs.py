"""Where a feed offers its news by push: WebSub (https://www.w3.org/TR/websub/), section 4, discovery."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from monitor.model import HubOffer, ParsedFeed
from monitor.sources.clean import link

_LONGEST = 16_384
# RFC 8288, section 3, as far as is needed: a target, and parameters that may stand in quotes.
_PARAMETER = re.compile(r';\s*([A-Za-z*-]{1,40})\s*(?:=\s*(?:"([^"]{0,1000})"|([^\s",;]{0,1000})))?')
_LINK = re.compile(rf"<([^<>]{{1,4096}})>((?:\s*{_PARAMETER.pattern})*)")


def hub_offer(header: str | None, url: str, parsed: ParsedFeed | None) -> HubOffer | None:
    """The first hub that the answer's ``Link`` header or, without one there, the document names.

    ``url`` is where the answer came from, and the topic where none is named, as in feeds older than the standard.
    Without a document, only a header that names both counts.
    """
    hubs, topics = (list(_targets(header or "", relation, url)) for relation in ("hub", "self"))
    if parsed is not None:
        hubs += parsed.hubs
        topics += [parsed.topic] if parsed.topic else [url]
    return HubOffer(hubs[0], topics[0]) if hubs and topics else None


def _targets(header: str, relation: str, url: str) -> Iterator[str]:
    for match in _LINK.finditer(header[:_LONGEST]):
        parameters = _PARAMETER.finditer(match[2])
        stated = next((each for each in parameters if each[1].lower() == "rel"), None)
        relations = (stated[2] or stated[3] or "").lower().split() if stated else ()
        if relation in relations and (found := link(urljoin(url, match[1].strip()), url)):
            yield found
