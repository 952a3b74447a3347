"""What a post says: a post file's form (front matter, markup) and the facts in it."""

from bot.posts.broken import BrokenConfig, BrokenFile, BrokenPost
from bot.posts.decode import decode_post, encoding_of
from bot.posts.front_matter import parse_post
from bot.posts.markup import discord_length, discord_markdown, document_of, escape, first_image
from bot.posts.model import Post, Site
from bot.posts.site import base_url, post_url, site_from_config

__all__ = [
    "BrokenConfig",
    "BrokenFile",
    "BrokenPost",
    "Post",
    "Site",
    "base_url",
    "decode_post",
    "discord_length",
    "discord_markdown",
    "document_of",
    "encoding_of",
    "escape",
    "first_image",
    "parse_post",
    "post_url",
    "site_from_config",
]
