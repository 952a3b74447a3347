"""Gives a prepared body's Markdown as a stream: text and the author's HTML, sown with places and events."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from bot.posts.document import BlockKind, MarkKind
from bot.posts.markup.builder import DocumentBuilder
from bot.posts.markup.placed import PlacedMarkdown
from bot.posts.markup.places import Places
from bot.posts.markup.stream import without_sentinels
from bot.posts.markup.writer import StreamWriter, looks_like_html

if TYPE_CHECKING:
    from markdown_it.token import Token

    from bot.posts.markup.addresses import Addresses
    from bot.posts.markup.prepared import Prepared

_MARKDOWN: Final = PlacedMarkdown()
_BREAK: Final = DocumentBuilder.block_break
_MARKS: Final = {"strong": MarkKind.STRONG, "em": MarkKind.EMPHASIS, "s": MarkKind.STRIKE}
_CONTAINERS: Final = {
    "bullet_list": ("ul", None),
    "ordered_list": ("ol", None),
    "list_item": ("md:item", BlockKind.LIST_ITEM),
    "blockquote": ("md:quote", BlockKind.QUOTE),
    "heading": ("md:heading", BlockKind.HEADING),
    "tr": ("md:row", BlockKind.TABLE_ROW),
}


def markdown_stream(prepared: Prepared, addresses: Addresses) -> str:
    """The text and HTML that the body's Markdown stands for, for `report_html`; its events join those of `prepared`."""
    reader = _Reader(prepared, addresses)
    tokens: list[Token] = []
    env: dict[str, Any] = {}
    _MARKDOWN.block.parse(reader.source, _MARKDOWN, env, tokens)
    for token in tokens:
        if token.type == "inline":
            reader.inline(token, _MARKDOWN.inline.parse(token.content, _MARKDOWN, env, []))
        else:
            reader.block(token)
    return reader.written()


class _Reader:
    def __init__(self, prepared: Prepared, addresses: Addresses) -> None:
        self.source = prepared.text()
        self._addresses = addresses
        self._writer = StreamWriter(prepared)
        self._places = Places(self.source)
        self._opened = ""

    def written(self) -> str:
        return self._writer.text()

    def block(self, token: Token) -> None:
        kind = token.type
        if kind == "html_block":
            self._writer.act(_BREAK)
            self._html_block(token)
        elif kind in {"fence", "code_block"}:
            self._code(token)
        elif kind in {"paragraph_open", "hr", "table_open"}:
            self._writer.act(_BREAK)
        elif kind in {"th_open", "td_open"}:
            self._writer.act(DocumentBuilder.open_cell)
        elif kind in {"th_close", "td_close"}:
            self._writer.act(DocumentBuilder.close_cell)
        else:
            self._container(token)
        self._opened = kind

    def inline(self, token: Token, children: list[Token]) -> None:
        first = token.map[0] if token.map else 0
        if self._opened in {"th_open", "td_open"}:
            place = self._places.of_cell(first, token.content)
        else:
            place = self._places.of_content(first, token.content)
        last, shift = -1, 0
        for child in children:
            at = child.map[0] if child.map else 0
            kind = child.type
            if kind == "text":
                # Emphasis signs that stayed text are pushed one by one, all from where the first one stands.
                shift = shift if at == last else 0
                self._text(child.content, place(at) + shift)
                last, shift = at, shift + len(child.content)
            elif kind == "html_inline":
                self._writer.tag(child.content)
            elif kind == "softbreak":
                self._writer.text_at("\n", place(at))
            elif kind == "hardbreak":
                self._writer.line_break(place(at))
            elif kind == "text_special":
                escaped = child.info == "escape" and len(child.content) == 1
                self._writer.fixed(child.content, place(at) + escaped)
            elif kind == "code_inline":
                self._inline_code(child, place(at))
            elif kind == "image":
                self._image(child)
            else:
                self._mark(child)

    def _container(self, token: Token) -> None:
        stem, _under, side = token.type.rpartition("_")
        if stem not in _CONTAINERS:
            return
        name, kind = _CONTAINERS[stem]
        if side == "close":
            self._writer.act(partial(DocumentBuilder.close, name=name))
            return
        level = int(token.tag[1]) if stem == "heading" else 0
        number = int(token.info) if stem == "list_item" and token.info.isdecimal() else 0
        self._writer.act(partial(DocumentBuilder.open, name=name, kind=kind, level=level, number=number))

    def _code(self, token: Token) -> None:
        if token.type == "code_block" and looks_like_html(token.content):
            # Behind an empty line inside <ul>, CommonMark takes indented HTML for code; the site's converter does not.
            self._writer.act(_BREAK)
            self._html_block(token)
            return
        first = (token.map[0] if token.map else 0) + (token.type == "fence")
        self._writer.act(partial(DocumentBuilder.open, name="md:code", kind=BlockKind.CODE))
        for number, line in enumerate(token.content.split("\n"), start=first):
            self._writer.text_at(line + "\n", self._places.of_line_end(number, line))
        self._writer.act(partial(DocumentBuilder.close, name="md:code"))

    def _html_block(self, token: Token) -> None:
        first = token.map[0] if token.map else 0
        at = self._places.line(first)
        if self.source.startswith(token.content, at):
            self._writer.html(token.content, at)
            return
        for number, line in enumerate(token.content.split("\n"), start=first):
            self._writer.html(line + "\n", self._places.of_line_end(number, line))

    def _text(self, content: str, at: int) -> None:
        if content and not self.source.startswith(content, at):
            # An autolink's text begins behind its "<".
            at = max(at, self.source.find(content, at, at + len(content) + 8))
        self._writer.text_at(content, at)

    def _inline_code(self, token: Token, at: int) -> None:
        at += len(token.markup)
        if self.source[at : at + 1] in {" ", "\n"} and token.content[:1] != " ":
            at += 1
        self._writer.act(partial(DocumentBuilder.open_mark, name="md:code", kind=MarkKind.CODE))
        self._writer.text_at(token.content, at)
        self._writer.act(partial(DocumentBuilder.close_mark, name="md:code"))

    def _image(self, token: Token) -> None:
        target = self._addresses.absolute(without_sentinels(str(token.attrs.get("src", ""))))
        alt = without_sentinels(token.content)
        self._writer.act(partial(DocumentBuilder.image, target=target, alt=alt))

    def _mark(self, token: Token) -> None:
        stem, _under, side = token.type.partition("_")
        name = "md:" + stem
        if side == "close":
            self._writer.act(partial(DocumentBuilder.close_mark, name=name))
        elif stem == "link":
            target = self._addresses.absolute(without_sentinels(str(token.attrs.get("href", ""))))
            self._writer.act(partial(DocumentBuilder.open_mark, name=name, kind=MarkKind.LINK, target=target))
        elif stem in _MARKS:
            self._writer.act(partial(DocumentBuilder.open_mark, name=name, kind=_MARKS[stem]))
