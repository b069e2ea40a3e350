"""The pains that must be impossible: each with the tests that prove it, and here those that no other file has.

`PROVEN` names them: a test (or a story) counts only if its name, its docstring or its file's says the pain. Days are counted from
the day on which an invoice falls due: D+7 is `DUE + 7 days`.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from email import policy as mail_policy
from email.message import EmailMessage
from email.parser import BytesParser
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pytest_django import Settings

from recobro import flow
from recobro.access.company import CompanyValue, go_live
from recobro.casework.models import Task
from recobro.evaluation.evaluate import Verdict, evaluate
from recobro.evaluation.explain import explain
from recobro.evaluation.models import Told
from recobro.insight.ageing import ageing
from recobro.kernel.home import mailbox
from recobro.kernel.problems import Refused
from recobro.ledger.facts import ContactFact, CustomerFact, Fact, ItemFact
from recobro.ledger.marks import mark
from recobro.ledger.post import post
from recobro.letters import content_from_json
from recobro.outbox.models import Message
from recobro.outbox.plan import plan
from tests import cast
from tests.cast import DAY, GONE, GROUP, LATE, MARTA, PROMPT, Debtor, at, clock
from tests.smtp import SmtpServer

ROOT = Path(__file__).resolve().parents[1]
HERE = "tests/test_pains.py"
SCHEDULERS = "tests/acceptance/test_schedulers.py"
COMMANDS = "tests/acceptance/test_commands.py"
REPLAY = "tests/acceptance/test_replay.py"
MERGE = "recobro/connectors/tests/test_merge.py"
STORIES = "tests/stories"

PROVEN: dict[str, tuple[str, ...]] = {
    "P-1": (
        f"{SCHEDULERS}::test_it_writes_every_message_once_in_rehearsal",
        f"{SCHEDULERS}::test_it_sends_every_message_once_live",
        f"{SCHEDULERS}::test_it_sends_nothing_more_on_the_same_day",
        f"{COMMANDS}::test_the_night_twice_on_a_day_reminds_nobody_twice",
    ),
    "P-2": (
        f"{HERE}::test_p2_who_has_paid_since_the_approval_is_not_reminded",
        f"{REPLAY}::test_it_never_speaks_of_a_paid_or_disputed_invoice",
        f"{MERGE}::test_a_status_that_changes_to_paid_closes_the_invoice",
    ),
    "P-3": (f"{HERE}::test_p3_an_invoice_that_was_delivered_late_gives_its_reader_time",),
    "P-5": (f"{HERE}::test_p5_without_a_due_date_nobody_is_reminded",),
    "P-6": (
        f"{HERE}::test_p6_who_is_never_to_be_reminded_is_not_proposed",
        f"{HERE}::test_p6_who_is_marked_after_the_approval_hears_nothing_on_any_road",
    ),
    "P-7": (f"{HERE}::test_p7_direct_debit_is_said_once_of_the_customer",),
    "P-9": (
        f"{HERE}::test_p9_two_levels_make_one_message_at_the_higher_one",
        f"{REPLAY}::test_it_writes_one_mail_for_everything_that_is_reached",
    ),
    "P-10": (f"{HERE}::test_p10_a_night_that_was_missed_is_caught_up",),
    "P-12": (
        f"{HERE}::test_p12_a_customer_whose_message_cannot_be_written_does_not_stop_the_rest",
        f"{HERE}::test_p12_an_address_that_is_none_does_not_stop_the_rest",
    ),
    "P-17": (
        f"{HERE}::test_p17_the_invoice_and_the_person_have_two_clocks",
        f"{REPLAY}::test_it_contacts_nobody_twice_within_the_gap",
    ),
    "P-18": (f"{HERE}::test_p18_when_the_oldest_is_paid_the_others_skip_no_step",),
    "P-19": (f"{HERE}::test_p19_a_level_is_told_when_the_server_has_taken_the_message",),
    "P-20": (f"{HERE}::test_p20_a_formal_letter_asks_for_the_old_and_only_mentions_the_new",),
    "P-22": (
        f"{HERE}::test_p22_a_net_creditor_is_never_chased",
        f"{HERE}::test_p22_of_the_rest_only_what_credit_leaves_open_is_asked",
        f"{STORIES}/in-credit.story",
    ),
    "P-23": (f"{HERE}::test_p23_a_part_payment_keeps_the_level_and_the_history", f"{STORIES}/part-payment.story"),
    "P-24": (
        f"{HERE}::test_p24_every_place_says_the_same_residual",
        f"{STORIES}/part-payment.story",
    ),
    "P-25": (
        f"{HERE}::test_p25_what_leaves_says_the_amount_of_the_moment_and_what_was_approved_is_kept",
        f"{STORIES}/paid-after-approval.story",
    ),
    "P-30": (
        f"{HERE}::test_p30_each_instalment_is_asked_for_on_its_own_day",
        "recobro/ledger/tests/test_post.py::test_it_settles_by_number_the_oldest_instalment_first",
        f"{MERGE}::test_instalments_are_claims_of_their_own",
        f"{STORIES}/three-instalments.story",
    ),
    "P-38": (
        f"{HERE}::test_p38_the_person_addressed_decides_the_language",
        f"{HERE}::test_p38_a_language_without_texts_is_said_and_nothing_is_sent",
        "recobro/policy/tests/test_load.py::test_a_missing_translation_is_refused",
    ),
    "P-39": (f"{HERE}::test_p39_a_level_takes_every_road_it_names",),
    "P-53": (
        f"{REPLAY}::test_it_ages_a_past_day_exactly",
        f"{HERE}::test_p53_a_past_day_is_aged_as_it_was",
    ),
    "P-66": (
        f"{HERE}::test_p66_a_cancelled_invoice_never_enters_the_run",
        f"{MERGE}::test_a_cancelled_invoice_was_never_a_claim",
        "recobro/ledger/tests/test_post.py::test_a_cancelled_invoice_was_never_a_claim",
    ),
}  # fmt: skip

DUE = date(2026, 2, 4)
FLOW = cast.policy(
    cast.level("first", "D+7", "email"),
    cast.level("second", "D+14", "email"),
    cast.level("formal", "D+21", "letter", "call:collector", severity="formal", approval="person"),
)


# The table


@pytest.mark.parametrize(
    ("pain", "proof"), [(pain, proof) for pain, proofs in PROVEN.items() for proof in proofs]
)
def test_the_proof_is_there_and_names_its_pain(pain: str, proof: str) -> None:
    assert _names(pain, proof)


def test_it_has_a_proof_for_every_pain_of_the_issue() -> None:
    numbers = (1, 2, 3, 5, 6, 7, 9, 10, 12, 17, 18, 19, 20, 22, 23, 24, 25, 30, 38, 39, 53, 66)

    assert list(PROVEN) == [f"P-{number}" for number in numbers]
    assert all(PROVEN.values())


@pytest.mark.parametrize(
    "proof",
    [
        f"{HERE}::test_p2_nobody_wrote_this",  # no such test
        f"{HERE}::test_p3_an_invoice_that_was_delivered_late_gives_its_reader_time",  # of another pain
        "tests/test_nothing.py::test_p2",  # no such file
        f"{STORIES}/promises.story",  # a story of another pain
    ],
)  # fmt: skip
def test_it_notices_a_proof_that_is_none(proof: str) -> None:
    assert not _names("P-2", proof)


def _names(pain: str, proof: str) -> bool:
    """Is there such a test or story, and does it (or its file) say that it is about the pain?"""
    path, _, function = proof.partition("::")
    if not (ROOT / path).is_file():
        return False
    said = _said(path)
    if not function:
        return bool(re.search(rf"\b{pain}\b", said[""]))
    short = pain.replace("P-", "p")
    return function in said and bool(
        re.search(rf"\b{pain}\b|test_{short}_", f"{function} {said['']} {said[function]}")
    )


@cache
def _said(path: str) -> dict[str, str]:
    """What each test of a file says in its docstring; under "" what the file says itself (a story: all of it)."""
    text = (ROOT / path).read_text(encoding="utf-8")
    if not path.endswith(".py"):
        return {"": text}
    tree = ast.parse(text)
    tests = (one for one in tree.body if isinstance(one, ast.FunctionDef))
    return {"": ast.get_docstring(tree) or "", **{one.name: ast.get_docstring(one) or "" for one in tests}}


# A small house


@dataclass(frozen=True, slots=True)
class House:
    """A company in rehearsal with one policy. Facts come in on the day they are named, nights are whole."""

    company: CompanyValue

    @property
    def id(self) -> int:
        return self.company.id

    def posts(self, *facts: Fact, on: date = DUE - 30 * DAY) -> None:
        posted = post(self.id, facts, source="erp", on=on, at=at(on, 8), by="import")
        assert [one for one in posted.problems if one.severity == "error"] == []

    def owes(
        self,
        debtor: Debtor,
        number: str,
        amount: str = "100.00",
        *,
        due_on: date | None = DUE,
        **details: Any,
    ) -> None:
        """An invoice, issued thirty days before the day DUE unless said otherwise."""
        values: dict[str, Any] = {
            "document_key": number,
            "currency": "EUR",
            "issued_on": DUE - 30 * DAY,
            **details,
        }
        self.posts(
            *debtor.facts(),
            ItemFact(
                code=debtor.code,
                number=number,
                kind="invoice",
                amount=Decimal(amount),
                due_on=due_on,
                **values,
            ),
        )

    def pays(self, debtor: Debtor, number: str, amount: str, *, on: date, kind: str = "payment") -> None:
        """Money (or a credit note) for an invoice; without a number on account."""
        key = f"{kind}-{number}-{on}"
        self.posts(
            ItemFact(code=debtor.code, document_key=key, number=key, kind=kind, currency="EUR", amount=-Decimal(amount),
                     issued_on=on, settles_number=number or None),
            on=on,
        )  # fmt: skip

    def marks(self, debtor: Debtor, kind: str, *, on: date) -> None:
        mark(
            self.id,
            customer_id=cast.customer(self.company, debtor),
            kind=kind,
            from_on=on,
            reason="Said so.",
            at=at(on),
            by=MARTA,
        )

    def night(self, on: date, *, approve_all: bool = True) -> list[tuple[str, str, str]]:
        """The night; gives what has left in it: level, channel and customer."""
        before = set(Message.objects.filter(status="sent").values_list("id", flat=True))
        flow.night(self.id, as_of=on, clock=clock(on), by=MARTA, approve_all=approve_all)
        return self.left(before)

    def proposes_and_approves(self, on: date) -> None:
        """What the policy may not send by itself, Marta approves."""
        day = flow.propose_day(self.id, as_of=on, clock=clock(on), by=MARTA)
        flow.approve(
            self.id,
            reminders=[one.reminder_id for one in day.plan if one.needs_person],
            clock=clock(on),
            by=MARTA,
        )

    def delivers(self, on: date) -> tuple[str, ...]:
        """Delivers what is approved; gives the notes."""
        notes = flow.deliver_approved(self.id, on=on, clock=clock(on)).notes
        return notes

    def left(self, before: set[int] | None = None) -> list[tuple[str, str, str]]:
        rows = Message.objects.filter(company_id=self.id, status="sent").exclude(id__in=before or set())
        new = dict(rows.values_list("id", "channel"))
        reminders = plan(self.id, mode="rehearsal" if self.company.mode == "rehearsal" else "live")
        return sorted(
            (one.level_key, new[message.message_id], one.customer_code)
            for one in reminders for message in one.messages if message.message_id in new
        )  # fmt: skip

    def verdict(self, number: str, on: date) -> Verdict:
        found = evaluate(self.id, as_of=on, mode=self.company.mode)
        return next(one for one in found if one.number == number)

    def mails(self) -> list[EmailMessage]:
        """The mailbox, in the order in which it was filled."""
        found = []
        for path in sorted(mailbox(self.company.name).glob("*.eml")):
            message = BytesParser(policy=mail_policy.default).parsebytes(path.read_bytes())
            assert isinstance(message, EmailMessage)
            found.append(message)
        return found


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def house(text: str = FLOW) -> House:
    company = cast.creditor(sending_days=(1, 2, 3, 4, 5, 6, 7), sends_on_holidays=True)
    cast.treats(company, text)
    return House(company)


@pytest.fixture
def ours(db: None, home: Path) -> House:
    return house()


def after(days: int) -> date:
    """D+n."""
    return DUE + days * DAY


# Wrong or repeated reminders


def test_p2_who_has_paid_since_the_approval_is_not_reminded(ours: House) -> None:
    ours.owes(LATE, "I-1")
    ours.proposes_and_approves(after(7))
    ours.pays(LATE, "I-1", "100.00", on=after(7))

    [note] = ours.delivers(after(7))

    assert note == "The email to Late GmbH (EUR) was not sent: 100.00 EUR came in after the plan was made."
    assert ours.mails() == []
    assert not Told.objects.exists()
    assert ours.night(after(8)) == []


@pytest.mark.parametrize(("days", "reminded"), [(4, False), (5, True)])
def test_p3_an_invoice_that_was_delivered_late_gives_its_reader_time(
    ours: House, days: int, reminded: bool
) -> None:
    """Issued in January and due in February, but sent to the customer only on D+30: nothing for five days after that."""
    ours.owes(LATE, "I-1", delivered_on=after(30))

    assert bool(ours.night(after(30 + days))) is reminded


def test_p5_without_a_due_date_nobody_is_reminded(ours: House) -> None:
    ours.owes(LATE, "I-1", due_on=None)
    ours.owes(PROMPT, "I-2")

    assert ours.night(after(300)) == [("first", "email", PROMPT.code)]
    assert ours.verdict("I-1", after(300)).outcome == "no_due_date"


def test_p6_who_is_never_to_be_reminded_is_not_proposed(ours: House) -> None:
    ours.owes(LATE, "I-1")
    ours.marks(LATE, "never_remind", on=after(0))

    assert [ours.night(after(days)) for days in (7, 14, 21, 60)] == [[], [], [], []]
    assert flow.propose_day(ours.id, as_of=after(60), clock=clock(after(60)), by=MARTA).plan == ()
    assert flow.rehearse(ours.id, as_of=after(60), clock=clock(after(60)), by=MARTA).plan == ()


@pytest.mark.parametrize("action", ["email", "letter", "sms", "task:collector", "call:sales"])
def test_p6_who_is_marked_after_the_approval_hears_nothing_on_any_road(
    db: None, home: Path, action: str
) -> None:
    ours = house(cast.policy(cast.level("first", "D+7", action)))
    ours.owes(LATE, "I-1")
    ours.proposes_and_approves(after(7))
    ours.marks(LATE, "never_remind", on=after(7))

    [note] = ours.delivers(after(7))

    assert "it is marked never to be reminded" in note
    assert [one.status for one in Message.objects.all()] == ["dropped"]
    assert ours.mails() == []
    assert not Task.objects.exists()
    assert list(home.rglob("*.pdf")) == []


def test_p7_direct_debit_is_said_once_of_the_customer(ours: House) -> None:
    """At the customer, for every invoice of his, also those of next month; until he pays otherwise."""
    ours.posts(*LATE.facts(), CustomerFact(code=LATE.code, payment_method="direct_debit"))
    ours.owes(LATE, "I-1")
    ours.owes(LATE, "I-2", issued_on=after(1), due_on=after(31))

    assert [ours.night(after(days)) for days in (7, 14, 40)] == [[], [], []]
    assert {ours.verdict(number, after(40)).outcome for number in ("I-1", "I-2")} == {"direct_debit"}
    ours.posts(CustomerFact(code=LATE.code, payment_method="transfer"), on=after(41))
    assert ours.night(after(41)) == [("first", "email", LATE.code)]


def test_p9_two_levels_make_one_message_at_the_higher_one(ours: House) -> None:
    ours.owes(LATE, "I-1")
    ours.owes(LATE, "I-2", "40.00", due_on=after(7))
    ours.night(after(7))

    assert ours.night(after(14)) == [("second", "email", LATE.code)]
    text = text_of(ours.mails()[-1])
    assert "I-1" in text
    assert "I-2" in text
    told = Told.objects.filter(on=after(14)).order_by("item_id")
    assert list(told.values_list("level_key", flat=True)) == ["second", "first"]


# Timing


def test_p10_a_night_that_was_missed_is_caught_up(ours: House) -> None:
    ours.owes(LATE, "I-1")

    assert ours.night(after(6)) == []
    assert ours.night(after(9)) == [("first", "email", LATE.code)]  # D+7 and D+8 were missed


def test_p12_a_customer_whose_message_cannot_be_written_does_not_stop_the_rest(db: None, home: Path) -> None:
    """His name is too long for the subject that the policy asks for."""
    shouting = cast.policy(cast.level("first", "D+7", "email")).replace(
        "first: {total}", "{customer}, {customer}: {total}"
    )
    ours = house(shouting)
    ours.owes(replace(LATE, name="Late and Sons " * 20), "I-1")
    ours.owes(PROMPT, "I-2")

    day = flow.night(ours.id, as_of=after(7), clock=clock(after(7)), by=MARTA)

    assert ours.left() == [("first", "email", PROMPT.code)]
    assert [problem.hint for problem in day.problems] == [
        "The others were; this customer is proposed again by the next run."
    ]
    assert ours.verdict("I-1", after(8)).outcome == "remind"


def test_p12_an_address_that_is_none_does_not_stop_the_rest(ours: House) -> None:
    """He has a postal address, too: the next night takes that road."""
    ours.owes(replace(LATE, email="accounts at late"), "I-1")
    ours.owes(PROMPT, "I-2")

    assert ours.night(after(7)) == [("first", "email", PROMPT.code)]
    assert ours.night(after(8)) == [("first", "letter", LATE.code)]


def test_p17_the_invoice_and_the_person_have_two_clocks(ours: House) -> None:
    """A message about one invoice delays the next message to the person by the gap, and no other invoice by more than that."""
    ours.owes(LATE, "I-1")
    ours.owes(LATE, "I-2", "40.00", due_on=after(1))

    nights = {days: ours.night(after(days)) for days in range(7, 18)}

    assert {days: [level for level, _, _ in left] for days, left in nights.items() if left} == {
        7: ["first"],  # I-1
        10: ["first"],  # I-2, reached on D+8: three days after the last contact
        14: ["second"],  # I-1 by its own clock
        17: ["second"],  # I-2 by its own
    }
    told = Told.objects.filter(item_id=cast.item(ours.company, "I-2")).order_by("on")
    assert list(told.values_list("level_key", "on")) == [("first", after(10)), ("second", after(17))]


def test_p18_when_the_oldest_is_paid_the_others_skip_no_step(ours: House) -> None:
    ours.owes(LATE, "I-1")
    ours.owes(LATE, "I-2", "40.00", due_on=after(10))
    levels = [ours.night(after(7)), ours.night(after(14))]
    ours.pays(LATE, "I-1", "100.00", on=after(16))

    levels += [ours.night(after(days)) for days in range(17, 36)]

    heard = list(
        Told.objects.filter(item_id=cast.item(ours.company, "I-2"), channel="email")
        .order_by("on")
        .values_list("level_key", "on")
    )
    assert heard == [("first", after(17)), ("second", after(24))]
    assert [one for left in levels for one in left if one[0] == "formal"] == [
        ("formal", "call", LATE.code),
        ("formal", "letter", LATE.code),
    ]  # on D+31: its own twenty-first day, not earlier because an older invoice had been there
    assert Told.objects.get(channel="letter").on == after(31)


@pytest.fixture
def live(db: None, home: Path, smtp_server: SmtpServer, settings: Settings) -> House:
    settings.SMTP_HOST, settings.SMTP_PORT = smtp_server.host, smtp_server.port
    rehearsing = house()
    return House(go_live(rehearsing.id, on=after(0), by=MARTA, at=at(after(0))))


def test_p19_a_level_is_told_when_the_server_has_taken_the_message(
    live: House, smtp_server: SmtpServer
) -> None:
    live.owes(LATE, "I-1")
    smtp_server.refuses_connections = True

    assert live.night(after(7)) == []
    assert not Told.objects.exists()
    assert live.verdict("I-1", after(8)).outcome == "on_its_way"
    smtp_server.refuses_connections = False
    live.delivers(after(8))

    [told] = Told.objects.all()
    assert (told.level_key, told.on) == ("first", after(8))
    assert len(smtp_server.messages_to(LATE.email)) == 1
    assert live.verdict("I-1", after(9)).outcome == "told_waiting"


def test_p20_a_formal_letter_asks_for_the_old_and_only_mentions_the_new(ours: House) -> None:
    """P-20: what has been overdue since yesterday stands in a table of its own, outside the total."""
    ours.owes(LATE, "I-1")
    ours.owes(LATE, "I-2", "40.00", due_on=after(20))
    for days in (7, 14):
        ours.night(after(days))

    assert ("formal", "letter", LATE.code) in ours.night(after(21))

    letter = Message.objects.get(channel="letter")
    [section] = content_from_json(letter.sent_content).sections
    assert [line.number for line in section.demanded] == ["I-1"]
    assert [line.number for line in section.also_open] == ["I-2"]
    assert section.total == 100
    assert "100.00 EUR" in letter.subject
    assert "140.00" not in letter.text


# Amounts


@pytest.mark.parametrize("kind", ["payment", "credit_note"])
def test_p22_a_net_creditor_is_never_chased(ours: House, kind: str) -> None:
    ours.owes(LATE, "I-1")
    ours.pays(LATE, "", "100.00", on=after(2), kind=kind)

    assert [ours.night(after(days)) for days in (7, 14, 60)] == [[], [], []]
    assert ours.verdict("I-1", after(60)).outcome == "in_credit"


def test_p22_of_the_rest_only_what_credit_leaves_open_is_asked(ours: House) -> None:
    ours.owes(LATE, "I-1")
    ours.pays(LATE, "", "99.00", on=after(2))

    assert ours.night(after(7)) == [("first", "email", LATE.code)]
    assert ours.mails()[0]["Subject"] == "first: 1.00 EUR overdue"


def test_p23_a_part_payment_keeps_the_level_and_the_history(ours: House) -> None:
    ours.owes(LATE, "I-1")
    ours.night(after(7))
    ours.pays(LATE, "I-1", "30.00", on=after(9))

    assert ours.verdict("I-1", after(10)).told_level_key == "first"
    assert ours.night(after(14)) == [("second", "email", LATE.code)]
    assert ours.mails()[-1]["Subject"] == "second: 70.00 EUR overdue"


def test_p24_every_place_says_the_same_residual(db: None, home: Path) -> None:
    """100.00 less 37.55: ageing, explanation, plan, e-mail and letter."""
    ours = house(cast.policy(cast.level("first", "D+7", "email", "letter", "task:collector")))
    ours.owes(LATE, "I-1")
    ours.pays(LATE, "I-1", "37.55", on=after(3))
    day = flow.night(ours.id, as_of=after(7), clock=clock(after(7)), by=MARTA)

    [currency] = ageing(ours.id, as_of=after(7), by_customer=True).currencies
    verdict = ours.verdict("I-1", after(7))
    [mail] = ours.mails()
    html = mail.get_body(("html",))
    [letter] = home.rglob("letter-*.pdf")
    assert html is not None
    assert currency.total == verdict.open == verdict.claimable == Decimal("62.45")
    assert day.plan[0].totals == (("EUR", "62.45"),)
    said = {
        "explain": explain(verdict, as_of=after(7), policy_key="flow"),
        "mail": text_of(mail),
        "html": str(html.get_content()),
        "letter": "".join(page.extract_text() for page in PdfReader(BytesIO(letter.read_bytes())).pages),
        "task": Task.objects.get().title,
    }
    assert {place for place, text in said.items() if "62.45" not in text} == set()
    assert mail["Subject"] == "first: 62.45 EUR overdue"


def test_p25_what_leaves_says_the_amount_of_the_moment_and_what_was_approved_is_kept(ours: House) -> None:
    ours.owes(LATE, "I-1")
    ours.proposes_and_approves(after(7))
    ours.pays(LATE, "I-1", "30.00", on=after(7))

    [note] = ours.delivers(after(7))

    message = Message.objects.get()
    [mail] = ours.mails()
    assert note == "Sent with less than was approved: 70.00 instead of 100.00 EUR."
    assert mail["Subject"] == "first: 70.00 EUR overdue"
    assert content_from_json(message.content).sections[0].total == 100
    assert content_from_json(message.sent_content).sections[0].total == 70
    assert message.fingerprint != message.sent_fingerprint


def test_p30_each_instalment_is_asked_for_on_its_own_day(ours: House) -> None:
    for number in (1, 2, 3):
        ours.owes(LATE, "I-1", "50.00", instalment=number, instalments=3, due_on=after(30 * (number - 1)))

    assert ours.night(after(6)) == []
    assert ours.night(after(7)) == [("first", "email", LATE.code)]
    assert ours.mails()[0]["Subject"] == "first: 50.00 EUR overdue"
    assert "instalment 1 of 3" in text_of(ours.mails()[0])
    assert "instalment 2 of 3" not in text_of(ours.mails()[0])


# Letters, ageing, what enters


def test_p38_the_person_addressed_decides_the_language(ours: House) -> None:
    """The company writes English, the customer is English, the newest person in his reminders department is Spanish."""
    ours.owes(GROUP, "I-1")
    ours.posts(
        ContactFact(code=GROUP.code, role="reminders", name="Íñigo", email="inigo@group.test", language="es")
    )
    ours.posts(ContactFact(code=GROUP.code, role="reminders", email=GROUP.email, language="es"))
    ours.owes(GONE, "I-2")  # Spanish himself
    ours.owes(PROMPT, "I-3")

    ours.night(after(7))

    said = {
        mail["To"]: (mail["Content-Language"], "Todavía no hemos recibido" in text_of(mail))
        for mail in ours.mails()
    }
    assert said == {"inigo@group.test": ("es", True), GONE.email: ("es", True), PROMPT.email: ("en", False)}


def test_p38_a_language_without_texts_is_said_and_nothing_is_sent(ours: House) -> None:
    ours.owes(replace(LATE, language="fr"), "I-1")
    ours.owes(PROMPT, "I-2")

    assert ours.night(after(7)) == [("first", "email", PROMPT.code)]
    assert ours.verdict("I-1", after(7)).outcome == "no_text"
    with pytest.raises(Refused, match="no before in 'es'"):
        cast.treats(ours.company, FLOW.replace('before = "Todavía no hemos recibido su pago."', "", 1))


def test_p39_a_level_takes_every_road_it_names(db: None, home: Path) -> None:
    roads = ("email", "letter", "sms", "whatsapp", "task:manager", "call:collector")
    ours = house(cast.policy(cast.level("first", "D+7", *roads)))
    ours.owes(LATE, "I-1")

    left = ours.night(after(7))

    assert [channel for _, channel, _ in left] == sorted(road.partition(":")[0] for road in roads)
    assert len(ours.mails()) == 1
    assert len(list(home.rglob("letter-*.pdf"))) == 1
    assert Task.objects.count() == 4
    assert ours.night(after(8)) == []


def test_p53_a_past_day_is_aged_as_it_was(ours: House) -> None:
    ours.owes(LATE, "I-1")
    closed = [ageing(ours.id, as_of=after(5))]
    ours.pays(LATE, "I-1", "100.00", on=after(6))

    assert [ageing(ours.id, as_of=after(5))] == closed
    assert ageing(ours.id, as_of=after(6)).currencies == ()


def test_p66_a_cancelled_invoice_never_enters_the_run(ours: House) -> None:
    ours.owes(LATE, "I-1", closed_as="cancelled")
    ours.owes(PROMPT, "I-2")
    ours.owes(PROMPT, "I-2", closed_as="cancelled")  # the next file says so

    assert [ours.night(after(days)) for days in (7, 14, 60)] == [[], [], []]
    assert evaluate(ours.id, as_of=after(60), mode="rehearsal") == []


def test_days_are_counted_from_the_due_date() -> None:
    assert after(7) == DUE + timedelta(days=7)
