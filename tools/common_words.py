"""Write monitor/rules/data/common_words.json: words that make one word in a thousand, or more, of their language.

Run with the dev extra: ``python tools/common_words.py``. ``news-monitor check`` warns of terms that are such words.
"""

import json
from pathlib import Path

import wordfreq

from monitor.text.fold import fold

TARGET = Path(__file__).parent.parent / "monitor" / "rules" / "data" / "common_words.json"
LEAST = 1e-3
# Languages that this program calls otherwise: Serbian and Croatian are one in wordfreq.
_NAMES = {"sh": ("sr", "hr", "bs"), "nb": ("nb", "no"), "fil": ("tl",)}


def main() -> None:
    """Write the words, folded and sorted, by language."""
    words = {}
    for code in sorted(wordfreq.available_languages("small")):
        frequencies = wordfreq.get_frequency_dict(code, wordlist="small")
        found = sorted({fold(word) for word, frequency in frequencies.items() if frequency >= LEAST})
        words.update(dict.fromkeys(_NAMES.get(code, (code,)), found))
    lines = (f"{json.dumps(code)}: {json.dumps(found, ensure_ascii=False)}" for code, found in sorted(words.items()))
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
