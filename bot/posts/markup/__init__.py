"""Gives a post's body as a Document and as Discord Markdown."""

from bot.posts.markup.discord import discord_length, discord_markdown, escape
from bot.posts.markup.reading import document_of, first_image

__all__ = ["discord_length", "discord_markdown", "document_of", "escape", "first_image"]
