"""Gives what the Liquid outputs of a post stand for: `{{ site.url }}`, `{% post_url … %}`."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from bot.posts.markup.addresses import Addresses
from bot.posts.site import base_url, post_url

if TYPE_CHECKING:
    from bot.posts.model import Post, Site

_POST_NAME: Final = re.compile(r"(?:\S*/)?(\d{4})-(\d{1,2})-(\d{1,2})-([^/\s]+?)(?:\.(?:markdown|mkdown|md|html))?")


class LiquidValues:
    """The variables and addresses that one post's tags may ask for."""

    def __init__(self, post: Post, site: Site) -> None:
        self.addresses = Addresses(base_url(site), post.url)
        self._site = site
        root = site.root.rstrip("/")
        self._variables = {
            "site.url": site.url.removesuffix(root) if root else site.url,
            "site.baseurl": root,
            "site.root": site.root,
            "root_url": root,
            "site.title": site.title,
            "page.title": post.title,
            "page.url": post.url,
        }

    def output(self, expression: str) -> str:
        """What `{{ expression }}` shows; "" for what only the site itself could know."""
        head, *filters = expression.split("|")
        value = self._value(head)
        for step in filters:
            name, _colon, argument = (part.strip() for part in step.partition(":"))
            if name == "prepend":
                value = self._value(argument) + value
            elif name == "append":
                value += self._value(argument)
            elif name in {"absolute_url", "relative_url"}:
                value = self.addresses.absolute(value)
        return value

    def post_address(self, name: str) -> str:
        """The address of the post that `{% post_url name %}` names."""
        hit = _POST_NAME.fullmatch(name)
        if hit is None:
            return ""
        try:
            day = datetime(int(hit[1]), int(hit[2]), int(hit[3]), tzinfo=self._site.zone)
        except ValueError:
            return ""
        return post_url(self._site, hit[4], day)

    def _value(self, word: str) -> str:
        word = word.strip()
        if len(word) > 1 and word[0] in "\"'" and word[-1] == word[0]:
            return word[1:-1]
        return self._variables.get(word, "")
