"""Holds requests against Discord's own description of its API, and against what that description leaves out."""

from tests.discord_description.check import assert_requests_valid, check_request, invalid_requests
from tests.discord_description.description import DESCRIPTION, WHY_SKIPPED

__all__ = ["DESCRIPTION", "WHY_SKIPPED", "assert_requests_valid", "check_request", "invalid_requests"]
