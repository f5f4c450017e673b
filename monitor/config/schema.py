"""JSON Schema (2020-12) of the YAML files, for editors: made from the models that the files are checked with."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from monitor.config.feeds import FeedsFile
from monitor.config.model import Model
from monitor.config.rules import RulesFile
from monitor.config.settings import Settings
from monitor.config.vocabulary import OfficialsFile, TopicsFile

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MODELS: Mapping[str, type[Model]] = {
    "settings": Settings,
    "feeds": FeedsFile,
    "rules": RulesFile,
    "topics": TopicsFile,
    "officials": OfficialsFile,
}


def schemas() -> Mapping[str, dict[str, Any]]:
    """The schemas of the settings, feeds, rules, topics and officials, by these names."""
    return {name: {"$schema": _DIALECT, **model.model_json_schema(by_alias=True)} for name, model in _MODELS.items()}


def write_schemas(directory: Path) -> tuple[Path, ...]:
    """Write each schema to ``NAME.json`` in ``directory``, which must exist; gives the paths."""
    written = []
    for name, schema in schemas().items():
        path = directory / f"{name}.json"
        path.write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        written.append(path)
    return tuple(written)
