"""Gives a post's body as a Document and as Discord Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from lxml import html
from markdown_it import MarkdownIt

from bot.posts.document import Block, BlockKind, Document, Mark, MarkKind

if TYPE_CHECKING:
    from bot.posts.model import Post, Site

_MARKS: Final = {
    "b": MarkKind.STRONG,
    "strong": MarkKind.STRONG,
    "i": MarkKind.EMPHASIS,
    "em": MarkKind.EMPHASIS,
    "s": MarkKind.STRIKE,
    "strike": MarkKind.STRIKE,
    "del": MarkKind.STRIKE,
    "a": MarkKind.LINK,
    "code": MarkKind.CODE,
}
_BLOCKS: Final = {
    "p": BlockKind.PARAGRAPH,
    "div": BlockKind.PARAGRAPH,
    "li": BlockKind.LIST_ITEM,
    "tr": BlockKind.TABLE_ROW,
    "h1": BlockKind.HEADING,
    "h2": BlockKind.HEADING,
    "h3": BlockKind.HEADING,
    "h4": BlockKind.HEADING,
    "blockquote": BlockKind.QUOTE,
    "pre": BlockKind.CODE,
    "ul": BlockKind.LIST_ITEM,
    "ol": BlockKind.LIST_ITEM,
}
_MARKDOWN: Final = MarkdownIt("commonmark").enable(["strikethrough", "table"])


def document_of(post: Post, site: Site) -> Document:
    """PROVISIONAL: the real one follows."""
    body = re.sub(r"\{%\s*img\s+(?:\w+\s+)?(\S+)((?:\s+\d+)*)\s*([^%]*)%\}", r'<img src="\1" alt="\3">', post.body)
    body = re.sub(r"\{[%{].*?[%}]\}", "", body)
    tree = html.fragment_fromstring(_MARKDOWN.render(body), create_parent="div")
    build = _Build(post)
    build.walk(tree)
    build.flush()
    more = post.body.find(site.excerpt_separator)
    end = None
    if more >= 0:
        end = sum(1 for at in build.origins if at < post.body_start + more)
    return Document("".join(build.text), build.origins, tuple(build.blocks), tuple(build.marks), end)


class _Build:
    def __init__(self, post: Post) -> None:
        self.post = post
        self.at = post.body_start
        self.text: list[str] = []
        self.origins: list[int] = []
        self.blocks: list[Block] = []
        self.marks: list[Mark] = []
        self.start = 0
        self.kinds: list[BlockKind] = []
        self.broken = False

    def walk(self, node: Any) -> None:
        if not isinstance(node.tag, str):
            self.say(node.tail)
            return
        kind = _BLOCKS.get(node.tag)
        if kind:
            self.flush()
            self.kinds.append(kind)
        start = len(self.text)
        if node.tag == "br":
            self.say("\n", hard=True)
        if node.tag == "img":
            self.marks.append(Mark(MarkKind.IMAGE, start, start, node.get("src"), node.get("alt")))
        self.say(node.text)
        for child in node:
            self.walk(child)
        if kind:
            self.flush()
            self.kinds.pop()
        elif (mark := _MARKS.get(node.tag)) is not None:
            self.marks.append(Mark(mark, min(start, len(self.text)), len(self.text), node.get("href")))
        self.say(node.tail)

    def say(self, text: str | None, *, hard: bool = False) -> None:
        for char in text or "":
            shown = char if hard or not char.isspace() else " "
            if shown == " " and (len(self.text) == self.start or self.text[-1] in " \n"):
                continue
            if self.broken:
                self.text += "\n\n"
                self.origins += [self.at, self.at]
                self.start = len(self.text)
                self.broken = False
            found = self.post.source.find(char, self.at)
            self.at = found if 0 <= found < self.at + 2000 else self.at
            self.text.append(shown)
            self.origins.append(self.at)

    def flush(self) -> None:
        while len(self.text) > self.start and self.text[-1].isspace():
            self.text.pop()
            self.origins.pop()
        if len(self.text) > self.start and not self.broken:
            kind = self.kinds[0] if self.kinds else BlockKind.PARAGRAPH
            self.blocks.append(Block(kind, self.start, len(self.text), 1 if kind is BlockKind.LIST_ITEM else 0))
            self.broken = True
