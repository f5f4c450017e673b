"""``feeds import`` and ``feeds export`` as a person uses them."""

from pathlib import Path

import pytest

from monitor.cli.common import Exit
from monitor.cli.opml import ImportOptions, export_feeds, import_feeds

LIST = """\
<opml version="2.0"><body>
<outline text="World">
<outline text="A" xmlUrl="https://a.example/feed"/>
<outline text="B" xmlUrl="https://b.example/feed"/>
<outline text="B again" xmlUrl="https://b.example/feed"/>
<outline text="C" type="rss"/>
</outline>
"""


def test_a_list_goes_in_and_comes_out_again(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Import writes a file of feeds and says what it left out; once that is listed, export gives the feeds back, but
    for what is secret."""
    path, target, exported = tmp_path / "list.opml", tmp_path / "imported.yaml", tmp_path / "exported.opml"
    path.write_text(LIST + "</body></opml>")
    assert import_feeds(ImportOptions(config, (path,), target)) is Exit.DONE
    said = capsys.readouterr().err
    assert f"{path}:5: `B again` is left out: it is there already" in said
    assert f"{path}:6: `C` is left out: it has no `xmlUrl`" in said
    assert "new feeds: 2, there already: 1, other remarks: 1" in said
    assert f"these are read once `feeds` in {config} lists them" in said

    config.write_text(config.read_text().replace("[feeds.yaml]", "[feeds.yaml, imported.yaml]"))
    (tmp_path / "feeds.yaml").write_text(
        "feeds:\n  - {id: s, url: 'https://s.example/${TOKEN}'}\n"
        "  - {id: h, url: 'https://h.example/', headers: {Authorization: x}}\n"
    )
    monkeypatch.setenv("TOKEN", "hush")
    assert export_feeds(config, exported, None, force=False) is Exit.DONE
    said = capsys.readouterr().err
    assert 'xmlUrl="https://b.example/feed"' in exported.read_text()
    assert "hush" not in exported.read_text() + said
    assert "left out, its address holds a secret: s" in said
    assert "exported without its headers and proxy, which may be secrets: h" in said

    assert import_feeds(ImportOptions(config, (path,), target, force=True)) is Exit.DONE
    assert "https://a.example/feed" in target.read_text()  # replaced, not emptied of what it held before


def test_a_list_that_breaks_off_is_imported_so_far_and_fails(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What could be read goes to standard output, and the exit code says that it is not all."""
    path = tmp_path / "list.opml"
    path.write_text(LIST.replace("</outline>", "<outline <"))
    assert import_feeds(ImportOptions(config, (path,))) is Exit.FAILED
    printed = capsys.readouterr()
    assert '  - id: a.example-feed\n    url: "https://a.example/feed"' in printed.out
    assert f"{path}:7: this is not well-formed XML" in printed.err
