"""How fast ``news-monitor backtest`` replays articles, and in how much memory.

``python -m benchmarks backtest [ARTICLES]``; 5,000 when not given. They are made: 400 words drawn from the word
frequencies of wordfreq, half of them English and half Arabic, a term of the shipped rules put into one in ten. The
command runs as a person would run it, on one core, over the shipped configuration: alone, and against itself, which
holds each article against two rulebooks. Its own start, some seconds, is not counted.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.watching.language import Language

ARTICLES = 5_000
WORDS = 400
DAYS = 90
CONFIG = Path(__file__).parents[1] / "config" / "monitor.yaml"
_PLANTED = {"en": ("cybersecurity", "arms control", "ransomware"), "ar": ("الأمن السيبراني", "برامج الفدية")}
_FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def make_records(count: int, random_: random.Random) -> Iterator[str]:
    """``count`` articles as JSON Lines, spread over ninety days; the same for the same seed."""
    languages = (Language("en"), Language("ar"))
    for number in range(count):
        language = languages[number % 2]
        words = [language.running(random_) for _ in range(WORDS)]
        if number % 10 < 1:
            words[random_.randrange(WORDS)] = random_.choice(_PLANTED[language.code])
        sentences = (" ".join(words[start : start + 20]) + "." for start in range(0, WORDS, 20))
        record = {
            "id": str(number),
            "title": " ".join(words[:8]),
            "text": "\n".join(sentences),
            "language": language.code,
            "published": (_FIRST_DAY + timedelta(days=DAYS * number / count)).isoformat(),
        }
        yield json.dumps(record, ensure_ascii=False)


def measure(path: Path, *options: str) -> str:
    """Run the command over the articles in ``path``; gives a row of the table."""
    command = [sys.executable, "-m", "monitor", "backtest", "--config", str(CONFIG), "--jsonl", str(path), "--json"]
    finished = subprocess.run([*command, *options], stdout=subprocess.PIPE, check=True)
    found = json.loads(finished.stdout)
    rate = found["articles"] / found["seconds"]
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    matches = sum(rule["matches"] for rule in found["rules"])
    return f"{rate:>12,.0f}{100_000 / rate / 60:>21.1f}{matches:>10,}{memory:>17,.0f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="The speed of news-monitor backtest")
    parser.add_argument("articles", nargs="?", type=int, default=ARTICLES)
    count = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "articles.jsonl"
        with path.open("w", encoding="utf-8") as lines:
            lines.writelines(f"{record}\n" for record in make_records(count, random.Random(count)))
        print(f"{count:,} articles of {WORDS} words, {path.stat().st_size / 1e6:,.0f} MB")
        print(f"{'':22}{'articles/s':>12}{'minutes for 100,000':>21}{'matches':>10}{'peak memory, MB':>17}")
        print(f"{'one configuration':22}{measure(path)}", flush=True)
        print(f"{'against another':22}{measure(path, '--against', str(CONFIG))}")


if __name__ == "__main__":
    main()
