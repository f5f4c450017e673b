"""Text as people write it: folding, words with their places, sentences, direction. Pure, and knows no rules."""
