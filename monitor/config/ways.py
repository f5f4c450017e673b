"""Ways out beside mail and webhooks: chat and push services, files of feeds, programs of one's own."""

import os
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo, model_validator

from monitor.config.model import Flag, Model, Whole, fault_at, surroundings, written
from monitor.config.secrets import Secret, WithSecrets
from monitor.config.values import Duration, FilePath, Line, Target, Timeout
from monitor.net import look_at

_LONGEST_ARGUMENT = 1000
# A mail or a popup on the server's own screen would be sent, but nobody could say what became of it.
_BETTER_OTHERWISE = {
    "mailto": "an `email` channel, which knows what became of each mail",
    "syslog": "a `command` channel",
}


def _check_chat_address(secret: SecretStr) -> SecretStr:
    address = secret.get_secret_value()
    scheme = address.partition("://")[0].lower().removesuffix("s")
    if scheme in _BETTER_OTHERWISE:
        raise ValueError(f"is of the kind {scheme}://: make it {_BETTER_OTHERWISE[scheme]}")
    fault = look_at(address)
    if fault is not None:
        raise ValueError(fault)
    return secret


class AppriseSettings(WithSecrets):
    """A channel that posts to a chat or push service by Apprise (https://appriseit.com/services/)."""

    secret_keys: ClassVar[tuple[str, ...]] = ("url",)

    url: Annotated[Secret, AfterValidator(_check_chat_address)]
    """Apprise's address of one room, person or topic: `slack://...`, `tgram://...`, `ntfy://...`; a secret."""
    url_file: FilePath | None = None
    """File that holds the address."""
    timeout: Timeout = written("30s")
    """How long a message may take."""
    disable_after: Duration = written("5d")
    """When the service has taken nothing for so long, the channel is disabled: what is for it is held."""


class FeedFileSettings(Model):
    """A channel that writes its alerts to files, as Atom and as JSON Feed, for feed readers."""

    directory: FilePath
    """Where the files are written: `all.atom` and `all.json`, and a pair for each rule below `rules/`."""
    title: Line = "News monitor"
    """Title of the feeds."""
    url: Target | None = None
    """Where readers find the directory, such as `https://news.example.org/feeds`, if another server serves it."""
    serve: Flag = True
    """Whether the service serves the files itself, as `web` says."""
    entries: Annotated[Whole, Field(ge=1, le=1000)] = 100
    """How many alerts a feed holds, the newest first."""


def _program(value: object, info: ValidationInfo) -> object:
    """The program as an absolute path; relative ones from the directory of the file that says it."""
    if isinstance(value, list | tuple) and value and isinstance(value[0], str) and value[0]:
        return (os.path.abspath(surroundings(info).path(value[0])), *value[1:])  # noqa: PTH100 - resolve() follows links
    return value


Argument = Annotated[str, Field(max_length=_LONGEST_ARGUMENT, pattern=r"^[^\x00]*$")]


class CommandSettings(WithSecrets):
    """A channel that hands its alerts to a program, as JSON on standard input. Needs `commands: enabled`."""

    secret_keys: ClassVar[tuple[str, ...]] = ("environment",)

    run: Annotated[tuple[Argument, ...], BeforeValidator(_program), Field(min_length=1, max_length=100)]
    """The program, and its arguments. No shell reads them."""
    environment: dict[str, Secret] = Field(default_factory=dict)
    """Variables for it, beside `PATH`, `LANG` and those that say what the alert is. Count as secrets."""
    environment_file: dict[str, FilePath] | None = None
    """Files that hold the values of further variables."""
    timeout: Timeout = written("30s")
    """How long it may take; then it is killed, with all that it has started."""

    @model_validator(mode="after")
    def _check_program(self) -> "CommandSettings":
        program = Path(self.run[0])
        if not program.is_file():
            fault_at("run", f"there is no program {program}")
        if not os.access(program, os.X_OK):
            fault_at("run", f"{program} cannot be run: `chmod +x` it")
        for name, value in self.environment.items():
            if not _is_variable(name, value):
                fault_at("environment", f"`{name[:60]}` is no name of a variable, or its value holds a NUL")
        return self


def _is_variable(name: str, value: Any) -> bool:  # noqa: ANN401 - a SecretStr
    return name.isidentifier() and name.isascii() and "\0" not in value.get_secret_value()
