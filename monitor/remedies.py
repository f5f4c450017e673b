"""What a person can do about a source that is not well: one sentence for each fault, in this one place.

``feeds list``, ``feeds show``, their JSON, the log and notices all take it from here, and ``docs/running.md`` lists it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from monitor.errors import Fault

_WAIT = "Wait; if it stays so, look in a browser whether the site has moved, and correct `url`."
_DISCOVER = "Run `news-monitor feeds discover` with the site's home page to find the new address, and correct `url`."

ACTIONS: Mapping[Fault, str] = MappingProxyType(
    {
        Fault.BAD_URL: "Correct `url`: it is no address that may be fetched.",
        Fault.DNS: "Look in a browser whether the site has another name now, and correct `url`, or take the feed out.",
        Fault.BLOCKED_ADDRESS: "List the address under `network.allow_private` if it is yours; else take the feed out.",
        Fault.REFUSED: _WAIT,
        Fault.TLS: "Wait for the site to mend its certificate; if a browser takes it, update those of this machine.",
        Fault.TIMEOUT: "Wait, or raise `network.timeout` if the site is always slow.",
        Fault.NETWORK: _WAIT,
        Fault.PROXY: "See to the proxy: `network.proxy`, or the `proxy` of the feed.",
        Fault.REDIRECTS: "Open the address in a browser, and put the one where you end into `url`.",
        Fault.TOO_BIG: "Raise `network.max_body` if the site is honest; else look for a shorter feed of it.",
        Fault.BAD_ENCODING: "Tell the site that its feed cannot be decoded; look for another feed of it meanwhile.",
        Fault.HTTP_NOT_FOUND: _DISCOVER,
        Fault.HTTP_GONE: "Take the feed out, or correct `url`; `news-monitor feeds resume` asks a stopped feed again.",
        Fault.HTTP_FORBIDDEN: "Ask the site for access, and put what it gives you into the `headers` of the feed.",
        Fault.HTTP_CHALLENGE: "Ask the site to let this program in: it does not disguise itself as a browser.",
        Fault.HTTP_THROTTLED: "Raise the `interval` of the feed, and set `contact` so that the site can write to you.",
        Fault.HTTP_UNAVAILABLE: "Wait: it is asked again, less often; if it stays so for days, write to the site.",
        Fault.HTTP_CLIENT: "Open the address in a browser; correct `url`, or give the `headers` that the site wants.",
        Fault.HTTP_SERVER: "Wait for the site to mend itself; tell it if it does not.",
        Fault.ROBOTS: "Nothing, or set `network.robots: false` if the site lets you read its pages by other means.",
        Fault.NOT_A_FEED: "If it stays so, look for another: `news-monitor feeds discover` with the site's home page.",
        Fault.NOT_A_PAGE: "Open the address in a browser; if there is no page of text, take the feed out.",
        Fault.PARSE_TIMEOUT: "Report it to the makers of this program, with the feed; take the feed out meanwhile.",
        Fault.PARSE_CRASHED: "Report it to the makers of this program, with the feed; take the feed out meanwhile.",
    }
)


def action_for(fault: Fault) -> str:
    """What to do about ``fault``, in one sentence."""
    return ACTIONS[fault]
