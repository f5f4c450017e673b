"""`feeds discover` and `feeds add` against a site on loopback."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.cli.adding import Choice, add
from monitor.cli.common import DEFAULT_CONFIG
from monitor.cli.discovering import discover
from monitor.cli.opening import load_config
from monitor.errors import ConfigError, FetchError, MonitorError
from tests.cli.conftest import Command
from tests.servers import Site, serve_site
from tests.sources.samples import numbered

FEEDS = '# ours\nfeeds:\n  # the wire\n  - {id: wire, url: "http://wire.example/feed/"}  # first\n# end\n'


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serve_site() as site:
        yield site


@pytest.fixture
def watch(config: Path) -> Path:
    """A configuration that may go to loopback, with one feed."""
    text = config.read_text()
    config.write_text(text + "network: {allow_private: [127.0.0.0/8]}\npolling: {spacing: 0s}\n")
    (config.parent / "feeds.yaml").write_text(FEEDS)
    return config


def fill(site: Site) -> None:
    """A home page in German with two feeds and a list of articles."""
    paths = ("/welt/rss.xml", "/ort/rss.xml")
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{path}">' for path in paths)
    article = '<li class="t"><a href="/2026/gespraeche">Gespräche über Rüstungskontrolle in Genf vertagt</a></li>'
    site.pages["/"] = f"<html lang='de'><head><title>Bote</title>{links}</head><body><ul>{article}</ul></body></html>"
    today = datetime.now(UTC).strftime("%d %b %Y")
    titled = numbered(3).replace("Report", "Die Regierung berät über die Lage im Norden, Teil")
    site.feed(paths[0], titled.replace("Wire", "Bote Welt").replace("02 Jan 2026", today))
    site.feed(paths[1], numbered(1).replace("Wire", "Bote Ort").replace("02 Jan 2026", today))


async def test_a_site_is_discovered_and_a_feed_added(command: Command, watch: Path, site: Site) -> None:
    """From a home page to a configured feed in one command: shown, written, the file otherwise untouched."""
    fill(site)
    feeds = watch.parent / "feeds.yaml"
    added = await command("feeds", "add", site.url, "--config", watch, "--tag", "world")
    line = (
        f"  - {{id: 127.0.0.1-welt-rss, url: {site.url}/welt/rss.xml, title: Bote Welt, language: de, tags: [world]}}\n"
    )
    assert (added.code, added.err, added.out.endswith(line)) == (0, "", True)
    assert "Bote Ort" in added.out, "what else there is is shown"
    assert "Die Regierung berät über die Lage im Norden, Teil 0" in added.out, "so are the entries"
    assert feeds.read_text() == FEEDS + line
    assert [feed.id for feed in load_config(watch).feeds] == ["wire", "127.0.0.1-welt-rss"]

    with pytest.raises(MonitorError, match=r"configured already, as `127.0.0.1-welt-rss` \(.*feeds.yaml:6\)"):
        await add(watch, f"{site.url}/welt/rss.xml#x", Choice())
    with pytest.raises(
        MonitorError, match=r"number 1 is configured already, as `127\.0\.0\.1-welt-rss`.*--pick 2 adds"
    ):
        await add(watch, site.url, Choice())
    listed = (await command("feeds", "discover", site.url, "--config", watch)).out.splitlines()
    assert listed[0].split()[0] == "configured"
    assert [line.split()[1] for line in listed[1:]] == ["127.0.0.1-welt-rss", "–", "–"]


async def test_what_is_found_is_told(watch: Path, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """Scripts and people get the same: kind, title, number of entries, newest date, language, and a preview."""
    fill(site)
    site.pages["/"] = str(site.pages["/"]).replace("/ort/rss.xml", "/weg.xml")
    await discover(watch, site.url, selector=None, pick=None, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert [(each["kind"], each["entries"], each["title"], each["language"]) for each in told["candidates"]] == [
        ("feed", 3, "Bote Welt", "de"),
        ("page", 1, "Bote", "de"),
    ]
    assert told["candidates"][0]["newest"].startswith(datetime.now(UTC).strftime("%Y-%m-%d"))
    assert told["candidates"][1]["sample"][0]["title"] == "Gespräche über Rüstungskontrolle in Genf vertagt"
    assert [(miss["url"], "404" in miss["reason"]) for miss in told["misses"]] == [(f"{site.url}/weg.xml", True)]
    await add(watch, site.url, Choice(pick=2, id="bote", title="Der Bote", language="fr", dry_run=True))
    shown = capsys.readouterr()
    assert f"{site.url}/2026/gespraeche" in shown.out
    assert f"{{id: bote, url: {site.url}, kind: page, title: Der Bote, language: fr}}" in shown.out
    assert "not read: " in shown.err


async def test_a_site_named_without_a_scheme_is_asked_over_http_where_https_is_not_spoken(
    command: Command, watch: Path, site: Site
) -> None:
    """`localhost:8700` is found, with a word on what was assumed; a person who says https gets https or a reason."""
    fill(site)
    address = site.url.removeprefix("http://")
    found = await command("feeds", "discover", address, "--config", watch)
    assert (found.code, f"{site.url}/welt/rss.xml" in found.out) == (0, True)
    assert "HTTPS was assumed, but not spoken" in found.err
    refused = await command("feeds", "discover", f"https://{address}", "--config", watch)
    assert (refused.code, "Error" in refused.err, "127.0.0.1" in refused.err) == (1, False, True)


async def test_a_site_is_looked_at_before_there_are_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever tries the program out needs no files for it, unless a file was named; a private place stays closed."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FetchError, match="private"):
        await discover(DEFAULT_CONFIG, "http://127.0.0.1:9/", selector=None, pick=None, as_json=True)
    assert "the network settings are the usual ones" in capsys.readouterr().err
    with pytest.raises(ConfigError):
        await discover(tmp_path / "mine.yaml", "http://127.0.0.1:9/", selector=None, pick=None, as_json=True)


async def test_a_page_is_added_with_its_selector(watch: Path, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """A site without feeds is read as a page, by the selector that was tried; a trial writes nothing."""
    fill(site)
    file = watch.parent / "pages.yaml"
    choice = Choice(selector="li.t a", file=file, id="bote", dry_run=True)
    await add(watch, site.url, choice)
    assert "would be added" in capsys.readouterr().out
    assert not file.exists()
    await add(watch, site.url, replace(choice, dry_run=False))
    item = f"{{id: bote, url: {site.url}, kind: page, selector: li.t a, title: Bote, language: de}}"
    assert file.read_text() == f"feeds:\n  - {item}\n"
    assert f"list {file} under `feeds`" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "choice", "words"),
    [
        ("http://wire.example/feed", Choice(), "configured already, as `wire`"),
        ("{site}/", Choice(id="wire"), r"`wire` is taken \(.*feeds.yaml:4\)"),
        ("{site}/", Choice(tags=("world", "A b")), r"--tag `A b` is no id"),
        ("{site}/", Choice(file=Path("list.opml")), r"list.opml: feeds are added to YAML files"),
        ("{site}/", Choice(pick=9), "numbered 1 to 3"),
        ("{site}/nowhere", Choice(), "404"),
        ("{site}/empty", Choice(), "nothing was added"),
    ],
)
async def test_what_cannot_be_added_is_said(watch: Path, site: Site, url: str, choice: Choice, words: str) -> None:
    """A mistake ends in a sentence, and the file stays as it is."""
    fill(site)
    site.pages["/empty"] = "<html><body><p>Hello</p></body></html>"
    with pytest.raises(MonitorError, match=words):
        await add(watch, url.format(site=site.url), choice)
    assert (watch.parent / "feeds.yaml").read_text() == FEEDS
