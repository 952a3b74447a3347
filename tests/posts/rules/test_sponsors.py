from __future__ import annotations

import pytest

from bot.posts.front_matter import parse_post
from bot.posts.model import Site
from bot.posts.reader import read_post

POLISH = "Spotykamy się w czwartek 17 marca 2016 o 18:00 w klubie Latarnia."
ENGLISH = "We meet on Thursday 17 March 2016 at 7pm in the Anchor Hall."


def _sponsors(said: str, language: str) -> list[str]:
    opening = POLISH if language == "pl" else ENGLISH
    site = Site(language=language)
    source = f"---\ntitle: March\ndate: 2016-03-01 09:00\n---\n{opening}\n\n{said}\n"
    (meetup,) = read_post(parse_post("2016-03-01-march.md", source, site), site).meetups
    return [sponsor.value for sponsor in meetup.sponsors]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Pizzę kupiła firma Modrzew Labs.", ["Modrzew Labs"]),
        ("Pizzę tym razem kupuje Szara Sowa.", ["Szara Sowa"]),
        ("Napoje przywiezie Kodownia.pl.", ["Kodownia.pl"]),
        ("Ciasta upiekła Cukiernia Malinka.", ["Cukiernia Malinka"]),
        ("Kolejkę postawi nam Trawit.", ["Trawit"]),
        ("Firma Gawra Soft jak co roku zamawia też pizzę.", ["Gawra Soft"]),
        ("Firma Gawra, w której pracuje Ola, też zamawia pizzę.", ["Gawra"]),
        ("Częstuje nas Piekarnia Okruszek.", ["Piekarnia Okruszek"]),
        ("Salę udostępnia nam bezpłatnie Biblioteka Pod Wieżą.", ["Biblioteka Pod Wieżą"]),
        ("Biblioteka Pod Wieżą użycza nam sali za darmo.", ["Biblioteka Pod Wieżą"]),
        (
            "Salę użycza bezpłatnie Mediateka Nowa, a za poczęstunek odpowiada Modrzew Labs.",
            ["Mediateka Nowa", "Modrzew Labs"],
        ),
        (
            "Miejsce udostępnia nam nieodpłatnie Fundacja Kładka, a o kanapki zadbała Grupa Wrzos.",
            ["Fundacja Kładka", "Grupa Wrzos"],
        ),
        ("Gości nas firma Trawit, której dziękujemy.", ["Trawit"]),
        ("Tym razem goszczą nas koledzy z Trawitu.", []),
        ("Ekipa Kuźni gości nas za darmo i jeszcze stawia kawę.", ["Kuźnia"]),
        ("Przygarnęła nas Stara Kotwica, za co dziękujemy.", []),
        ("Spotkanie gości Politechnika Nadmorska, ul. Zielona 3.", []),
        ("Gospodarzem spotkania jest Trawit.", []),
        ("Gospodarz: Trawit", []),
        ("Naszym gospodarzem jest tym razem Trawit, biuro mieści się przy Lipowej.", []),
        ("Kto nas ugości: Trawit", []),
        ("Gospodarzem i sponsorem poczęstunku jest Modrzew Labs.", ["Modrzew Labs"]),
        ("Spotkanie odbywa się dzięki uprzejmości firmy Szare Sowy.", ["Szare Sowy"]),
        ("Catering dzięki uprzejmości ChmuraNet.", ["ChmuraNet"]),
        ("Spotkanie wspiera Trawit.", ["Trawit"]),
        ("Partnerem wieczoru jest Modrzew Labs.", ["Modrzew Labs"]),
        ("Patronem tej edycji jest agencja Modrzew Labs, która stawia piwo.", ["Modrzew Labs"]),
        ("Spotkanie odbywa się pod patronatem Towarzystwa Informatycznego.", ["Towarzystwo Informatyczne"]),
        ("Spotkanie jest darmowe dzięki firmom Modrzew Labs (sala) oraz Trawit (pizza).", ["Modrzew Labs", "Trawit"]),
        ("Dzięki za salę i pizzę: Trawit i Modrzew Labs.", ["Trawit", "Modrzew Labs"]),
        ("Za salę dziękujemy firmie Trawit.", ["Trawit"]),
        (
            "Za użyczenie sali dziękujemy Kołu Naukowemu Bajt, a za pizzę firmie Trawit.",
            ["Koło Naukowe Bajt", "Trawit"],
        ),
        ("Dziękujemy firmie Trawit za salę.", ["Trawit"]),
        ("Dziękujemy Dziekanowi Wydziału Informatyki za udostępnienie sali.", ["Dziekan Wydziału Informatyki"]),
        ("Poczęstunek sponsoruje Trawit Sp. z o.o. - dzięki!", ["Trawit Sp. z o.o."]),
        ("Kawa na koszt Trawit s.c.", ["Trawit s.c."]),
        ("Rachunek za pizzę: Trawit", ["Trawit"]),
        ("Książki przekazało wydawnictwo Pióro.", []),
        ("Rozlosujemy trzy e-booki od wydawnictwa Pióro.", []),
        ("Dla najlepszego pytania mamy kubek od ekipy Trawit.", []),
        ("Do wygrania licencja ufundowana przez firmę Piórnik.", []),
        ("Nagrody w quizie ufundował Trawit.", ["Trawit"]),
        ("Trawit funduje książki i napoje.", ["Trawit"]),
        ("Nagrody wyśle pocztą nasz niezawodny Trawit.", []),
        ("Nagrody książkowe: wydawnictwo Pióro.", []),
        ("Dzięki Trawitowi każdy uczestnik dostanie kubek.", []),
        (
            "Pierniki jak zawsze przyniesie Cukiernia Pod Dębem, a książkę dorzuca wydawnictwo Pióro.",
            ["Cukiernia Pod Dębem", "Pióro"],
        ),
        ("Obiad funduje Modrzew Labs, śniadanie i owoce Biuro Wrzos.", ["Modrzew Labs", "Biuro Wrzos"]),
        ("Po prezentacjach Trawit zaprasza na sushi.", ["Trawit"]),
        ("Pizza, także od Trawitu.", ["Trawit"]),
        ("🍕 by Modrzew Labs", ["Modrzew Labs"]),
        ("🎁 by Kurs Piórnik", ["Kurs Piórnik"]),
        ("Kto stawia? Modrzew Labs", ["Modrzew Labs"]),
        ("Rachunek wziął na siebie pracodawca Oli, czyli Trawit.", ["Trawit"]),
        ("Firma Trawit pożyczy nam pięć laptopów.", ["Trawit"]),
        ("Park udostępnia salę gratis.", []),
        ("Pizzę zamawia Jan Nowak, więc dajcie mu znać.", []),
        ("Licencję na IntelliJ rozlosujemy na końcu.", []),
        ("Opowiem o książce wydawnictwa Pióro.", []),
        ("Dziękujemy Janowi Nowakowi za prezentację.", []),
        ("Janek pracuje w firmie Trawit i napisał książkę.", []),
        ("Spotykamy się w firmie Trawit.", []),
        ("Po spotkaniu idziemy na piwo do Starej Kotwicy.", []),
        ("Zapraszamy do biura Trawit na Lipowej.", []),
        ("Sala: Inkubator Brama, pizza: Modrzew Labs.", ["Inkubator Brama", "Modrzew Labs"]),
        ("Dziękujemy naszym gospodarzom, Szara Kuźnia, oraz sponsorowi pizzy - Trawit.", ["Trawit"]),
        ("Za drożdżówki i kawę dziękuję Agencji Nowe Media.", ["Agencja Nowe Media"]),
        ("Voucher na egzamin, który przekazała firma Trawit, rozlosujemy na końcu.", []),
        ("Dwie bluzy ufundował ich producent, Fundacja Otwarta Brama.", ["Fundacja Otwarta Brama"]),
        ("Ludzie z Krosna kupili już bilety na busa.", []),
        ("Wszystkie przeglądarki wspierają CSS Grid.", []),
        ("Opowie o tym, jak firma Zielony Bank wspiera Kotlina.", []),
        ("Ciasto z wiśniami piecze każdy, kto chce.", []),
        ("Pizzę zawdzięczamy firmie Modrzew Labs.", ["Modrzew Labs"]),
        (
            "Wielkie dzięki dla Modrzew Labs za salę i dla Szarej Sowy za ciasto!",
            ["Modrzew Labs", "Szara Sowa"],
        ),
        ("Fundatorem nagród jest Modrzew Labs.", ["Modrzew Labs"]),
        ("Bilety na egzamin XYZ, które rozdamy, przekazała firma Trawit, sponsor wieczoru.", ["Trawit"]),
        ("Spotkanie wspierają: Modrzew Labs i Szara Sowa.", ["Modrzew Labs", "Szara Sowa"]),
        ("Głodnych nakarmi Modrzew Labs.", ["Modrzew Labs"]),
        ("Pracuje w firmie Modrzew Labs, która daje darmowe owoce.", []),
        ("Zamawiamy pizzę, zrzutka po 20 zł.", []),
    ],
)
def test_who_gives_in_polish(said: str, expected: list[str]) -> None:
    assert _sponsors(said, "pl") == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "Thanks to Marlow Systems for hosting and to our friends at Copperleaf for the pizza.",
            ["Marlow Systems", "Copperleaf"],
        ),
        ("Copperleaf is our host and is springing for burritos.", ["Copperleaf"]),
        (
            "Big thanks to Tall Pines for coming to the rescue, and to Copperleaf who's still buying the barbecue.",
            ["Tall Pines", "Copperleaf"],
        ),
        ("We are guests of Copperleaf, who give us their kitchen.", []),
        ("Many thanks to Copperleaf for giving us the room again.", ["Copperleaf"]),
        ("Tall Pines sent us two books to raffle.", []),
        ("Copperleaf has donated three licences for the draw.", []),
        ("There are cold drinks, which are kindly provided by Copperleaf GmbH.", ["Copperleaf GmbH"]),
        ("We also thank the Department of Physics for the lecture room.", ["Department of Physics"]),
        ("We'll draw one licence (from Copperleaf) and two e-books from Tall Pines.", []),
        (
            "The pizza, by the way, is thanks to the good people at Copperleaf, and Mill Studio let us in for free.",
            ["Copperleaf", "Mill Studio"],
        ),
        (
            "The sausages are funded by Copperleaf, and the fee for the club was covered by Tall Pines.",
            ["Copperleaf", "Tall Pines"],
        ),
        ("Copperleaf is hosting and buying the curry.", ["Copperleaf"]),
        ("Pizza: Copperleaf. Room: Mill Studio.", ["Copperleaf", "Mill Studio"]),
        ("Goody bags are courtesy of Copperleaf.", ["Copperleaf"]),
        ("The best question wins a mug from Copperleaf.", []),
        (
            "Tea and cake are courtesy of Copperleaf Ltd. Mill Studio is hosting us for free.",
            ["Copperleaf Ltd", "Mill Studio"],
        ),
        ("The first ten get T-shirts from Copperleaf.", []),
        ("Our thanks go to the Statistical Society for lending us their Zoom licence.", ["Statistical Society"]),
        (
            "Thanks to Copperleaf for covering the pizza and to the Mill Studio for opening their space to us.",
            ["Copperleaf", "Mill Studio"],
        ),
        ("Merci to Copperleaf for the wine.", ["Copperleaf"]),
        ("3 licences from Copperleaf for quiz winners!", []),
        ("Lunch will be provided by our venue partner Copperleaf", ["Copperleaf"]),
        ("Copperleaf BV, who's also hosting us, arranged a camera crew.", ["Copperleaf BV"]),
        ("Partner of the meeting: Copperleaf (pizza and the room).", ["Copperleaf"]),
        ("Copperleaf has offered to feed us.", ["Copperleaf"]),
        ("Copperleaf are treating everyone to dinner.", ["Copperleaf"]),
        ("Food and drink will be laid on by Copperleaf.", ["Copperleaf"]),
        ("Copperleaf baked us a cake.", ["Copperleaf"]),
        ("Copperleaf ordered the sandwiches.", ["Copperleaf"]),
        ("The drinks tab is being picked up by Copperleaf.", ["Copperleaf"]),
        ("Copperleaf have very kindly given us the use of their boardroom.", []),
        ("Hosted by Copperleaf at their offices on Mill Lane.", ["Copperleaf"]),
        ("This month's host is Copperleaf.", ["Copperleaf"]),
        ("Host: Copperleaf", []),
        ("Venue sponsor: Mill Studio", ["Mill Studio"]),
        ("Our sponsor, Copperleaf, will bring doughnuts.", ["Copperleaf"]),
        ("Cheers to Copperleaf for the beers!", ["Copperleaf"]),
        ("Shout-out to Copperleaf for the space.", ["Copperleaf"]),
        ("We're grateful to Copperleaf for lending us the hall.", ["Copperleaf"]),
        ("The evening is made possible by Copperleaf.", ["Copperleaf"]),
        ("With generous support from Copperleaf.", ["Copperleaf"]),
        ("Copperleaf supports us with snacks.", ["Copperleaf"]),
        ("Beer money comes from Copperleaf.", ["Copperleaf"]),
        ("Snacks (from Copperleaf) at the break.", ["Copperleaf"]),
        ("The venue is provided free of charge by Mill Studio.", ["Mill Studio"]),
        ("Copperleaf kindly sponsors this meetup.", ["Copperleaf"]),
        ("Sponsored by Copperleaf and Tall Pines.", ["Copperleaf", "Tall Pines"]),
        ("Prizes: two keyboards from Copperleaf.", []),
        ("Copperleaf is giving away two tickets.", []),
        ("Raffle prizes donated by Copperleaf.", []),
        ("We meet at Copperleaf on Mill Lane.", []),
        ("Ines works for Copperleaf and wrote a book.", []),
        ("Ines Whitlock will bring a book about Rust.", []),
        ("Thanks to Ines Whitlock for the talk.", []),
        ("Licences from last month are gone.", []),
        ("The licence changed from MIT to Apache.", []),
        ("Bring your own mug.", []),
        ("The best question wins a book.", []),
        ("Dinner is on our friends at Copperleaf.", ["Copperleaf"]),
        ("Copperleaf has kindly agreed to host us.", []),
        ("Our generous hosts, Copperleaf, are laying on drinks.", ["Copperleaf"]),
        ("Space: Mill Studio. Snacks: Copperleaf.", ["Mill Studio", "Copperleaf"]),
        ("The raffle prize, a keyboard, was donated by Copperleaf.", []),
        ("Lunch is available from the cafe on the ground floor.", []),
        ("Hot drinks and biscuits will be provided.", []),
    ],
)
def test_who_gives_in_english(said: str, expected: list[str]) -> None:
    assert _sponsors(said, "en") == expected


def test_what_stands_below_a_heading_for_sponsors() -> None:
    said = "### Sponsorzy spotkania\n\n* Trawit Soft - pizza\n* Oficyna Gama - 3 książki\n* Biblioteka w Lesie (sala)"
    assert _sponsors(said, "pl") == ["Trawit Soft", "Oficyna Gama", "Biblioteka w Lesie"]


def test_who_feeds_one_of_two_meetups_feeds_it_alone() -> None:
    site = Site(language="en")
    body = (
        "Two things this month.\n\n"
        "**1. Regular meetup, Tuesday, June 21, 6:30pm**, at Copperleaf, 14 Mill Lane. Copperleaf is our host.\n\n"
        "**2. Sprint meetup, Saturday, June 25, 10am**, at the Town Library. Lunch is provided by Tall Pines.\n"
    )
    source = f"---\ntitle: June meetup and sprint\ndate: 2016-06-13 09:00\n---\n{body}"
    meetups = read_post(parse_post("2016-06-13-june.md", source, site), site).meetups
    assert [[s.value for s in meetup.sponsors] for meetup in meetups] == [["Copperleaf"], ["Tall Pines"]]
