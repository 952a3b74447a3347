"""Gives markdown-it with the place of every inline token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline

if TYPE_CHECKING:
    from markdown_it.token import Token
    from markdown_it.utils import EnvType


class PlacedMarkdown(MarkdownIt):
    """CommonMark with tables and strike-through; addresses stay as they are written.

    An inline token's `map` begins with the place in the inline source where it was read.
    """

    def __init__(self) -> None:
        super().__init__("commonmark")
        self.inline = _PlacedInline()
        self.configure("commonmark")
        self.enable(["table", "strikethrough"])
        # It joins texts that do not adjoin in the source.
        self.inline.ruler2.disable("fragments_join")

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 -- markdown-it's name
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802 -- as above
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 -- as above
        return link


class _PlacedInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _PlacedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class _PlacedState(StateInline):
    _pending_at = 0

    def append_pending(self, text: str) -> None:
        if not self.pending:
            self._pending_at = self.pos
        super().append_pending(text)

    def pushPending(self) -> Token:  # noqa: N802 -- markdown-it's name
        token = super().pushPending()
        token.map = [self._pending_at, self._pending_at]
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        token.map = [self.pos, self.pos]
        return token
