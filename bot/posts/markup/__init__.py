"""Gives a post's body as a Document and as Discord Markdown."""

from __future__ import annotations

from bot.posts.markup.reading import document_of, first_image

__all__ = ["document_of", "first_image"]
