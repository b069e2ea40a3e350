"""A month on a bank account where the truth is known, with every oddity of payers and banks: what goes by itself is right."""

from __future__ import annotations

import pytest

from bench.matching import AT, judged, load, naively
from bench.month import KINDS, month
from recobro.access.company import add_company
from recobro.bank.match import match

pytestmark = pytest.mark.django_db


def test_what_goes_by_itself_is_right() -> None:
    company = add_company(name="Month", currency="EUR", country="ES", language="en", at=AT).id
    truth = load(company, month(1_200, seed=11))

    found = match(company, at=AT, by="Ana")

    score = judged(company, truth)
    assert score.wrong == []
    assert found.movements == len(truth)
    assert set(score.kinds) == set(KINDS)
    naive = naively(company, truth)
    assert score.automatic > 1.5 * naive.automatic
    assert score.automatic > 0.5 * score.paying
    assert score.first > 0.8 * score.paying
