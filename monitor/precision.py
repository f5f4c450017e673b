"""How much of what a rule raised was worth raising, as far as people said."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Precision:
    """Counts of alerts that were marked relevant and irrelevant, and the share that they speak for."""

    relevant: int = 0
    irrelevant: int = 0

    @property
    def marked(self) -> int:
        """How many alerts were marked."""
        return self.relevant + self.irrelevant

    @property
    def share(self) -> float | None:
        """Relevant ones among all marked, from 0 to 1; ``None`` when nothing is marked."""
        return self.relevant / self.marked if self.marked else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the true share lies with 95 % confidence; ``None`` when nothing is marked.

        The score interval of E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
        J. Am. Stat. Assoc. 22 (1927) 209-212, which stays between 0 and 1 and is right for few marks too.
        """
        if self.share is None:
            return None
        spread = _Z**2 / self.marked
        middle = (self.share + spread / 2) / (1 + spread)
        half = sqrt(spread * (self.share * (1 - self.share) + spread / 4)) / (1 + spread)
        return max(0.0, middle - half), min(1.0, middle + half)
