"""Gives markdown-it with the place of every inline token."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

if TYPE_CHECKING:
    from markdown_it.utils import EnvType

_MARKUP: Final = re.compile(r"[\\`~*_\[<&\n]")
"""What inline markup begins with; without it, a text is its own only token."""
_STOPS: Final = re.compile(r"[\\`~*_\[\]!<&\n]")
"""What inline markup begins with or ends at."""
_TAG_NAME: Final = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_PHRASING: Final = frozenset(
    [
        *(
            "a",
            "abbr",
            "acronym",
            "b",
            "bdo",
            "big",
            "br",
            "button",
            "cite",
            "code",
            "del",
            "dfn",
            "em",
            "font",
            "i",
            "img",
        ),
        *("input", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup"),
        *("tt", "u", "var"),
    ]
)
"""Tags that kramdown keeps inside of paragraphs: https://kramdown.gettalong.org/syntax.html#html-spans"""


class PlacedMarkdown(MarkdownIt):
    """CommonMark with tables and strike-through; addresses stay as they are written.

    An inline token's `map` begins with the place in the inline source where it was read.
    """

    def __init__(self) -> None:
        super().__init__("commonmark")
        self.inline = _PlacedInline()
        self.configure("commonmark")
        self.enable(["table", "strikethrough"])
        self.block.ruler.at("html_block", _html_block, {"alt": ["paragraph", "reference", "blockquote"]})
        # It joins texts that do not adjoin in the source.
        self.inline.ruler2.disable("fragments_join")

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 -- markdown-it's name
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802 -- as above
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 -- as above
        return link


def _html_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it's
    # CommonMark takes a lone <i> for the start of an HTML block and leaves its Markdown as it is; to the converters of
    # Jekyll and Octopress it is part of a paragraph.
    start = state.bMarks[start_line] + state.tShift[start_line]
    tag = _TAG_NAME.match(state.src, start, state.eMarks[start_line])
    if tag is not None and tag[1].lower() in _PHRASING:
        return False
    return html_block(state, start_line, end_line, silent)


class _PlacedInline(ParserInline):
    def __init__(self) -> None:
        super().__init__()
        # markdown-it would also stop at the signs that only its extensions know, and ask every rule there.
        self.terminator_re = _STOPS

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        if src and _MARKUP.search(src) is None:
            tokens.append(Token("text", "", 0, content=src, map=[0, 0]))
            return tokens
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
