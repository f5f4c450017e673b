"""Who writes the summaries of alerts: nobody but the article itself, or a language model beside it."""

from collections.abc import Mapping
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, JsonValue, model_validator

from monitor.config.model import Flag, Model, Whole, fault_at, written
from monitor.config.secrets import Secret, WithSecrets
from monitor.config.terms import Language
from monitor.config.values import Duration, FilePath, Target, is_loopback

# What this program says itself; tools above all are never offered, for the text of an article could ask for them.
_OURS = ("model", "messages", "stream", "n", "tools", "tool_choice", "functions", "function_call")
_LONGEST_WAIT = 120


def _check_base(value: str) -> str:
    parts = urlsplit(value)
    if parts.query or parts.fragment:
        raise ValueError("holds a `?` or `#`: give the address below which the API lies, such as https://host/v1")
    return value.rstrip("/").removesuffix("/chat/completions")


class LlmSettings(WithSecrets):
    """A language model that writes summaries, behind any API that speaks as OpenAI's chat completions do."""

    secret_keys: ClassVar[tuple[str, ...]] = ("key",)

    base_url: Annotated[Target, AfterValidator(_check_base)]
    """The address below which the API lies, such as `http://127.0.0.1:11434/v1`. It may be private without being
    listed in `network.allow_private`."""
    model: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^\S+$")]
    """Name of the model, as the API calls it."""
    key: Secret | None = None
    """Key of the API, if it wants one; or use `key_file`."""
    key_file: FilePath | None = None
    """File that holds the key."""
    language: Language | None = None
    """Language to write in; by default that of each article. A channel may have its own."""
    wait: Duration = written("20s")
    """How long an alert may wait for the model's words once it could go out; then it goes without them."""
    concurrency: Annotated[Whole, Field(ge=1, le=64)] = 2
    """How many requests may be under way at once."""
    characters: Annotated[Whole, Field(ge=500, le=100_000)] = 6000
    """How much of an article's text the model gets, from its beginning."""
    options: Mapping[str, JsonValue] = Field(default={"temperature": 0, "max_tokens": 1000})
    """More keys of the request, as the API or the model wants them."""
    insecure: Flag = False
    """Allow a key to be sent to another machine over plain `http`."""

    @model_validator(mode="after")
    def _check_together(self) -> "LlmSettings":
        parts = urlsplit(self.base_url)
        if (
            self.key is not None
            and parts.scheme == "http"
            and not self.insecure
            and not is_loopback(parts.hostname or "")
        ):
            fault_at("base_url", "the key would travel in the clear: write https, or set `insecure: true`")
        if self.wait.total_seconds() > _LONGEST_WAIT:
            fault_at("wait", f"`wait` is longer than {_LONGEST_WAIT}s: alerts are not for the day after")
        ours = next((name for name in self.options if name in _OURS), None)
        if ours is not None:
            fault_at("options", f"`options` holds `{ours}`, which this program sets itself: remove it")
        return self


class SummarySettings(Model):
    """How articles are summed up."""

    llm: LlmSettings | None = None
    """A language model that writes summaries. Off unless given: then article texts are sent to it."""
