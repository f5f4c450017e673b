"""Groups of commands that are imported when they run.

To import all that some command needs takes two seconds; a container asks for ``health`` twice a minute.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True, slots=True)
class Lazy:
    """A command, or a family of them, that lies in the ``app`` of a module, and what its help says in a line."""

    module: str
    says: str

    def load(self, name: str) -> Any:  # noqa: ANN401 - typer has no public name for its commands
        """The command ``name``, with all that it needs."""
        found = typer.main.get_command(import_module(self.module).app)
        return found.commands.get(name, found) if isinstance(found, TyperGroup) else found


def lazily(places: Mapping[str, Lazy]) -> type[TyperGroup]:
    """The class of a group with the commands ``places``, by name, beside those that it has anyway."""

    class LazyGroup(TyperGroup):
        def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - typer's own
            super().__init__(**attributes)
            for name, place in places.items():
                self.add_command(TyperCommand(name, help=place.says))

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - typer's own
            name, command, rest = super().resolve_command(ctx, args)
            return name, places[name].load(name) if name and name in places else command, rest

    return LazyGroup
