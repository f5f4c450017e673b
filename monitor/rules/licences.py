"""What to tell about surnames that no office lets count in other languages than English."""

from collections.abc import Iterator

from monitor.errors import ConfigFault
from monitor.rulebook import Rulebook, Spelling
from monitor.rules.latin_names import surnames_to_spell
from monitor.rules.places import fault_at
from monitor.rules.spellings.titles import office
from monitor.rules.vocabulary import rules_by_official


def about_offices(rulebook: Rulebook) -> Iterator[ConfigFault]:
    """A warning for each official whom rules name and whose offices are all in English and none is a known title.

    Their surnames are generated in other languages, but count there only beside a full name.
    """
    for id_, naming in rules_by_official(rulebook).items():
        official = rulebook.officials[id_]
        listed = official.roles.get("en", ())
        generated = official.spelling is not Spelling.EXACT and surnames_to_spell(official)
        if naming and generated and listed and set(official.roles) == {"en"} and not any(map(office, listed)):
            yield fault_at(
                official.place,
                f"the role {listed[0]!r} is not known in other languages, so there the surname of {official.name} "
                "counts only beside a full name",
                "list under `roles` how the press of each language calls the office, or a plain title such as "
                "`foreign minister`",
            )
