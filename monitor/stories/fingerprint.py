"""The same wire text in two outlets is one story.

A story is named by the folded letters and digits of its headline and text, so marks, punctuation, spacing and case,
which outlets set by their own house style, make no difference. A text that was cut or rewritten is another story here.
"""

from monitor.ids import digest_id
from monitor.model import Article, StoryKey
from monitor.text.fold import fold
from monitor.text.tokens import words

# Below this a text is a notice ("Subscribe to read on") that many different articles share, and says nothing.
_FEWEST_LETTERS = 120


def story_key(article: Article) -> StoryKey:
    """Name the story of ``article``: the same id for the same headline over the same text, whoever published it."""
    title, text = _letters(article.title), _letters(article.text)
    if len(text) < _FEWEST_LETTERS:
        alone = digest_id("story", "article", article.id)
        return StoryKey(alone, "too little text to tell it from other articles", wire=alone)
    same = digest_id("story", "text", title, text)
    return StoryKey(same, "the same headline and text, letter for letter", wire=same)


def _letters(text: str) -> str:
    # Word by word: what is folded is cut off at the length that no word has.
    return "".join(char for word in words(text) for char in fold(word) if char.isalnum())
