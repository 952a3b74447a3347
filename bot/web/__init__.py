"""A small HTTP server beside the bot: off unless a port is set, and never the only way to anything."""

from bot.web.server import CannotListen, WebServer

__all__ = ["CannotListen", "WebServer"]
