"""`.env.example` names every setting, with its default."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings

EXAMPLE = Path(__file__).parents[1] / ".env.example"


def example() -> dict[str, str]:
    return dict(re.findall(r"^(HEROLD_\w+)=(.*)$", EXAMPLE.read_text("utf-8"), re.MULTILINE))


def test_the_example_names_every_setting_and_no_other() -> None:
    assert sorted(example()) == sorted(f"HEROLD_{name.upper()}" for name in Settings.model_fields)


def test_the_example_shows_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in example().items():
        if value:
            monkeypatch.setenv(name, value)
        else:
            monkeypatch.delenv(name, raising=False)
    shown = Settings(_env_file=None)
    assert shown.model_dump() == {name: field.default for name, field in Settings.model_fields.items()}


def test_a_filled_in_example_is_read(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text(EXAMPLE.read_text("utf-8").replace("HEROLD_TOKEN=", "HEROLD_TOKEN=abc"), "utf-8")
    settings = Settings(_env_file=env)
    assert settings.token is not None
    assert settings.token.get_secret_value() == "abc"
    assert "abc" not in repr(settings)


def test_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEROLD_POLL_SECONDS", "often")
    with pytest.raises(ValidationError, match="poll_seconds"):
        Settings(_env_file=None)


def test_a_process_may_have_some_of_the_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEROLD_SHARD_COUNT", "4")
    monkeypatch.setenv("HEROLD_SHARD_IDS", "0, 2")
    settings = Settings(_env_file=None)
    assert (settings.shard_ids, settings.share) == ((0, 2), 0.5)
    monkeypatch.setenv("HEROLD_SHARD_IDS", "4")
    with pytest.raises(ValidationError, match="HEROLD_SHARD_COUNT"):
        Settings(_env_file=None)
