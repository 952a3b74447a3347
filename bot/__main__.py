"""`python -m bot`, the same as the `herold` command."""

from __future__ import annotations


def main() -> None:
    """Runs the command line."""
    from bot.cli import app  # noqa: PLC0415 -- keeps `import bot.__main__` cheap

    app()


if __name__ == "__main__":
    main()
