"""Officials from files that others made: Wikidata, FollowTheMoney, tables."""

from monitor.config.importing.making import Imported, Known, Making
from monitor.config.importing.people import Notes, Person, Reason
from monitor.config.importing.reading import Format, read_people
from monitor.config.importing.writing import check_officials, names_yaml, officials_files, write_officials

__all__ = [
    "Format",
    "Imported",
    "Known",
    "Making",
    "Notes",
    "Person",
    "Reason",
    "check_officials",
    "names_yaml",
    "officials_files",
    "read_people",
    "write_officials",
]
