"""What holds of every page: it is small, asks little of the database, and says nothing that nobody could translate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.db import connection
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import override

from recobro.web.tests.conftest import SignIn
from recobro.web.words import in_words
from tests import tour
from tests.office import Office
from tools import words

KILOBYTES = 100
QUERIES = 15
COMPOSES = {
    "customer": 16,  # one of them asks which of his cheques may still come back
    "today": 16,  # one of them compares the control total, once a morning's page and not once a line
    "customer-reminder": 35,  # it evaluates, proposes and composes one customer, and takes it all back: whatever he owes, not more
    "policy-level": 35,  # it composes the level for one customer, in the same way
}
ENGLISH = frozenset(
    "the and of to is are no not with for from this that all new open close save show add next until customer invoice reminder amount"
    " day days policy level message payment by on at was has have nothing nobody what who when why how or an".split()
)
SILENT = ("script", "style", "code", "kbd", "pre", "textarea", "title", "iframe")
SPOKEN_ATTRIBUTES = ("placeholder", "title", "aria-label", "alt")


@pytest.fixture
def client(office: Office, sign_in: SignIn) -> Client:
    """The administrator, in a busy office."""
    tour.busy(office)
    return sign_in("administrator")


@pytest.fixture
def addresses(office: Office, client: Client) -> list[tuple[str, str]]:
    """All pages."""
    found = list(tour.pages(office, client))
    assert len(found) > 20
    return found


def test_it_is_small_and_asks_little(client: Client, addresses: list[tuple[str, str]]) -> None:
    found = {}
    for name, address in addresses:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            size = len(client.get(address).content)
        if size > KILOBYTES * 1000 or len(asked) > COMPOSES.get(name, QUERIES):
            found[name] = (size, len(asked))

    assert found == {}


def test_it_says_nothing_that_nobody_could_translate(
    client: Client, addresses: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything that is translated stands in brackets; what stands outside must be data."""
    monkeypatch.setattr(translation._trans, "gettext", lambda message: f"⟦{message}⟧")
    monkeypatch.setattr(translation._trans, "pgettext", lambda context, message: f"⟦{message}⟧")
    monkeypatch.setattr(
        translation._trans, "ngettext", lambda one, many, number: f"⟦{one if number == 1 else many}⟧"
    )
    found = {
        name: sorted(bare)
        for name, address in addresses
        if name not in tour.MESSAGES and (bare := _bare_english(client.get(address).content.decode()))
    }

    assert found == {}


def test_it_notices_bare_english() -> None:
    page = '<body><p>⟦Save⟧ Prompt Ltd</p><p>No customer yet</p><input placeholder="the name"></body>'

    assert _bare_english(page) == {"No customer yet", "the name"}


@pytest.mark.parametrize("language", ["es", "fr"])
def test_every_word_is_translated(language: str) -> None:
    catalog = words.catalog(language)
    missing = []
    for message in words.messages():
        kept = catalog.get(message if isinstance(message, str) else message[0])
        if (
            kept is None
            or kept.id != message
            or not all([kept.string] if isinstance(kept.string, str) else kept.string)
        ):
            missing.append(message)

    assert missing == [], "Run `python -m tools.words`, and translate what is new in recobro/web/locale"


def test_a_sentence_of_the_rooms_is_found_as_a_whole_or_not_at_all() -> None:
    with override("es"):
        assert in_words("A final notice is approved by a manager.").startswith("Un último aviso")
        assert in_words("final_after_days cannot be '12'.") == "final_after_days no puede ser '12'."
        cell = "The movement was left out: column 'Betrag': amount '1,2345' has more decimals than JPY, which has none."
        assert in_words(cell) == (
            "Se ha omitido el movimiento: columna «Betrag»: el importe '1,2345' tiene decimales, y JPY no los tiene."
        )
        assert in_words("Amount '1,23x' cannot be read.") == "No se puede leer el importe '1,23x'."
        pdf = "The file is a PDF document: that is no bank statement that Recobro reads."
        assert in_words(pdf) == "El archivo es un documento PDF: no es un extracto bancario que Recobro lea."
        strange = "Nobody has collected what is said here by anyone."
        assert in_words(strange) == strange
        limit = in_words("7000.00 EUR is more than what may be written off, 32.86 EUR.")
        assert limit.startswith("7.000,00 EUR ")
        assert limit.endswith(" 32,86 EUR.")


@pytest.mark.parametrize("language", ["es", "fr"])
def test_translations_keep_the_places_of_values(language: str) -> None:
    places = re.compile(r"%\(\w+\)s|\{\w*\}")
    wrong = [
        (message.id, text)
        for message in words.catalog(language)
        if message.id
        for one, text in _pairs(message.id, message.string)
        if text and set(places.findall(text)) - set(places.findall(one))
    ]

    assert wrong == []


def test_every_template_can_be_read() -> None:
    folder = settings.TEMPLATES[0]["DIRS"][0]
    names = [str(path.relative_to(folder)) for path in folder.rglob("*.html")]

    assert len([engines["django"].get_template(name) for name in names]) > 20


def _pairs(ids: object, strings: object) -> Iterator[tuple[str, str]]:
    if isinstance(ids, str):
        yield ids, str(strings)
    else:
        one, many = ids  # type: ignore[misc]
        yield from ((f"{one} {many}", text) for text in strings)  # type: ignore[attr-defined]


def _bare_english(page: str) -> set[str]:
    """Texts of the page in which, outside brackets, two English words stand, or that are English throughout."""
    texts = _Texts()
    texts.feed(page)
    bare = {_outside_brackets(text) for text in texts.found}
    return {text for text in bare if "/" not in text and ENGLISH & set(re.findall(r"[a-z]+", text.lower()))}


def _outside_brackets(text: str) -> str:
    depth, kept = 0, []
    for letter in text:
        depth += (letter == "⟦") - (letter == "⟧")
        kept.append(letter if depth == 0 and letter != "⟧" else "")
    return "".join(kept).strip()


class _Texts(HTMLParser):
    """What a page says: its texts, and the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside: list[str] = []
        self._data = 0  # how deep inside what is marked as data, `translate="no"`

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("input", "br", "img", "meta", "link", "hr", "col"):
            self._inside.append(tag)
            if self._data or ("translate", "no") in attrs:
                self._data += 1
        self.found += [value for name, value in attrs if name in SPOKEN_ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        while self._inside:
            self._data = max(self._data - 1, 0)
            if self._inside.pop() == tag:
                break

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._data and not set(SILENT) & set(self._inside):
            self.found.append(data)


def test_why_a_message_was_not_sent_is_said_whole_in_another_language() -> None:
    with override("fr"):
        why = in_words(
            "The letter to Late: GmbH (EUR) was not sent: INV-3: the customer is on hold until 2026-03-11."
        )
        assert (
            why
            == "Lettre à Late: GmbH (EUR) : pas d’envoi. INV-3: le client est suspendu jusqu’au 2026-03-11."
        )
        paid = in_words(
            "The letter to Late GmbH (EUR) was not sent: 50.00 EUR came in after the plan was made."
        )
        assert "came in" not in paid
        less = in_words(
            "Sent with less than was approved: 70.00 instead of 100.00 EUR, 5.00 instead of 6.00 USD."
        )
        assert "instead" not in less
