"""Files of feeds."""

import re
from datetime import timedelta
from typing import Annotated, ClassVar, Literal, Self

from cssselect import HTMLTranslator, SelectorError
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator

from monitor.config.model import Model, fault_at
from monitor.config.secrets import Secret, SecretUrl, WithSecrets, revealed
from monitor.config.terms import Language
from monitor.config.values import Duration, FilePath, Identifier, Line, Target, check_positive, parse_duration
from monitor.model import NEVER, ContentPolicy, EditPolicy, Feed, SourceKind

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")  # RFC 9110, section 5.1: token
_OURS = frozenset({"accept-encoding", "connection", "content-length", "host", "te", "transfer-encoding", "upgrade"})


def check_header_name(name: str) -> str:
    """A header that a feed may set."""
    if not _HEADER_NAME.fullmatch(name):
        raise ValueError("is not the name of a header")
    if name.lower() in _OURS:
        raise ValueError("is a header that this program sets itself")
    return name


def check_header_value(secret: SecretStr) -> SecretStr:
    """A header value that cannot begin another header."""
    value = secret.get_secret_value()
    if not value.isprintable() or not value.isascii():
        raise ValueError("is not a header value: it holds a line break, or a letter that is not ASCII")
    return secret


def check_country(code: str) -> str:
    """A two-letter country code."""
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise ValueError("is not a country code: write two capitals, such as LB or FR")
    return code


def check_selector(text: str) -> str:
    """A CSS selector."""
    try:
        HTMLTranslator().css_to_xpath(text)
    except SelectorError as error:
        raise ValueError(f"is not a CSS selector that can be used: {error}") from None
    return text


def parse_quiet_after(value: object) -> timedelta:
    """A duration, or ``never``, which is :data:`~monitor.model.NEVER`."""
    if value == "never":
        return NEVER
    try:
        return check_positive(parse_duration(value))
    except ValueError as error:
        raise ValueError(f"{error}, or `never`") from None


Country = Annotated[str, AfterValidator(check_country), Field(json_schema_extra={"pattern": "^[A-Z]{2}$"})]
Selector = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(check_selector)]
HeaderName = Annotated[str, AfterValidator(check_header_name)]
HeaderValue = Annotated[Secret, AfterValidator(check_header_value)]
QuietAfter = Annotated[
    timedelta, BeforeValidator(parse_quiet_after, json_schema_input_type=Literal["never"] | Duration)
]


class FeedSpec(WithSecrets):
    """One feed."""

    secret_keys: ClassVar[tuple[str, ...]] = ("url", "headers", "proxy")

    id: Identifier
    """Name of the feed: used in what is remembered of it, so keep it for good."""
    url: Annotated[Target, BeforeValidator(revealed, json_schema_input_type=str)] = Field(repr=False)
    """Address of the feed, sitemap or page, without a user name. May hold `${NAME}`; or use `url_file`."""
    url_file: FilePath | None = None
    """File that holds the address, where that holds a token."""
    kind: SourceKind = SourceKind.AUTO
    """What stands there: a `feed` or `sitemap` (`auto` finds out which), or a `page` that lists articles."""
    selector: Selector | None = None
    """For `kind: page`: CSS that picks the links to articles, or what holds one each; by default they are guessed."""
    title: Line | None = None
    """What readers see as the source; by default the id."""
    language: Language | None = None
    """Language of most of its articles: a help where the text alone does not tell."""
    country: Country | None = None
    """Country code (ISO 3166-1, two capitals)."""
    interval: Duration | None = None
    """How often it is read; by default `polling.interval`."""
    headers: dict[HeaderName, HeaderValue] = Field(default_factory=dict)
    """Headers to send, such as `Authorization: Bearer ${TOKEN}`. Count as secrets."""
    headers_file: dict[HeaderName, FilePath] = Field(default_factory=dict)
    """Headers whose values stand in files."""
    proxy: SecretUrl | None = None
    """Proxy for this feed alone. Counts as a secret; or use `proxy_file`."""
    proxy_file: FilePath | None = None
    """File that holds the address of the proxy."""
    tags: tuple[Identifier, ...] = ()
    """Words to sort feeds by; rules refer to them as `tag:NAME`."""
    content: ContentPolicy = ContentPolicy.AUTO
    """Where the text is read: `page`, the `feed` itself, or `auto` (the page, else the feed)."""
    edits: EditPolicy | None = None
    """Whether people hear that an article of it was changed; by default as the settings say."""
    quiet_after: QuietAfter | None = None
    """How long it may have nothing new before people hear of it, or `never`; by default its own rhythm says."""

    @model_validator(mode="after")
    def check_selector_has_a_page(self) -> Self:
        """A selector is for pages."""
        if self.selector is not None and self.kind is not SourceKind.PAGE:
            fault_at("selector", "`selector` picks links on a page: write `kind: page` beside it")
        return self

    def feed(self) -> Feed:
        """The feed as the sources take it, its secrets laid open: ``repr`` of a feed shows its id alone."""
        return Feed(
            id=self.id,
            url=self.url,
            title=self.title,
            language=self.language,
            country=self.country,
            interval=self.interval,
            headers={name: value.get_secret_value() for name, value in self.headers.items()},
            proxy=self.proxy.get_secret_value() if self.proxy else None,
            tags=self.tags,
            content=self.content,
            kind=self.kind,
            selector=self.selector,
            edits=self.edits,
            quiet_after=self.quiet_after,
        )


class FeedsFile(Model):
    """A file of feeds."""

    feeds: tuple[FeedSpec, ...]
    """The feeds."""
