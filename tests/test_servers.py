"""The servers the tests stand on."""

import httpx

from tests.servers import serve_site


async def test_a_site_records_what_it_was_asked() -> None:
    """A request is answered over a real socket and can be looked at afterwards."""
    async with serve_site() as site, httpx.AsyncClient() as client:
        site.pages["/a"] = "<p>hello"
        response = await client.get(site.url + "/a", headers={"X-Kept": "yes"})
        assert response.text == "<p>hello"
        assert site.asked("/a")[0].headers["X-Kept"] == "yes"
