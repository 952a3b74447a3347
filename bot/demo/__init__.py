"""The demo: the real bot against SimCord's simulated Discord, shown in the browser; no token, no account."""
