"""Draw the pictures of mails in docs/images: rendered by this program, photographed by Chromium.

    .venv/bin/python -m tools.mail_pictures [FOLDER]

Needs `chromium` on the PATH, and fonts for the scripts that it shows (Debian: fonts-noto-core and fonts-noto-cjk);
nothing is fetched from anywhere.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image

from monitor.alerts import render_alert
from monitor.model import Payload
from tools import mail_samples

_FOLDER = Path(__file__).parents[1] / "docs" / "images"
_ZONE = ZoneInfo("Europe/Zurich")
_BOTH = ("light", "dark")
_GAP = 20
# Flat colours and grey edges of letters: more would only make the files larger.
_COLOURS = 200


@dataclass(frozen=True, slots=True)
class Picture:
    """A mail in a window of ``width`` by ``height`` pixels, once for each of the colour ``schemes``."""

    name: str
    payload: Payload
    width: int = 390
    height: int = 1180
    schemes: tuple[str, ...] = _BOTH


def pictures() -> tuple[Picture, ...]:
    """All of them: a mail on a wide screen, and four on a phone."""
    return (
        Picture("alert-mail", mail_samples.arabic(), 700, 860, ("light",)),
        Picture("mail-arabic", mail_samples.arabic()),
        Picture("mail-english", mail_samples.english()),
        Picture("mail-digest", mail_samples.digest()),
        Picture("mail-update", mail_samples.update()),
    )


def main() -> None:
    """Draw them into the folder given, or into the documentation."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else _FOLDER
    for picture in pictures():
        _draw(picture, folder / f"{picture.name}.png")


def _draw(picture: Picture, target: Path) -> None:
    with tempfile.TemporaryDirectory() as work:
        html = render_alert(picture.payload, channel="desk", timezone=_ZONE).html
        (Path(work) / "mail.html").write_text(html, encoding="utf-8")
        page = Path(work) / "page.html"
        page.write_text(_page(picture), encoding="utf-8")
        size = (len(picture.schemes) * (picture.width + _GAP) + _GAP, picture.height + 2 * _GAP)
        subprocess.run(  # noqa: S603 - our own arguments
            [  # noqa: S607 - wherever the system keeps it
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--force-device-scale-factor=1.5",
                f"--user-data-dir={work}/profile",
                f"--window-size={size[0]},{size[1]}",
                f"--screenshot={target}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=60,
        )
    with Image.open(target) as drawn:
        drawn.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)


def _page(picture: Picture) -> str:
    """A window for each scheme beside each other; a mail takes the scheme of its frame."""
    frames = "".join(
        f'<iframe src="mail.html" style="color-scheme: {scheme}" width="{picture.width}" height="{picture.height}">'
        "</iframe>"
        for scheme in picture.schemes
    )
    return (
        f'<!DOCTYPE html><meta charset="utf-8"><style>body {{ margin: 0; padding: {_GAP}px; display: flex; '
        f"gap: {_GAP}px; background: #c9d0da; }} iframe {{ border: 0; border-radius: 16px; }}</style>{frames}"
    )


if __name__ == "__main__":
    main()
