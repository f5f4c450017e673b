"""Headless Chromium: a page in, what its script found out."""

import html
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from lxml import html as lxml_html

_FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --allow-file-access-from-files --virtual-time-budget=3000"
)


def measure(folder: Path, mail: str, script: str, *, width: int, dark: bool = False) -> Any:
    """Show ``mail`` in a frame ``width`` pixels wide and give what ``script``, a function of its document, returns.

    The frame runs no scripts of the mail's own, as mail readers do.
    """
    assert shutil.which("chromium"), "chromium is missing: see tests/system-packages.sh, or add -m 'not browser'"
    (folder / "mail.html").write_text(mail, encoding="utf-8")
    page = folder / "page.html"
    page.write_text(
        f"""<!DOCTYPE html><meta charset="utf-8"><body>
        <iframe id="mail" src="mail.html" sandbox="allow-same-origin" width="{width}" height="900"></iframe>
        <pre id="found"></pre>
        <script>
        const find = {script};
        addEventListener("load", () => {{
            const frame = document.getElementById("mail");
            document.getElementById("found").textContent = JSON.stringify(find(frame.contentDocument));
        }});
        </script>""",
        encoding="utf-8",
    )
    flags = [*_FLAGS.split(), *(["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] if dark else [])]
    command = ["chromium", *flags, f"--user-data-dir={folder / 'profile'}", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, timeout=60, check=True)
    (found,) = lxml_html.fromstring(done.stdout.decode()).xpath("//pre[@id='found']")
    return json.loads(html.unescape(found.text_content()))
