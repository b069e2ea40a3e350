"""A thousand letters of two pages against the bare compiler with the same template and data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import typst

from bench.measure import Line, compared
from bench.world import TODAY
from recobro.letters.compose import compose as lay_out
from recobro.letters.post import TEMPLATE, pdf
from recobro.letters.typeset import STANDARDS, fonts
from recobro.letters.values import Addressee, BankAccount, Content, Creditor, LevelText, Person, Section
from recobro.letters.values import Line as Claim

COUNT = 1000
LINES = 36  # as many as need a second page


def lines(items: int) -> Iterator[Line]:
    """From the content to the PDF, against the compiler alone."""
    contents = [_content(n) for n in range(COUNT)]
    letters = [lay_out(one, "letter").letter for one in contents]
    yield compared(
        f"{COUNT:,} letters of two pages",
        lambda: [pdf(lay_out(one, "letter").letter) for one in contents],
        floor=lambda: _compiled(letters),
        target="at most 1.3 x",
        times=3,
    )


def _compiled(letters: list[str]) -> None:
    """As few lines as the compiler needs: one compiler, the template, the data."""
    compiler = typst.Compiler(root=TEMPLATE.parent, font_paths=[fonts()], ignore_system_fonts=True)
    for letter in letters:
        compiler.compile(
            TEMPLATE, format="pdf", sys_inputs={"data": letter}, pdf_standards=STANDARDS, timestamp=0
        )


def _content(n: int) -> Content:
    claims = tuple(
        Claim(item_id=k, number=f"INV-{n}-{k}", issued_on=TODAY - timedelta(days=60), due_on=TODAY - timedelta(days=30),
              original=Decimal(100 + k), open_amount=Decimal(100 + k), amount=Decimal(100 + k))
        for k in range(LINES)
    )  # fmt: skip
    return Content(
        creditor=Creditor(name="Bench GmbH", address=("Hafenstraße 12", "20457 Hamburg"), country="DE", tax_id="", phone="1",
                          email="a@bench.example", website="",
                          bank_accounts=(BankAccount(holder="Bench", iban="DE89370400440532013000", currency="EUR"),)),
        addressee=Addressee(customer=f"Customer {n}", code=f"C{n}", address=("Calle Mayor 7", "28013 Madrid")),
        person=Person(name="Ines Vidal", phone="1", email="i@bench.example"),
        language="en", severity="reminder", dated_on=TODAY, payments_until=TODAY, reference=f"C{n}",
        sections=(Section(currency="EUR", demanded=claims),),
        text=LevelText(subject="Reminder: {total}", before="Please pay.", after="Thank you."),
    )  # fmt: skip
