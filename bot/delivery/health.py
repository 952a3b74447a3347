"""How a background loop fares, for `/organizer status` and the doctor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(slots=True)
class Health:
    """Since the start of the process. Instants are aware UTC; None for what never happened."""

    last_success_at: datetime | None = None
    last_error_at: datetime | None = None
    last_error: str | None = None
    """The newest error, in English, for operators."""
    incident: str | None = None
    """What to look for in the log."""
    failing: bool = False
    """True from a failed run to the next one that succeeds."""

    def succeeded(self, now: datetime) -> bool:
        """Notes a run that went well; True when the one before did not."""
        recovered, self.failing, self.last_success_at = self.failing, False, now
        return recovered

    def failed(self, now: datetime, error: str, incident: str) -> bool:
        """Notes a failed run; True when it is news: the same error again and again is not."""
        news = not self.failing or error != self.last_error
        self.failing, self.last_error_at, self.last_error = True, now, error
        if news:
            self.incident = incident
        return news
