"""What a worker found in a document, on its way to the service."""

import pickle

from monitor.model import Feed, ParsedFeed, SourceKind
from monitor.sources.reading import Packed, parse_body, read_packed
from monitor.workers import Workers
from tests.sources.samples import numbered

URL = "https://wire.example/map.xml"
PAGES = 1_201


def sitemap() -> bytes:
    pages = "".join(f"<url><loc>https://wire.example/{number}</loc></url>" for number in range(PAGES))
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{pages}</urlset>'.encode()


async def test_entries_come_over_some_at_a_time_and_all_of_them() -> None:
    """Fifty thousand in one piece would stop the event loop; in pieces they are the same, in the same order."""
    packed = read_packed(sitemap(), "text/xml", URL, SourceKind.AUTO, None)
    assert isinstance(packed, Packed)
    assert packed.feed.entries == ()
    assert max(len(pickle.loads(pack)) for pack in packed.packs) <= 500
    workers = Workers(1, 512 * 2**20)
    for body, count, keyed in ((sitemap(), PAGES, False), (numbered(700).encode(), 700, True)):
        parsed = await parse_body(workers, Feed("wire", URL), body, "text/xml", URL)
        assert isinstance(parsed, ParsedFeed)
        assert [entry.url for entry in parsed.entries] == [f"https://wire.example/{number}" for number in range(count)]
        assert all(bool(entry.keys) is keyed for entry in parsed.entries)
    await workers.close()
