"""One connection to a mail server for a burst of messages, so that a busy morning is not a hundred logins.

Messages go one after the other over the connection that is there. One that has waited long for it, because the server
takes its time over another, gets a connection of its own. What a connection did for others never decides what becomes
of a message: a connection that was closed meanwhile is replaced before the message begins.
"""

import asyncio
import contextlib

from monitor.alerts.smtp import Conversation, Letter, SmtpOptions, Stale
from monitor.config.channels import SmtpSettings

# Servers count what comes over one connection, and become slow or refuse beyond a hundred or so.
_LETTERS_A_CONNECTION = 50


class PostOffice:
    """Hands over letters for one channel, and keeps the connection for the next."""

    def __init__(self, settings: SmtpSettings, channel: str, options: SmtpOptions) -> None:
        self._settings = settings
        self._channel = channel
        self._options = options
        self._idle: list[Conversation] = []
        self._busy = 0
        self._changed = asyncio.Condition()
        self._closing: asyncio.Task[None] | None = None
        self._closed = False

    async def send(self, letter: Letter) -> str:
        """Hand over ``letter``; gives the server's last reply. Raises as :class:`~.channels.Channel` says."""
        conversation = await self._take()
        try:
            try:
                return await self._converse(conversation, letter)
            except Stale:
                await conversation.close()
                conversation = self._new()
                return await self._converse(conversation, letter)
        finally:
            await self._give_back(conversation)

    async def close(self) -> None:
        """Take leave of the server. What is being sent ends first, and its connection with it."""
        self._closed = True
        if self._closing is not None:
            self._closing.cancel()
            await asyncio.gather(self._closing, return_exceptions=True)
        await self._close_idle()

    async def _converse(self, conversation: Conversation, letter: Letter) -> str:
        if not conversation.is_open:
            await conversation.open()
        return await conversation.hand_over(letter)

    async def _take(self) -> Conversation:
        """The connection that is there, once it is free; or a new one."""
        async with self._changed:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._options.patience):
                    await self._changed.wait_for(lambda: self._idle or not self._busy)
            self._busy += 1
            kept = self._idle.pop() if self._idle else None
        if kept is None:
            return self._new()
        try:
            fit = kept.letters < _LETTERS_A_CONNECTION and await kept.is_fit()
            if not fit:
                await kept.close()
        except asyncio.CancelledError:
            await self._give_back(kept)
            raise
        return kept if fit else self._new()

    def _new(self) -> Conversation:
        return Conversation(self._settings, self._channel, self._options)

    async def _give_back(self, conversation: Conversation) -> None:
        self._busy -= 1
        if conversation.in_order and conversation.is_open and not self._closed:
            self._idle.append(conversation)
            self._close_later()
        async with self._changed:
            self._changed.notify_all()
        if conversation not in self._idle:
            await conversation.close()

    def _close_later(self) -> None:
        if self._closing is not None:
            self._closing.cancel()
        self._closing = asyncio.create_task(self._close_when_idle(), name=f"idle mail connections of {self._channel}")

    async def _close_when_idle(self) -> None:
        await asyncio.sleep(self._options.idle)
        await self._close_idle()

    async def _close_idle(self) -> None:
        while self._idle:
            await self._idle.pop().close()
