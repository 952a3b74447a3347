"""Takes the pictures of docs/images from the real demo: `python -m scripts.screenshots`."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image

from tests.browser.page import ROOT, opened, running_demo, until

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect

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
    demo.sees("Feature flagi")
    until(lambda: demo.page.locator("#events li").count() > 0, what="the scheduled event")
    picture(demo, "demo")
    picture(demo, "announcement", room_only=True)


def next_meetup(demo: Demo) -> None:
    """A member asks for the next meetup."""
    demo.enter("general", person="tom")
    demo.command("next")
    picture(demo, "next", room_only=True)
    demo.enter("messages")
    demo.send("who will be speaking?")
    demo.sees("Latarnia")
    picture(demo, "asked-in-words", room_only=True)
    demo.enter("general")


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
    """Writes one picture, once the room has drawn everything; of the room alone it shows what is filled."""
    until(demo.ready, what="the room")
    demo.page.wait_for_timeout(1500)  # avatars and logos arrive a moment after the words
    clip: FloatRect | None = demo.page.locator("#room").bounding_box() if room_only else None
    newest = demo.frame.locator("#channel-message-list [data-message-id]").last.bounding_box()
    if clip and newest and demo.frame.locator("#modal-root > *").count() == 0:
        clip["height"] = min(clip["height"], newest["y"] + newest["height"] + 20 - clip["y"])
    shot = Image.open(io.BytesIO(demo.page.screenshot(clip=clip)))
    # A page of flat colours needs no more than 256 of them, and the repository stays small.
    shot.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
