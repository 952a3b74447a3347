"""Which files of a blog are posts, and how one that may not be read is refused; the same for every source."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from bot.i18n import _
from bot.sources.model import Refusal

POSTS_FOLDERS: Final = ("_posts", "source/_posts")
"""Where Jekyll and Octopress keep posts, below the folder with `_config.yml`."""
DRAFTS: Final = "_drafts"
CONFIG: Final = "_config.yml"

_EXTENSIONS: Final = (".markdown", ".md", ".html")
# What Jekyll takes for a post: https://jekyllrb.com/docs/posts/#creating-posts
_POST_NAME: Final = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-.+")


class Refused(Exception):
    """Raised on the way to a file's bytes; ends as the file's refusal in the scan."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__()
        self.refusal = refusal


def is_text(name: str) -> bool:
    """True for a file name that a post or a draft may have."""
    return name.endswith(_EXTENSIONS) and not name.startswith((".", "#", "~"))


def is_post(name: str) -> bool:
    """True for the file name of a post: with a date in front."""
    return is_text(name) and _POST_NAME.fullmatch(name) is not None


def readable(path: bytes) -> str:
    """A path as text; bytes that are no UTF-8 become signs."""
    return path.decode("utf-8", errors="replace")


def is_readable(path: str) -> bool:
    """False for what `readable` had to put signs into."""
    return "\ufffd" not in path


def refusal(cause: str, **values: object) -> Refusal:
    """A refusal whose digest stands for the cause (a msgid) and its values."""
    digest = hashlib.sha256(repr((cause, sorted(values.items()))).encode()).hexdigest()
    return Refusal(digest, cause, values)


def not_utf8() -> Refused:
    return Refused(refusal(_("The file's name is not UTF-8.")))


def not_a_file() -> Refused:
    return Refused(refusal(_("This is not a file.")))


def leaves_the_blog() -> Refused:
    return Refused(refusal(_("The file is a link that leaves the blog's folder.")))


def too_long(size: int | None, limit: int) -> Refused:
    """For a file of `size` bytes; None when it is only known to be longer than allowed."""
    if size is None:
        return Refused(refusal(_("The file is longer than the {limit} bytes that are allowed."), limit=limit))
    return Refused(refusal(_("The file is {size} bytes long; {limit} are allowed."), size=size, limit=limit))
