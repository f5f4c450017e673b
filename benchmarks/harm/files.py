"""Feeds and pages made to cost their reader time, memory or a secret."""

from collections.abc import Mapping

_ITEM = "<item><guid>{n}</guid><title>Report {n}</title><link>https://e.example/{n}</link></item>"


def _rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>T</title>{''.join(items)}</channel></rss>".encode()


def _sitemap(pages: int) -> bytes:
    rows = "".join(f"<url><loc>https://e.example/2026/a-report-of-number-{n}</loc></url>" for n in range(pages))
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def _laughs() -> bytes:
    levels = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
    return b"<!DOCTYPE rss [<!ENTITY e0 'ha'>%b]>%b" % (levels.encode(), _rss("<item><title>&e11;</title></item>"))


def hostile_feeds() -> Mapping[str, bytes]:
    """Feed documents by name."""
    outside = b"<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    wide = f"<!DOCTYPE rss [<!ENTITY a '{'a' * 50_000}'>]>".encode()
    return {
        "comments, 468 KiB": _rss(f"<item><description>{'&lt;!-- ' * 60_000}</description></item>"),
        "comments in a title": _rss(f"<item><title>{'&lt;!-- ' * 60_000}</title></item>"),
        "100,000 entries": _rss(*(_ITEM.format(n=n) for n in range(100_000))),
        "a sitemap of 50,000 pages": _sitemap(50_000),
        "one entry of 9 MB": _rss(f"<item><guid>1</guid><description>{'word ' * 1_800_000}</description></item>"),
        "an entry of 50,000 tags": _rss("<item>" + "<a>" * 50_000),
        "unclosed CDATA": _rss("<item><title>" + "<![CDATA[" * 100_000),
        "200,000 links in an entry": _rss("<item>" + "<link>https://e.example/</link>" * 200_000 + "</item>"),
        "nested entities": _laughs(),
        "wide entities": wide + _rss(f"<item><title>{'&a;' * 50_000}</title></item>"),
        "an entity of a file": outside + _rss("<item><title>&x;</title></item>"),
        "the name of a file": b"/etc/passwd",
        "a URL": b"http://127.0.0.1:9/feed",
        "skip lists": _rss("<skipHours>" * 500_000),
    }


def hostile_pairs() -> Mapping[str, tuple[bytes, bytes]]:
    """Two documents of one feed, by name: entries that cost much to be held against one another, and then others."""
    items = {
        "5,000 entries of one guid": "<guid>one</guid><title>Report {n}</title><link>https://e.example/{n}-of-it</link>",
        "of one headline": "<guid>{n}</guid><title>Report</title><link>https://e.example/{n}-of-it</link>",
        "of one guid and headline": "<guid>one</guid><title>Report</title><link>https://e.example/{n}-of-it</link>",
        "of one link": "<guid>{n}</guid><title>Report {n}</title><link>https://e.example/2026/all-of-it</link>",
    }
    numbers = (range(5000), range(5000, 10_000))
    return {
        name: (
            _rss(*(f"<item>{item.format(n=n)}</item>" for n in numbers[0])),
            _rss(*(f"<item>{item.format(n=n)}</item>" for n in numbers[1])),
        )
        for name, item in items.items()
    }


def hostile_pages() -> Mapping[str, bytes]:
    """Article pages by name."""
    text = "<p>" + "The committee met in Geneva on Tuesday and heard a long report. " * 20 + "</p>"
    row = "<tr>" + "<td>word</td>" * 200 + "</tr>"
    return {
        "100,000 links": b"<html><body>" + b"<a href=x>word</a>" * 100_000,
        "a table of 500 by 200": f"<table>{row * 500}</table>{text}".encode(),
        "5,000 levels": ("<div>" * 5000 + text).encode(),
        "50,000 levels": ("<div>" * 50_000 + text).encode(),
        "50,000 inline levels": ("<b>" * 50_000 + text).encode(),
        "100,000 levels of JSON": f'<script type="application/ld+json">{"[" * 100_000}</script>{text}'.encode(),
        "9 MB of spaces": (f"<p>{' ' * 9_000_000}</p>" + text).encode(),
        "a line of 5 MB": (f"<p>{'word ' * 1_000_000}</p>").encode(),
        "20,000 paragraphs": (text + "<p>The lamps of the harbour were lit.</p>" * 14_000).encode(),
        "lone surrogates and nulls": text.encode() * 50 + b"\xed\xa0\x80\x00" * 10_000,
    }


def hostile_robots() -> Mapping[str, bytes]:
    """robots.txt files by name, each asked for one long path."""
    return {
        "stars": b"User-agent: *\nDisallow: /" + b"*a" * 2000 + b"b\n",
        "50,000 rules": b"User-agent: *\n" + b"Disallow: /a*b*c$\n" * 25_000,
        "one line of 500 kB": b"User-agent: *\nDisallow: /" + b"x" * 500_000,
        "100,000 robots": b"User-agent: news-monitor\n" * 18_000 + b"Disallow: /\n",
    }
