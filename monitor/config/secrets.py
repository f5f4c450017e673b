"""Secrets: from ``${NAME}`` of the environment, from a file of their own, never from both, and never shown.

A model lists its secret keys in ``secret_keys``; each has a twin ``KEY_file`` that names a file, or for a mapping of
secrets a file for each. systemd's ``LoadCredential=`` and container secrets are files, and systemd.exec(5) advises
against the environment for secrets.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, ConfigDict, SecretStr, ValidationInfo, model_validator

from monitor.config.faults import shown
from monitor.config.model import Model, fault_at, surroundings
from monitor.config.values import check_no_user, check_url

_VARIABLE = re.compile(r"\$?\$\{([^{}]*)\}")
_LARGEST = 65_536


def expand(text: str, environ: Mapping[str, str]) -> str:
    """``text`` with each ``${NAME}`` replaced from ``environ``; ``$${NAME}`` stands for ``${NAME}`` itself.

    Raises ``ValueError`` naming a variable that is not set.
    """

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if match[0].startswith("$$"):
            return match[0][1:]
        if name not in environ:
            raise ValueError(f"refers to ${{{name}}}, but the environment has no {name}: set it, or use the _file key")
        return environ[name]

    return _VARIABLE.sub(value, text)


def expand_value(value: object, info: ValidationInfo) -> object:
    """As :func:`expand`, for text as it stands in a file; a value that is already a secret is left alone."""
    return expand(value, surroundings(info).environ) if isinstance(value, str) else value


def revealed(value: object, info: ValidationInfo) -> object:
    """As :func:`expand_value`, and a secret that was read from a file laid open, for keys whose value is plain text."""
    return value.get_secret_value() if isinstance(value, SecretStr) else expand_value(value, info)


def read_secret(path: Path) -> str:
    """The text of a secret file without its trailing newline. Raises ``ValueError`` with the reason, never the text."""
    try:
        if not path.is_file():  # a device or a pipe might never end
            raise ValueError(f"there is no file {path}")
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
        text = raw.decode("utf-8").rstrip("\r\n")
    except OSError as error:
        raise ValueError(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not UTF-8 text") from None
    if not text or len(raw) > _LARGEST:
        raise ValueError(f"{path} is empty or too long for a secret")
    return text


def _either_twin(schema: dict[str, Any], model: type["WithSecrets"]) -> None:
    """Where ``schema`` requires a secret key, require that or its twin, so that editors take both."""
    required = schema.get("required", [])
    twins = [key for key in model.secret_keys if key in required]
    if twins:
        schema["required"] = [key for key in required if key not in twins]
        schema["allOf"] = [{"anyOf": [{"required": [key]}, {"required": [f"{key}_file"]}]} for key in twins]


class WithSecrets(Model):
    """A model some of whose keys may come from files. After validation the key itself holds the secret either way."""

    model_config = ConfigDict(json_schema_extra=_either_twin)

    secret_keys: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="before")
    @classmethod
    def _read_files(cls, data: Any, info: ValidationInfo) -> Any:  # noqa: ANN401 - whatever stands in the file
        if not isinstance(data, Mapping):
            return data
        found = dict(data)
        for key in cls.secret_keys:
            twin = f"{key}_file"
            given, named = data.get(key), data.get(twin)
            if isinstance(named, Mapping):
                found[key] = _read_each(key, given, named, info)
            elif isinstance(named, str):
                if given is not None:
                    fault_at(twin, f"`{key}` and `{twin}` are both given: remove one of them")
                found[key] = _read_file(twin, named, info)
        return found


def _read_file(twin: str, named: str, info: ValidationInfo) -> SecretStr:
    path = surroundings(info).path(named)
    surroundings(info).read.append(path)
    try:
        return SecretStr(read_secret(path))
    except ValueError as error:
        fault_at(twin, f"`{twin}`: {error}")


def _read_each(key: str, given: object, named: Mapping[str, Any], info: ValidationInfo) -> dict[str, Any]:
    """The secrets of a mapping: those ``given`` in place, and those read from the files ``named``."""
    found = dict(given) if isinstance(given, Mapping) else {}
    known = {str(name).lower() for name in found}
    for name, path in named.items():
        if str(name).lower() in known:
            fault_at(f"{key}_file", f"{shown(name)} stands in `{key}` and in `{key}_file`: remove one of them")
        if isinstance(path, str):
            found[name] = _read_file(f"{key}_file", path, info)
    return found


def _check_secret_url(secret: SecretStr) -> SecretStr:
    check_url(secret.get_secret_value())
    return secret


def _check_secret_target(secret: SecretStr) -> SecretStr:
    check_no_user(secret.get_secret_value())
    return secret


Secret = Annotated[SecretStr, BeforeValidator(expand_value, json_schema_input_type=str)]
SecretUrl = Annotated[Secret, AfterValidator(_check_secret_url)]
SecretTarget = Annotated[SecretUrl, AfterValidator(_check_secret_target)]
