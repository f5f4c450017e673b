"""What every model of the configuration shares: strictness, places in error reports, and the surroundings of a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Annotated, Any, ClassVar, NoReturn

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError, ValidationInfo
from pydantic_core import InitErrorDetails, PydanticCustomError

Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict()]


@dataclass(frozen=True)
class Surroundings:
    """What values may refer to: the environment, the directory of the file that they stand in, the readers' time zone.

    ``read`` collects the secret files that were opened, for the reload watcher.
    """

    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    directory: Path = field(default_factory=Path)
    zone: tzinfo = UTC
    read: list[Path] = field(default_factory=list)

    def path(self, text: str) -> Path:
        """``text`` as a path, relative ones from the directory of the file that says it."""
        return self.directory / text


def surroundings(info: ValidationInfo) -> Surroundings:
    """Those given as validation context; empty ones where a model is built by hand."""
    return info.context if isinstance(info.context, Surroundings) else Surroundings()


class Model(BaseModel):
    """Base of all models: frozen, and a key that is not a field is a fault.

    ``elsewhere`` names keys that belong to another model, each with what to do about it.
    """

    model_config = ConfigDict(
        defer_build=True,  # what checks rules takes long to build, and most commands read none
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,  # inputs may be secrets
        use_attribute_docstrings=True,
        validate_by_alias=True,
        validate_by_name=True,
    )

    elsewhere: ClassVar[Mapping[str, str]] = {}


def written(text: str) -> Any:  # noqa: ANN401 - stands for a value of the field's own type
    """A default as a person would write it in YAML: validated like one, and shown as such in the JSON Schema."""
    return Field(default=text, validate_default=True)


def fault_at(place: str, message: str) -> NoReturn:
    """Refuse a model because of its key ``place``.

    Raises ``ValidationError``, which pydantic prefixes with the model's place when its validator calls this.
    """
    problem = PydanticCustomError("fault", "{message}", {"message": message})
    raise ValidationError.from_exception_data(
        "configuration", [InitErrorDetails(type=problem, loc=(place,), input=None)], hide_input=True
    )
