"""What the launcher page says, in the reader's language."""

from __future__ import annotations

from typing import Final

from bot.i18n import Language, _, tr

WORDS: Final = {
    "title": _("Herold: the demo"),
    "tagline": _("The real bot, a simulated Discord"),
    "act_as": _("You act as"),
    "rooms": _("Rooms"),
    "new_messages": _("New messages"),
    "publish_title": _("The blog"),
    "publish_help": _(
        "Publish the next prepared post and watch Herold announce it: first a new meetup, then changes to it."
    ),
    "publish": _("Publish the next post"),
    "publishing": _("Publishing…"),
    "published": _("Published: {name}. The announcement follows in a moment."),
    "nothing_left": _("Every prepared post is published. Write your own in the folder below, or start the demo again."),
    "publish_failed": _("The post could not be published: {reason}"),
    "try_title": _("Try this"),
    "try_next": _("When is the next meetup?"),
    "try_ask": _("Ask in plain words, in General"),
    "try_ask_text": _("@Herold when is the next one?"),
    "try_abstracts": _("What will the talks be about?"),
    "try_propose": _("Propose a talk; an organizer then finds it in their room."),
    "try_language": _("Answer me in another language"),
    "try_status": _("How is Herold? (as an organizer)"),
    "copy": _("Copy"),
    "copied": _("Copied"),
    "events_title": _("Scheduled events"),
    "events_none": _("None yet: an announcement brings one."),
    "event_canceled": _("cancelled"),
    "event_active": _("now"),
    "event_completed": _("over"),
    "folder_title": _("The scratch blog"),
    "folder_help": _("A copy of the example blog. Add, edit or rename posts here, or from a second terminal:"),
    "switch_language": _("Po polsku"),
    "connecting": _("Opening the room…"),
    "gone": _("The demo has ended. Start it again with make demo; this page will notice."),
    "help": _("What to try"),
    "close": _("Close"),
}


def words(language: Language) -> dict[str, str]:
    """Every word of the page by its key."""
    return {key: tr(language, msgid) for key, msgid in WORDS.items()}
