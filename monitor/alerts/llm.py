"""A language model behind an API that speaks as OpenAI's chat completions do: one question, one answer, one time limit.

https://platform.openai.com/docs/api-reference/chat. Ollama, vLLM, llama.cpp and most others speak it, too.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol

from monitor.alerts.clean import one_line
from monitor.alerts.webhook import HttpResponse
from monitor.alerts.words import messages, read_answer
from monitor.config.summary import LlmSettings
from monitor.errors import Fault, FetchError, ModelAnswerRefused, ModelUnavailable
from monitor.model import Article, Words
from monitor.net import retry_after

# An answer holds some hundred words; one that thinks aloud, some thousand.
_LONGEST_ANSWER = 256 * 1024
_EXCERPT = 200


class ModelPoster(Protocol):
    """Something that posts over HTTP and reads the whole answer, with the guards of :mod:`monitor.net`."""

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        timeout: timedelta,  # noqa: ASYNC109 - a deadline of the exchange
        *,
        whole: int | None = None,
    ) -> HttpResponse:
        """Post ``body`` once, following no redirect; gives a response of any status, with all of its body.

        Raises :class:`~monitor.errors.FetchError` when it was not complete within ``timeout``, or is longer than
        ``whole`` bytes.
        """


class LanguageModel:
    """Asks a language model for the words of an article."""

    def __init__(self, settings: LlmSettings, poster: ModelPoster) -> None:
        self.name = settings.model
        self._settings = settings
        self._key = settings.key.get_secret_value() if settings.key else None
        self._poster = poster

    async def ask(self, article: Article, language: str | None, limit: timedelta) -> Words:
        """The words for ``article`` in ``language`` (``None`` for its own), within ``limit``.

        Raises :class:`~monitor.errors.ModelUnavailable` when there is no answer, and
        :class:`~monitor.errors.ModelAnswerRefused` when it is not fit to be shown.
        """
        settings = self._settings
        asked = messages(article, language, settings.characters)
        body = {**settings.options, "model": settings.model, "messages": asked, "stream": False}
        try:
            response = await self._poster.post(
                f"{settings.base_url}/chat/completions",
                json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
                self._headers(),
                limit,
                whole=_LONGEST_ANSWER,
            )
        except FetchError as error:
            too_long = f"The answer is longer than {_LONGEST_ANSWER // 1024} KiB; lower `max_tokens` in `options`."
            said = too_long if error.fault is Fault.TOO_BIG else self._safe(error.detail)
            raise ModelUnavailable(f"{self._place}: {said}") from None
        if response.status != 200:
            raise self._turned_down(response)
        try:
            return read_answer(_content(response.body), article, language)
        except ModelAnswerRefused as error:
            raise ModelAnswerRefused(f"{self._place}: the answer is not used: {self._safe(str(error))}") from None

    @property
    def _place(self) -> str:
        return f"summary.llm, model `{self.name}` at {self._settings.base_url}"

    def _headers(self) -> dict[str, str]:
        key = {"authorization": f"Bearer {self._key}"} if self._key else {}
        return {"content-type": "application/json", "accept": "application/json", **key}

    def _turned_down(self, response: HttpResponse) -> ModelUnavailable:
        """What an answer that is no 200 means, and what to do about it."""
        advice = {
            400: "look at `options`, which this API or model may not know",
            401: "correct `key` or `key_file`",
            403: "correct `key` or `key_file`",
            404: "correct `base_url`, which mostly ends in /v1, or `model`, which may have to be fetched first",
            422: "look at `options`, which this API or model may not know",
            429: "it wants fewer requests: lower `concurrency`",
        }.get(response.status, "look at its log")
        if 300 <= response.status < 400:
            advice = "it redirects, which is not followed: give the final address in `base_url`"
        said = self._safe(response.body.decode("utf-8", "replace"))
        message = f"{self._place}: HTTP {response.status}" + (f" ({said})" if said else "")
        return ModelUnavailable(f"{message}; {advice}", retry_after=retry_after(response.headers))

    def _safe(self, text: str) -> str:
        """``text`` on one line and without the key, should a server echo it."""
        return one_line(text.replace(self._key, "[key]") if self._key else text, _EXCERPT)


def _content(body: bytes) -> str:
    """The text of the answer in a completion. Raises ModelAnswerRefused for what is none, or not all of it."""
    try:
        completion: Any = json.loads(body)
        choice = completion["choices"][0]
        content, reason = choice["message"]["content"], choice.get("finish_reason")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        said = body.decode("utf-8", "replace")
        raise ModelAnswerRefused(
            f"it is no chat completion; is `base_url` that of an OpenAI-compatible API? It says: {said}"
        ) from None
    if choice["message"].get("tool_calls"):
        raise ModelAnswerRefused("the model wants to use a tool, and was given none")
    if reason == "length":
        raise ModelAnswerRefused("the model was cut off; raise `max_tokens` in `options`")
    if not isinstance(content, str) or not content.strip():
        raise ModelAnswerRefused("it is empty")
    return content
