"""Takes the pictures of docs/images from the real demo: `python -m scripts.screenshots`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.browser.page import ROOT, opened, running_demo, until

if TYPE_CHECKING:
    from tests.browser.page import Demo

IMAGES: Final = ROOT / "docs" / "images"


def main() -> None:
    """Acts the README's story and takes a picture of each scene."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_demo(Path(folder)) as (_process, address):
        with opened(address, width=1360, height=860) as demo:
            announcement(demo)
            next_meetup(demo)
            proposal(demo)
            status(demo)
        with opened(address, language="pl", width=400, height=820) as demo:
            demo.enter("announcements", person="ola")
            picture(demo, "demo-narrow")
    for image in sorted(IMAGES.glob("*.png")):
        print(f"{image.relative_to(ROOT)}  {image.stat().st_size / 1024:.0f} KB")


def announcement(demo: Demo) -> None:
    """A post is published and announced."""
    demo.publish()
    demo.sees("Feature flagi", seconds=30)
    until(lambda: demo.page.locator("#events li").count() > 0, what="the scheduled event")
    picture(demo, "demo")
    picture(demo, "announcement", room_only=True)


def next_meetup(demo: Demo) -> None:
    """A member asks for the next meetup."""
    demo.enter("general", person="tom")
    demo.command("next")
    picture(demo, "next", room_only=True)
    demo.send("@Herold who is speaking?")
    picture(demo, "asked-in-words", room_only=True)


def proposal(demo: Demo) -> None:
    """A talk is proposed and lands on the organizers' table."""
    demo.command("propose")
    picture(demo, "propose", room_only=True)
    demo.fill_modal(
        [
            "What the rubber duck saw",
            "Five years of explaining incidents to a duck: which questions it asked, and why we write them down.",
        ]
    )
    demo.enter("organizers", person="kasia")
    demo.sees("What the rubber duck saw")
    picture(demo, "proposal-card", room_only=True)


def status(demo: Demo) -> None:
    """An organizer asks how Herold is."""
    demo.enter("organizers", person="marek")
    demo.command("organizer status")
    picture(demo, "organizer-status", room_only=True)


def picture(demo: Demo, name: str, *, room_only: bool = False) -> None:
    """Writes one picture, once the room has drawn everything."""
    until(demo.ready, what="the room")
    demo.page.wait_for_timeout(1500)  # avatars and logos arrive a moment after the words
    target = IMAGES / f"{name}.png"
    if room_only:
        demo.page.locator("#room").screenshot(path=target)
    else:
        demo.page.screenshot(path=target)


if __name__ == "__main__":
    main()
