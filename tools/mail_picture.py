"""Draw docs/images/alert-mail.png: the mail of an alert, rendered by this program and photographed by Chromium.

    .venv/bin/python tools/mail_picture.py [TARGET]

Needs `chromium` on the PATH; nothing is fetched from anywhere.
"""

import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.alerts import plan_alerts, render_alert
from monitor.model import Article, Field, Hit, How, Match, Severity, StoryKey
from monitor.rulebook import Phrase, Rule

_TARGET = Path(__file__).parents[1] / "docs" / "images" / "alert-mail.png"
_SIZE = (700, 770)

_TITLE = "جنيف تستضيف جولة جديدة من محادثات الاستقرار الاستراتيجي"
_TEXT = (
    "بدأت في جنيف يوم الخميس جولة جديدة من محادثات الاستقرار الاستراتيجي، وقال نائب وزير الخارجية الروسي "
    "سيرغي ريابكوف إن جدول أعمالها اتُّفق عليه.\n"
    "وتستمر الجلسات ثلاثة أيام خلف أبواب مغلقة في مبنى بعثة لدى الأمم المتحدة.\n"
    "ووفقاً لريابكوف، فإن الحد من التسلح «ليس البند الوحيد على الطاولة. هناك أيضاً أمن المعلومات»، "
    "ولم يحدد موعداً للجولة التالية.\n"
    "وسيعقد الوفدان مؤتمراً صحفياً مشتركاً مساء السبت."
)


def main() -> None:
    """Draw the picture at the path given, or at its place in the documentation."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else _TARGET
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "mail.html"
        page.write_text(_html(), encoding="utf-8")
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
                "--force-device-scale-factor=1.3",
                f"--user-data-dir={folder}/profile",
                f"--window-size={_SIZE[0]},{_SIZE[1]}",
                f"--screenshot={target}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=60,
        )


def _html() -> str:
    now = datetime(2026, 1, 16, 9, 42, tzinfo=UTC)
    article = Article(
        id="sample",
        title=_TITLE,
        text=_TEXT,
        url="https://news.example.org/ar/geneva-round",
        source="وكالة المثال للأنباء",
        language="ar",
        published=datetime(2026, 1, 16, 9, 25, tzinfo=UTC),
        credit="أ.م.أ",
    )
    hits = (
        _hit("phrase:strategic stability", Field.TITLE, "الاستقرار الاستراتيجي", How.EXACT),
        _hit("official:sergei-ryabkov", Field.BODY, "لريابكوف", How.CLITIC, "سيرغي ريابكوف"),
        _hit("topic:arms-control", Field.BODY, "الحد من التسلح", How.EXACT),
    )
    rule = Rule(
        id="geneva-talks",
        when=Phrase({"ar": ("الاستقرار الاستراتيجي",)}),
        title="US–Russia strategic stability",
        severity=Severity.HIGH,
    )
    (plan,) = plan_alerts(
        article, StoryKey("sample", "first", "sample"), [Match(rule.id, hits)], {rule.id: rule}, {"desk": ("",)}, now
    )
    return render_alert(plan.alert.payload, channel="desk", timezone=ZoneInfo("Europe/Zurich")).html


def _hit(leaf: str, field: Field, words: str, how: How, licence: str | None = None) -> Hit:
    source = _TITLE if field is Field.TITLE else _TEXT
    start = source.index(words)
    snippet = next(line for line in source.split("\n") if words in line)
    return Hit(leaf, field, start, start + len(words), words, how, words, snippet, licence)


if __name__ == "__main__":
    main()
