"""Names as tables and registers have them become names as newspapers write them."""

import pytest

from monitor.config.importing import Making, Notes, Person
from monitor.config.importing.names import plain_name
from monitor.config.importing.people import Said
from monitor.rulebook import Official


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Dr. Jean-Noël Barrot", "Jean-Noël Barrot"),
        ("PROF. DR. ANNA BERG", "Anna Berg"),
        ("H.E. Mr. Omar Haddad", "Omar Haddad"),
        ("His Excellency Omar Haddad", "Omar Haddad"),
        ("The Rt Hon. Sir Edward Lane", "Edward Lane"),
        ("Barrot, Dr. Jean-Noël", "Jean-Noël Barrot"),
        ("Edward Lane, MP", "Edward Lane"),
        ("Dame Ndiaye", "Dame Ndiaye"),
        ("Gen Nakamura Ito", "Gen Nakamura Ito"),
        ("Drago Kos", "Drago Kos"),
        ("Sheikh Omar Haddad", "Sheikh Omar Haddad"),
    ],
)
def test_titles_are_taken_off_names(written: str, name: str) -> None:
    """A title in front goes where a full name is left; what may be a name stays."""
    assert plain_name(written) == name


def test_a_title_hides_nobody_who_is_there_already() -> None:
    """Somebody who is known is not written down a second time as a doctor."""
    known = Official("barrot", "Jean-Noël Barrot", {"en": ("Jean-Noël Barrot",)})
    making = Making([known], {"en"}, Notes())
    titled = Person("Dr. Jean-Noël Barrot", (Said("Dr. Jean-Noël Barrot", "en"),))
    assert list(making.make([titled])) == []
    assert [each.id for each in making.known] == ["barrot"]
