"""A small Discord on the loopback: real HTTP and a real gateway for an unmodified discord.py, and faults at will."""

from tests.loopback.discord import LoopbackDiscord
from tests.loopback.faults import Answer, Asked, Fault, Then

__all__ = ["Answer", "Asked", "Fault", "LoopbackDiscord", "Then"]
