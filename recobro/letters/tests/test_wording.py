"""The fixed words of the layout."""

from __future__ import annotations

import pytest

from recobro.kernel.placeholders import placeholders
from recobro.letters import compose
from recobro.letters.tests import cast
from recobro.letters.wording import LANGUAGES, wording


def test_it_has_the_same_words_in_every_language() -> None:
    assert wording("es").names() == wording("en").names()
    assert wording("fr").names() == wording("en").names()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fills_the_same_places_in_every_language(language: str) -> None:
    for key in wording("en").names():
        theirs, ours = placeholders(wording(language)(key)), placeholders(wording("en")(key))
        if key != "salutation.formal_named":  # a French letter says "Madame, Monsieur" and no name
            assert sorted(theirs) == sorted(ours), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_leaves_no_word_empty(language: str) -> None:
    words = wording(language)
    assert [key for key in words.names() if not words(key).strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("severity", ["courtesy", "reminder", "formal", "final"])
@pytest.mark.parametrize("contact", ["Ana Ruiz", ""])
def test_it_greets_and_closes_in_every_tone(language: str, severity: str, contact: str) -> None:
    content = cast.content(language, severity=severity, addressee=cast.addressee(contact=contact))
    tone = "formal_" if severity in ("formal", "final") else ""
    words = wording(language)
    greeting = words(f"salutation.{tone}{'named' if contact else 'unnamed'}").replace("{contact}", contact)
    text = compose(content, "email").text
    assert f"\n\n{greeting}\n" in text
    assert words(f"closing{'_named' if contact else ''}.{severity}")[:20] in text


def test_it_refuses_a_language_it_does_not_speak_rather_than_half_translate_p_38() -> None:
    content = cast.content("en")
    object.__setattr__(content, "language", "de")
    with pytest.raises(ValueError, match="no words in 'de'; it has en, es, fr"):
        compose(content, "email")
