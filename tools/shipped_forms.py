"""Write monitor/rules/data/forms: the word forms of the shipped vocabulary, so that it needs no dictionary to start.

Run ``python -m tools.shipped_forms`` after a change of config/topics, config/officials, config/rules, simplemma or
monitor/text/dictionary.py; it takes minutes. ``tests/rules/test_shipped_forms.py`` says when it is time.
"""

import json
import tempfile
from pathlib import Path

from monitor.config import load
from monitor.rulebook import Official, OfficialRef, Rule, Rulebook, TopicRef
from monitor.rules import Forms, compile_rulebook
from monitor.rules.forms import SHIPPED, Words, ask_dictionary
from monitor.rules.spellings.titles import every_wording
from monitor.text.dictionary import Inflection

ROOT = Path(__file__).resolve().parent.parent


def watching_everything(book: Rulebook) -> Rulebook:
    """The rules of ``book``, and one more for each of its topics and officials, and for generated offices."""
    topics = (Rule(f"topic.{topic}", TopicRef(topic), title="") for topic in book.topics)
    officials = (Rule(f"official.{official}", OfficialRef(official), title="") for official in book.officials)
    offices = Official("all.offices", "All Offices", {"en": ("All Offices",)}, roles=every_wording())
    rules = (*book.rules, *topics, *officials, Rule("all.offices", OfficialRef(offices.id), title=""))
    return Rulebook(rules, book.topics, {**book.officials, offices.id: offices})


def main() -> None:
    """Write one file for each dictionary, one word a line."""
    if not SHIPPED.is_relative_to(ROOT):
        raise SystemExit(f"{SHIPPED} belongs to another checkout: run `python -m tools.shipped_forms` in {ROOT}")
    for file in SHIPPED.glob("*.json"):
        file.unlink()
    SHIPPED.mkdir(exist_ok=True)
    learnt: dict[str, dict[str, Inflection]] = {}

    def ask(code: str, words: list[str]) -> Words | str:
        answer = ask_dictionary(code, words)
        if isinstance(answer, str):
            raise SystemExit(f"{code}: {answer}")
        learnt.setdefault(code, {}).update(answer)
        return answer

    book = load(ROOT / "config" / "monitor.yaml", {}).rulebook
    with tempfile.TemporaryDirectory() as empty:
        compile_rulebook(watching_everything(book), Forms(Path(empty), ask))
    for code, found in learnt.items():
        lines = (f"{_json(word)}: {_json(inflection)}" for word, inflection in sorted(found.items()))
        (SHIPPED / f"{code}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main()
