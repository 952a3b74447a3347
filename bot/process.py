"""What a process calls itself in leases and claims."""

from __future__ import annotations

import os
import secrets
import socket


def process_name() -> str:
    """A name that no other process, earlier or later, has: host, process id and chance. At most 64 characters."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"
