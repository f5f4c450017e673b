"""Headless Chromium: mails in, what a script found out about each, in a light and in a dark scheme."""

import html
import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lxml import html as lxml_html

_FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --hide-scrollbars --allow-file-access-from-files --virtual-time-budget=3000"
)
SCHEMES = ("light", "dark")


def measure(folder: Path, mails: Mapping[str, str], script: str, *, width: int) -> dict[tuple[str, str], Any]:
    """Show each of ``mails`` in frames ``width`` pixels wide, and give what ``script``, a function of a document, says.

    The answers are by name and scheme. The frames run no scripts of the mails' own, as mail readers do.
    """
    assert shutil.which("chromium"), "chromium is missing: see tests/system-packages.sh, or add -m 'not browser'"
    for name, mail in mails.items():
        (folder / f"{name}.html").write_text(mail, encoding="utf-8")
    frames = "".join(
        f'<iframe id="{name} {scheme}" src="{name}.html" style="color-scheme: {scheme}" sandbox="allow-same-origin" '
        f'width="{width}" height="900"></iframe>'
        for name in mails
        for scheme in SCHEMES
    )
    page = folder / "page.html"
    page.write_text(
        f"""<!DOCTYPE html><meta charset="utf-8"><style>iframe {{ border: 0 }}</style><body>{frames}
        <pre id="found"></pre>
        <script>
        const find = {script};
        addEventListener("load", () => {{
            const frames = [...document.querySelectorAll("iframe")];
            const found = frames.map(frame => [frame.id, find(frame.contentDocument)]);
            document.getElementById("found").textContent = JSON.stringify(found);
        }});
        </script>""",
        encoding="utf-8",
    )
    command = ["chromium", *_FLAGS.split(), f"--user-data-dir={folder / 'profile'}", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, timeout=60, check=True)
    (answers,) = lxml_html.fromstring(done.stdout.decode()).xpath("//pre[@id='found']")
    found = json.loads(html.unescape(answers.text_content()))
    return {(name.split()[0], name.split()[1]): answer for name, answer in found}
