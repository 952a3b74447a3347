"""Gives a body with its Liquid, Octopress and kramdown tags carried out and its comments taken away."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.posts.document import BlockKind, MarkKind
from bot.posts.markup.builder import DocumentBuilder
from bot.posts.markup.prepared import Prepared

if TYPE_CHECKING:
    from bot.posts.markup.values import LiquidValues

_SIGNS: Final = re.compile(
    r"\{%|\{\{|<!--|<\?|<!\[CDATA\[|\{:|^[ ]{0,3}(?:```+|~~~+)|^[ \t]*->|<-[ \t]*$", re.MULTILINE
)
_CLOSERS: Final = {"{%": "%}", "{{": "}}", "<!--": "-->", "<?": "?>", "<![CDATA[": "]]>", "{:": "}"}
_WORD: Final = re.compile(r"[\w-]+")
_RAW_TAGS: Final = frozenset({"raw", "comment", "codeblock", "highlight"})
_END_TAGS: Final = {name: re.compile(r"\{%-?\s*end" + name + r"\s*-?%\}") for name in _RAW_TAGS}
_IMAGE_ADDRESS: Final = re.compile(
    r"(?<!\S)(?:https?://|/|[^\s\"']+/)\S+|(?<!\S)[^\s\"']+\.\w{3,4}(?!\S)", re.IGNORECASE
)
_IMAGE_SIZE: Final = re.compile(r"\s+\d+(?:px|%)?(?!\S)")
_QUOTED: Final = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_ENDS_OF_ELEMENTS: Final = ")]*_`>"
_LINK_END: Final = re.compile(r"\]\([ \t]*<?([^\s()<>]+)>?[^()\n]*\)")
_REST_OF_LINE: Final = re.compile(r"[ \t]*(?:\n|\Z)")

_OPEN_QUOTE: Final = partial(DocumentBuilder.open, name="liquid:quote", kind=BlockKind.QUOTE)
_CLOSE_QUOTE: Final = partial(DocumentBuilder.close, name="liquid:quote")


class Liquid:
    """Carries out the tags of one source from `start` on, in time proportional to its length."""

    def __init__(self, source: str, start: int, values: LiquidValues) -> None:
        self._source = source
        self._at = start
        self._values = values
        self._ahead: dict[str, int] = {}
        self._end_tags: dict[str, re.Match[str] | None] = {}
        self._fence = ""
        self._centred_until = -1
        self._out = Prepared()

    def prepared(self) -> Prepared:
        """The body ready for Markdown."""
        hit = _SIGNS.search(self._source, self._at)
        while hit is not None:
            hit = _SIGNS.search(self._source, self._sign(hit))
        self._skip_to(len(self._source), len(self._source))
        return self._out

    def _sign(self, hit: re.Match[str]) -> int:
        """Carries out what begins at `hit` and gives the place to go on from."""
        sign, start = hit[0], hit.start()
        mark = sign.strip()
        if mark[0] in "`~":
            return self._code_fence(mark, hit.end())
        if mark in {"->", "<-"}:
            return self._centring(mark, hit)
        end = self._find(_CLOSERS[sign], start + 2)
        if sign == "{%":
            return self._tag(start, end)
        if sign == "{{":
            return self._output(start, end)
        if self._fence:
            return hit.end()
        return self._attributes(start, end) if sign == "{:" else self._comment(start, end, _CLOSERS[sign])

    def _tag(self, start: int, end: int) -> int:
        if end < 0 or self._source.find("{%", start + 2, end) >= 0:
            return start + 2
        inner = self._source[start + 2 : end].strip("-").strip()
        word = _WORD.match(inner)
        name = word[0] if word else ""
        end += 2
        if name in _RAW_TAGS and (closing := self._end_tag(name, end)) is not None:
            return self._raw(name, start, end, closing)
        if name == "img":
            return self._image(inner[3:], start, end)
        self._skip_to(start, end)
        if name in {"blockquote", "pullquote"}:
            self._out.act(_OPEN_QUOTE, start, alone=True)
        elif name in {"endblockquote", "endpullquote"}:
            self._out.act(_CLOSE_QUOTE, start, alone=True)
        elif name in {"post_url", "link"}:
            self._out.replace(self._values.post_address(inner[len(name) :].strip()), start)
        return end

    def _raw(self, name: str, start: int, end: int, closing: re.Match[str]) -> int:
        self._skip_to(start, end)
        if name == "raw":
            self._skip_to(closing.start(), closing.end())
        else:
            self._at = closing.end()
            if name != "comment":
                code = self._source[end : closing.start()]
                skipped = len(code) - len(code.lstrip("\n"))
                act = partial(DocumentBuilder.code, text=code.strip("\n"), origin=end + skipped)
                self._out.act(act, start, alone=True)
        return closing.end()

    def _image(self, arguments: str, start: int, end: int) -> int:
        # People put [{% img … %}](…) into HTML too, where Markdown is not read; so the link is made here.
        link = _LINK_END.match(self._source, end)
        if link is not None and self._at < start and self._source[start - 1] == "[":
            start, end = start - 1, link.end()
        else:
            link = None
        self._skip_to(start, end)
        if (image := self._image_of(arguments)) is not None:
            target = self._values.addresses.absolute(link[1]) if link else None
            self._out.act(partial(_linked_image, image=image, target=target), start)
        return end

    def _image_of(self, arguments: str) -> tuple[str, str] | None:
        # [classes] address [width [height]] [title], as Octopress has it:
        # https://github.com/imathis/octopress/blob/master/plugins/image_tag.rb
        address = _IMAGE_ADDRESS.search(arguments)
        if address is None:
            return None
        at = address.end()
        while (size := _IMAGE_SIZE.match(arguments, at)) is not None:
            at = size.end()
        title = arguments[at:].strip()
        quoted = [double or single for double, single in _QUOTED.findall(title)]
        alt = quoted[-1] if quoted and title[0] in "\"'" else title
        return self._values.addresses.absolute(address[0]), alt

    def _output(self, start: int, end: int) -> int:
        if end < 0 or self._source.find("{{", start + 2, end) >= 0:
            return start + 2
        self._skip_to(start, end + 2)
        self._out.replace(self._values.output(self._source[start + 2 : end].strip("-")), start)
        return end + 2

    def _comment(self, start: int, end: int, closer: str) -> int:
        if end < 0:
            # Never closed: a browser would hide the rest of the post, its author wants it read.
            self._skip_to(start, start + 1)
            self._out.replace("&lt;", start)
            return start + 2
        end += len(closer)
        line = self._source.rfind("\n", self._at, start) + 1 or self._at
        alone = self._source[line:start].strip() == "" and _REST_OF_LINE.match(self._source, end) is not None
        if not alone and self._source[start - 1] == "`" and self._source[end : end + 1] == "`":
            return end
        self._skip_to(start, end)
        self._out.replace("\n" if alone else "", start)
        return end

    def _attributes(self, start: int, end: int) -> int:
        """Drops kramdown's `{:target="_blank"}`, which stands right behind an element or alone on a line."""
        line_end = self._find("\n", start)
        if end < 0 or -1 < line_end < end:
            return start + 2
        line_start = self._source.rfind("\n", self._at, start) + 1 or self._at
        alone = self._source[line_start:start].strip() == "" and _REST_OF_LINE.match(self._source, end + 1) is not None
        if not alone and self._source[start - 1] not in _ENDS_OF_ELEMENTS:
            return start + 2
        self._skip_to(start, end + 1)
        return end + 1

    def _centring(self, mark: str, hit: re.Match[str]) -> int:
        """Drops the arrows of `->centred<-` where they stand at both ends of a line."""
        if self._fence:
            return hit.end()
        if mark == "<-":
            if hit.start() == self._centred_until:
                self._skip_to(hit.start(), hit.end())
            return hit.end()
        line_end = self._find("\n", hit.end())
        line = self._source[hit.end() : line_end if line_end >= 0 else len(self._source)].rstrip()
        if line.endswith("<-"):
            self._skip_to(hit.start(), hit.end())
            self._centred_until = hit.end() + len(line) - 2
        return hit.end()

    def _code_fence(self, mark: str, end: int) -> int:
        if not self._fence:
            self._fence = mark
        elif mark.startswith(self._fence):
            self._fence = ""
        return end

    def _skip_to(self, start: int, end: int) -> None:
        """Keeps what lies before `start` and goes on at `end`."""
        self._out.keep(self._source[self._at : start], self._at)
        self._at = end

    def _find(self, text: str, at: int) -> int:
        """As str.find; remembers the answer, so that a thousand open tags do not look for an end a thousand times."""
        known = self._ahead.get(text, -2)
        if known == -1 or known >= at:
            return known
        self._ahead[text] = found = self._source.find(text, at)
        return found

    def _end_tag(self, name: str, at: int) -> re.Match[str] | None:
        if name in self._end_tags:
            known = self._end_tags[name]
            if known is None or known.start() >= at:
                return known
        self._end_tags[name] = found = _END_TAGS[name].search(self._source, at)
        return found


def _linked_image(builder: DocumentBuilder, image: tuple[str, str], target: str | None) -> None:
    if target is not None:
        builder.open_mark("liquid:link", MarkKind.LINK, target)
    builder.image(*image)
    if target is not None:
        builder.close_mark("liquid:link")
