"""Posts of a group fold into its meetups."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING

import pytest

from bot.meetups.folding import fold, fold_as_of, refold, reidentify
from bot.meetups.model import MeetupStatus, MeetupTalk
from bot.posts.model import PostKind
from tests.meetups.builders import announcement, facts, instant, reading, talk

if TYPE_CHECKING:
    from bot.posts.model import Reading

MAY = announcement(
    "2025-05-09 20:00",
    "Spotkanie #77 - Kubernetes",
    facts(
        number=77,
        date="2025-05-22",
        start_time="19:00",
        venue="Piekarnia",
        rsvp_url="https://www.meetup.com/jug/events/307000001/",
        sponsors=["Leroy Merlin"],
        talks=[talk("Blue/Green Deployment", "Jędrzej Andrykowski", abstract="O wdrożeniach.")],
    ),
)


def test_an_announcement_founds_a_meetup() -> None:
    (meetup,) = fold([MAY])
    assert (meetup.number, meetup.date, meetup.start_time, meetup.venue) == (
        77,
        date(2025, 5, 22),
        time(19),
        "Piekarnia",
    )
    assert meetup.key == "2025-05-09-spotkanie-#77---kubernetes"
    assert meetup.status is MeetupStatus.SCHEDULED
    assert meetup.talks == (MeetupTalk("Blue/Green Deployment", None, ("Jędrzej Andrykowski",), "O wdrożeniach."),)
    assert [post.contributed for post in meetup.posts] == [
        ("date", "number", "rsvp_url", "sponsors", "start_time", "talks", "venue")
    ]
    assert meetup.timezone == "Europe/Warsaw"


def test_an_update_adds_a_talk_and_fills_in_another() -> None:
    first = announcement(
        "2019-02-04",
        "Spotkanie lutowe",
        facts(date="2019-02-27", start_time="19:00", talks=[talk("Jenkins po ludzku", "Ala Nowak")]),
    )
    update = reading(
        "update",
        "2019-02-18",
        "Spotkanie lutowe - ujawniamy niespodziankę",
        facts(
            date="2019-02-27", talks=[talk(None, topic="Jenkins"), talk("Uzdrawiająca moc feedbacku", "Tomasz Śmidoda")]
        ),
    )
    (meetup,) = fold([update, first])
    assert [(t.title, t.speakers) for t in meetup.talks] == [
        ("Jenkins po ludzku", ("Ala Nowak",)),
        ("Uzdrawiająca moc feedbacku", ("Tomasz Śmidoda",)),
    ]
    assert [post.contributed for post in meetup.posts] == [("date", "start_time", "talks"), ("date", "talks")]


FEBRUARY = announcement("2021-02-03", "Spotkanie lutowe", facts(date="2021-02-24", start_time="19:00", venue="WySPa"))
MARCH = announcement("2021-03-03", "Spotkanie marcowe", facts(date="2021-03-24", start_time="19:00"))
OFF = reading("cancellation", "2021-02-22", "Ważne!", body="Niestety musimy <b>odwołać</b> środowe spotkanie.")


@pytest.mark.parametrize(
    "off",
    [
        pytest.param(OFF, id="weekday"),
        pytest.param(reading("cancellation", "2021-02-20", "Spotkanie lutowe odwołane!"), id="month-in-title"),
        pytest.param(
            reading("cancellation", "2021-02-20", "Przerwa", body="Spotkanie lutowe nie odbędzie się."),
            id="month-in-body",
        ),
        pytest.param(reading("cancellation", "2021-02-20", "Odwołane", facts(date="2021-02-24")), id="date"),
        pytest.param(
            reading("cancellation", "2021-02-20", "Odwołane", facts(previous_date="2021-02-24")), id="previous-date"
        ),
        pytest.param(reading("cancellation", "2021-02-20", "Odwołane!"), id="the-coming-one"),
        pytest.param(
            reading("cancellation", "2021-02-20", "Odwołane", body="[To](/blog/2021/02/03/spotkanie-lutowe/) odpada."),
            id="link",
        ),
        pytest.param(
            reading("cancellation", "2021-02-20", "Odwołane", body="{% post_url 2021-02-03-spotkanie-lutowe %}"),
            id="liquid-link",
        ),
    ],
)
def test_a_cancellation_cancels_the_meetup_it_means(off: Reading) -> None:
    february, march = fold([MARCH, off, FEBRUARY])
    assert (february.status, february.date) == (MeetupStatus.CANCELLED, date(2021, 2, 24))
    assert february.posts[-1].contributed == ("status",)
    assert march.status is MeetupStatus.SCHEDULED


def test_a_cancelled_meetup_gets_a_new_date() -> None:
    moved = reading(
        "reschedule",
        "2021-03-15",
        "Nowy termin",
        facts(date="2021-03-30", start_time="18:00"),
        body="Odwołane spotkanie lutowe odbędzie się 30 marca",
    )
    march, february = fold([OFF, moved, MARCH, FEBRUARY])
    assert march.date == date(2021, 3, 24)
    assert february.status is MeetupStatus.RESCHEDULED
    assert (february.date, february.start_time, february.previous_dates) == (
        date(2021, 3, 30),
        time(18),
        (date(2021, 2, 24),),
    )
    assert [post.kind for post in february.posts] == [PostKind.ANNOUNCEMENT, PostKind.CANCELLATION, PostKind.RESCHEDULE]


@pytest.mark.parametrize("title", ["Nowy termin", "Spotkanie lutowe w marcu"])
def test_a_new_date_may_be_told_like_an_announcement(title: str) -> None:
    body = "Odwołane spotkanie lutowe odbędzie się 30 marca."
    again = announcement("2021-03-15", title, facts(date="2021-03-30"), body=body)
    (february,) = fold([again, OFF, FEBRUARY])
    assert (february.status, february.date) == (MeetupStatus.RESCHEDULED, date(2021, 3, 30))
    march = announcement("2021-03-15", "Spotkanie marcowe", facts(date="2021-03-30"), body=body)
    assert [meetup.date for meetup in fold([march, OFF, FEBRUARY])] == [date(2021, 2, 24), date(2021, 3, 30)]


def test_a_reminder_told_like_an_announcement_joins_its_meetup() -> None:
    reminder = announcement("2021-02-22", "Już w środę!", facts(date="2021-02-24", talks=[talk("Kafka", "Ala Kot")]))
    (february,) = fold([FEBRUARY, reminder])
    assert (february.status, len(february.talks)) == (MeetupStatus.SCHEDULED, 1)


def test_a_talk_that_moves_takes_its_meetup_along() -> None:
    first = announcement("2021-02-03", "Zapraszamy", facts(date="2021-02-24", talks=[talk("Kafka bez tajemnic")]))
    again = announcement("2021-02-15", "Zapraszamy", facts(date="2021-03-03", talks=[talk("Kafka bez tajemnic")]))
    (meetup,) = fold([again, first])
    assert (meetup.date, meetup.previous_dates) == (date(2021, 3, 3), (date(2021, 2, 24),))
    repeated = announcement("2021-04-15", "Zapraszamy", facts(date="2021-04-28", talks=[talk("Kafka bez tajemnic")]))
    assert [meetup.date for meetup in fold([first, repeated])] == [date(2021, 2, 24), date(2021, 4, 28)]


def test_what_is_called_off_stays_so_whatever_else_is_told_of_it() -> None:
    thanks = reading("update", "2021-02-23", "Spotkanie lutowe", facts(sponsors=["DTP"], start_time="18:00"))
    (february,) = fold([FEBRUARY, OFF, thanks])
    assert (february.status, february.sponsors) == (MeetupStatus.CANCELLED, ("DTP",))
    again = reading("update", "2021-02-23", "Jednak się odbędzie", facts(date="2021-02-24"))
    (february,) = fold([FEBRUARY, OFF, again])
    assert february.status is MeetupStatus.SCHEDULED


def test_english_posts_fold_as_well() -> None:
    june = announcement("2024-06-03", "June meetup: Loom", facts(date="2024-06-20", start_time="18:30"))
    july = announcement("2024-06-25", "July meetup", facts(date="2024-07-18", start_time="18:30"))
    off = reading("cancellation", "2024-07-10", "Summer break", body="Sorry, the July meetup is cancelled.")
    recap = reading("recap", "2024-06-22", "What happened at the June meetup")
    first, second = fold([recap, off, july, june])
    assert ([post.kind for post in first.posts], first.status) == (
        [PostKind.ANNOUNCEMENT, PostKind.RECAP],
        MeetupStatus.SCHEDULED,
    )
    assert second.status is MeetupStatus.CANCELLED


def test_moved_without_a_date_is_postponed() -> None:
    later = reading("reschedule", "2021-02-20", "Spotkanie lutowe przełożone")
    (meetup,) = fold([FEBRUARY, later])
    assert (meetup.status, meetup.date) == (MeetupStatus.POSTPONED, date(2021, 2, 24))


def test_moved_online_and_to_another_day_drops_the_venue() -> None:
    moved = reading(
        "reschedule",
        "2021-02-17",
        "Spotkanie lutowe - zmiana",
        facts(date="2021-02-25", start_time="18:00", online=True),
    )
    (meetup,) = fold([FEBRUARY, moved])
    assert (meetup.online, meetup.venue, meetup.status) == (True, None, MeetupStatus.RESCHEDULED)
    online = reading("update", "2021-02-17", "Spotkanie lutowe - online", facts(online=True))
    (meetup,) = fold([FEBRUARY, online])
    assert (meetup.online, meetup.venue, meetup.status) == (True, None, MeetupStatus.MOVED_ONLINE)
    in_a_room = announcement("2021-02-03", "Spotkanie lutowe", facts(date="2021-02-24", venue="WySPa", online=False))
    (meetup,) = fold([in_a_room, online])
    assert (meetup.online, meetup.venue, meetup.status) == (True, None, MeetupStatus.MOVED_ONLINE)
    assert [post.contributed for post in meetup.posts] == [("date", "venue"), ("online", "status")]


def test_a_recap_joins_and_never_founds() -> None:
    recap = reading("recap", "2021-02-28", "Podsumowanie spotkania lutowego", facts(date="2021-03-24"))
    assert fold([recap]) == ()
    february, march = fold([recap, FEBRUARY, MARCH])
    assert [post.kind for post in february.posts] == [PostKind.ANNOUNCEMENT, PostKind.RECAP]
    assert february.posts[1].contributed == ()
    assert len(march.posts) == 1


def test_other_peoples_events_and_hidden_posts_are_left_out() -> None:
    conference = reading("external", "2021-02-05", "JDD", facts(date="2021-10-10"))
    other = reading("other", "2021-02-06", "Nowa strona", facts(date="2021-02-24", venue="Barcelona"))
    draft = announcement("2021-02-07", "Szkic", facts(date="2021-04-01"), hidden=True)
    (meetup,) = fold([conference, other, draft, FEBRUARY])
    assert meetup.venue == "WySPa"


def test_two_events_of_one_day_stay_two() -> None:
    both = announcement(
        "2023-02-17",
        "Luty '23 - spotkanie i warsztat",
        facts(date="2023-03-01", start_time="15:00", talks=[talk("Testcontainers", "Piotr Przybył")]),
        facts(date="2023-03-01", start_time="19:00", talks=[talk("Java 19 i 20", "Piotr Przybył")]),
    )
    reminder = reading("update", "2023-02-28", "Już jutro", facts(date="2023-03-01", start_time="19:00", venue="WySPa"))
    workshop, meetup = fold([reminder, both])
    assert (workshop.key, meetup.key) == (
        "2023-02-17-luty-'23---spotkanie-i-warsztat",
        "2023-02-17-luty-'23---spotkanie-i-warsztat#2",
    )
    assert (workshop.venue, meetup.venue) == (None, "WySPa")


def test_an_extra_meetup_of_the_same_month_is_its_own() -> None:
    extra = announcement("2016-01-27", "Dodatkowe spotkanie lutowe", facts(date="2016-02-01"))
    usual = announcement("2016-02-10", "Spotkanie lutowe", facts(date="2016-02-24"))
    assert [meetup.date for meetup in fold([usual, extra])] == [date(2016, 2, 1), date(2016, 2, 24)]


def test_a_meetup_without_a_date_waits_for_one() -> None:
    undated = announcement("2025-11-20", "Spotkanie #79", facts(number=79, talks=[talk(None, topic="Java")]))
    (meetup,) = fold([undated])
    assert (meetup.number, meetup.date) == (79, None)
    dated = announcement("2025-11-28", "Znamy termin", facts(number=79, date="2025-12-10"))
    (meetup,) = fold([dated, undated])
    assert (meetup.date, meetup.status, meetup.previous_dates) == (date(2025, 12, 10), MeetupStatus.SCHEDULED, ())


def test_a_cancellation_of_an_unknown_meetup_is_kept_if_it_says_which() -> None:
    named = reading("cancellation", "2020-04-14", "Przerwa pandemiczna", body="Spotkanie kwietniowe nie odbędzie się.")
    dated = reading("cancellation", "2023-03-26", "Spotkanie marcowe odwołane!", facts(date="2023-03-29"))
    nameless = reading("cancellation", "2024-03-26", "Odwołane")
    april, march = fold([nameless, dated, named])
    assert (april.status, april.date) == (MeetupStatus.CANCELLED, None)
    assert (march.status, march.date) == (MeetupStatus.CANCELLED, date(2023, 3, 29))


def test_a_doubtful_fact_does_not_replace_a_sure_one() -> None:
    guess = reading(
        "update", "2021-02-10", "Spotkanie lutowe", facts(0.4, date="2021-02-24", start_time="21:00", title="Luty")
    )
    (meetup,) = fold([FEBRUARY, guess])
    assert (meetup.start_time, meetup.title) == (time(19), "Luty")
    assert meetup.confidence == {"date": 0.95, "start_time": 0.95, "venue": 0.95, "status": 0.95, "title": 0.4}


def test_an_organizers_word_wins_over_every_post() -> None:
    key = "2021-02-03-spotkanie-lutowe"
    later = reading("update", "2021-02-10", "Spotkanie lutowe", facts(date="2021-02-25", venue="Haust"))
    (meetup,) = fold(
        [FEBRUARY, later], {key: {"venue": "Palmiarnia", "date": date(2021, 2, 26)}, "gone": {"number": 1}}
    )
    assert (meetup.venue, meetup.date, meetup.start_time) == ("Palmiarnia", date(2021, 2, 26), time(19))
    assert meetup.corrected == {"venue", "date"}
    assert (meetup.confidence["venue"], meetup.confidence["date"]) == (1.0, 1.0)


def test_a_later_post_is_tied_to_the_corrected_date() -> None:
    off = reading("cancellation", "2021-02-24", "Odwołane", body="Odwołujemy piątkowe spotkanie.")
    (meetup,) = fold([FEBRUARY, off], {"2021-02-03-spotkanie-lutowe": {"date": date(2021, 2, 26)}})
    assert meetup.status is MeetupStatus.CANCELLED


def test_what_is_not_published_yet_is_not_known_yet() -> None:
    assert fold_as_of([MAY], instant("2025-05-09 19:59")) == ()
    assert len(fold_as_of([MAY], instant("2025-05-09 20:00"))) == 1


def _renamed(slug: str) -> Reading:
    return replace(
        MAY, post=replace(MAY.post, slug=slug, path=f"2025-05-10-{slug}.md", published_at=instant("2025-05-10"))
    )


def test_a_renamed_and_redated_founding_post_keeps_the_meetups_identity() -> None:
    (stored,) = (replace(meetup, id=7) for meetup in fold([MAY]))
    (again,) = reidentify([stored], fold([_renamed("majowe")]))
    assert (again.key, again.id) == (stored.key, 7)


def test_a_deleted_founding_post_keeps_the_meetups_identity_and_corrections() -> None:
    reminder = reading("update", "2025-05-20", "Już w czwartek", facts(date="2025-05-22", venue="Piekarnia"))
    (stored,) = (replace(meetup, id=7) for meetup in fold([MAY, reminder]))
    (again,) = refold([stored], [reminder], {stored.key: {"venue": "Palmiarnia"}})
    assert (again.key, again.id, again.venue, again.corrected) == (stored.key, 7, "Palmiarnia", frozenset({"venue"}))


def test_a_new_meetup_does_not_take_an_old_ones_key() -> None:
    (stored,) = (replace(meetup, id=7) for meetup in fold([MAY]))
    other = announcement("2025-05-09 20:00", MAY.post.title, facts(number=78, date="2025-06-22"))
    mended = _renamed("majowe")
    may, june = reidentify([stored], fold([other, mended]))
    assert (may.key, may.id, june.id) == (stored.key, 7, 0)
    assert june.key == f"{stored.key}~2"
