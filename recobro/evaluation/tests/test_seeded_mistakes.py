"""Who guards the guards: mistakes put into the statement on purpose, each of which the grid must notice.

A mistake is a text of `evaluate.sql` (with what it includes) and what stands there instead. A text that no longer
occurs fails its test, so that the list cannot rot. Most show in a part of the grid, which is quicker; only what does not is
looked for in all of it. On ordinary days one of ten mistakes is enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from recobro.access.rows import SOME_CUSTOMERS
from recobro.evaluation.tests import grid
from recobro.evaluation.tests.judging import loaded
from recobro.kernel.sql import load, without

pytestmark = pytest.mark.django_db

Answer = dict[tuple[int, int], str]  # by customer and item

MISTAKES = {
    "a level is reached a day late": (
        "coalesce(reached_on <= %(as_of)s, false) AS is_reached",
        "coalesce(reached_on < %(as_of)s, false) AS is_reached",
    ),
    "two levels on one control date": ("p.told_on + 1", "p.told_on"),
    "a final level without the one before it": (
        "WHEN l.severity = 4 AND p.position < l.full_rung_before THEN NULL",
        "",
    ),
    "a final level at once": ("p.told_on + p.final_after_days", "p.told_on"),
    "'after' counts from any level": (
        "p.told_position IS DISTINCT FROM l.rung_before",
        "p.told_position IS NULL",
    ),
    "the month ends a day early": ("interval '1 month - 1 day'", "interval '1 month - 2 days'"),
    "grace ends on its last banking day": (" + 1 END AS grace_over_on", " END AS grace_over_on"),
    "BD+0 on a Sunday is the Friday": ("l.trigger_days <= 0 AND NOT p.due_is_open", "false"),
    "BD+1 from a Sunday is the Tuesday": ("l.trigger_days <= 0 AND NOT p.due_is_open", "NOT p.due_is_open"),
    "BD-1 is counted in days": (
        "THEN p.due_ordinal + l.trigger_days",
        "THEN p.due_ordinal + abs(l.trigger_days)",
    ),
    "'after 3 BD' is counted in days": (
        "WHEN 'after_banking' THEN coalesce(nth.\"on\", ",
        "WHEN 'after_banking' THEN (",
    ),
    "grace counts the banks of another country": (
        "AND due.country = p.country",
        "AND due.country <> p.country",
    ),
    "banking days are those of the company": (
        "coalesce(nullif(d.country, ''), company.country) AS country",
        "company.country",
    ),
    "pay days are followed without being asked": (
        "CASE WHEN v.follow_pay_days THEN coalesce(pay_day",
        "CASE WHEN true THEN coalesce(pay_day",
    ),
    "a pay day that the month does not have is in the next": (
        "least(month.begins_on + day_of_month - 1, (month.begins_on + interval '1 month - 1 day')::date)",
        "month.begins_on + day_of_month - 1",
    ),
    "the next month has no pay days": ("(VALUES (0), (1)) later", "(VALUES (0)) later"),
    "who pays on the due date pays late": (
        'possible."on" >= falls_due."on"',
        'possible."on" > falls_due."on"',
    ),
    "an invoice is reviewed at once": (
        "SELECT c.due_on + coalesce(min",
        "SELECT c.due_on + 0 * coalesce(min",
    ),
    "an invoice is reviewed before it has arrived": (
        "extract(isodow FROM coalesce(c.delivered_on, c.issued_on))",
        "extract(isodow FROM c.issued_on)",
    ),
    "who pays later is overdue on the due date": (
        "f.is_free AND (i.counts_from <",
        "f.is_free AND (i.due_on <",
    ),
    "what is told again begins at the start": ("AND NOT p.is_told AS starts", "AS starts"),
    "what has not reached the start begins there": (
        "starts AND climbs AND by_policy_on <= %(as_of)s",
        "starts AND climbs",
    ),
    "a jump stops at the start": ("starts AND climbs AND by_policy_on", "starts AND by_policy_on"),
    "a day chosen by hand lifts to the start": ("climbs AND by_policy_on <=", "climbs AND reached_on <="),
    "a day chosen by hand brings the opening letter": (
        "NOT a.before_due AND a.position > 0",
        "NOT a.before_due",
    ),
    "due on the first day is old": (
        "'opening' AND c.due_on < d.first_day",
        "'opening' AND c.due_on <= d.first_day",
    ),
    "an amnesty for what fell due on the first day": (
        "'amnesty' AND c.due_on < d.first_day",
        "'amnesty' AND c.due_on <= d.first_day",
    ),
    "the amnesty lasts a day longer": ("w.amnesty_over_on > %(as_of)s", "w.amnesty_over_on >= %(as_of)s"),
    "what was told elsewhere is opened again": (
        "AND NOT p.is_told THEN l.position = 0",
        "AND NOT coalesce(p.was_opened, false) THEN l.position = 0",
    ),
    "the opening letter is followed up at once": (
        "CASE WHEN p.was_opened THEN p.told_on + p.opening_gap_days END,",
        "",
    ),
    "the opening letter does not wait for the grace": (
        "greatest(p.opens_on, p.acts_from, p.not_before, p.grace_over_on)",
        "greatest(p.opens_on, p.acts_from, p.not_before)",
    ),
    "an invoice is reminded before it has arrived": (
        "coalesce(c.delivered_on, c.issued_on) + v.days_after_invoice",
        "c.issued_on + v.days_after_invoice",
    ),
    "a level before the due date is kept for the due date": (
        "WHERE NOT before_due OR reached_on < acts_from",
        "WHERE NOT before_due OR reached_on <= acts_from",
    ),
    "an empty level stops the climb": ("THEN is_empty AND next_is_reached", "THEN false"),
    "a jump over what was paused": (
        "NOT p.jumps OR coalesce(beside.case_ended_on > coalesce(progress.told_on, p.issued_on), false) AS climbs",
        "NOT p.jumps AS climbs",
    ),
    "a pause before the last message still counts": (
        "beside.case_ended_on > coalesce",
        "beside.case_ended_on >= coalesce",
    ),
    "what was told elsewhere counts one step lower": ("l.severity <= t.severity", "l.severity < t.severity"),
    "rehearsal counts": ("AND mode = %(mode)s AND", "AND"),
    "what bounced counts": ("AND (undone_on IS NULL OR undone_on > %(as_of)s)", ""),
    "what will bounce counts no longer": ("undone_on > %(as_of)s", "undone_on > %(as_of)s + 1"),
    "the oldest of two assignments wins": (
        "ORDER BY customer_id, from_on DESC",
        "ORDER BY customer_id, from_on",
    ),
    "of two assignments of a day the first wins": (
        "segment, from_on DESC, id DESC",
        "segment, from_on DESC, id",
    ),
    "of two versions of a day the first wins": (
        "valid_from DESC, v.number DESC",
        "valid_from DESC, v.number",
    ),
    "the customer's policy beats the item's": (
        "coalesce(for_item.policy_id, d.policy_id",
        "coalesce(d.policy_id, for_item.policy_id",
    ),
    "the ladders of two firms are mixed": (
        "SELECT * FROM policy_assignment\n     WHERE company_id = %(company)s AND",
        "SELECT * FROM policy_assignment\n     WHERE",
    ),
    "disputes are ignored": (
        "SELECT item_id, 1 AS rank, coalesce(amount, 'infinity')",
        "SELECT item_id, 1 AS rank, 0",
    ),
    "promises are ignored": ("l.item_id, 5, l.amount,", "l.item_id, 5, 0,"),
    "more is promised than is left": ("least(c.open, sum(p.amount)) AS to_5", "sum(p.amount) AS to_5"),
    "a promise comes before a plan": ("SELECT item_id, 4, unpaid", "SELECT item_id, 6, unpaid"),
    "paper is ignored": ("l.item_id, 2, l.amount,", "l.item_id, 2, 0,"),
    "paper that ended still covers": (
        "r.received_on <= %(as_of)s AND (r.ended_on IS NULL OR r.ended_on > %(as_of)s)",
        "r.received_on <= %(as_of)s",
    ),
    "paper covers before it is received": ("AND r.received_on <= %(as_of)s AND", "AND"),
    "what is retained is ignored": ("item_id, 3, amount,", "item_id, 3, 0,"),
    "the plan does not count": ("SELECT item_id, 4, unpaid,", "SELECT item_id, 4, 0,"),
    "what is paid of a plan stays in it": ("array_agg(l.amount - l.paid ORDER", "array_agg(l.amount ORDER"),
    "a plan is paid by what was open before": (
        "least(l.amount, greatest(l.open_then - coalesce(now.open, 0), 0)) AS paid",
        "l.amount AS paid",
    ),
    "a plan over a part waits for the other part": ("l.open_then - coalesce(now", "l.amount - coalesce(now"),
    "a closed item is unpaid in its plan": ("coalesce(now.open, 0)", "coalesce(now.open, l.open_then)"),
    "a plan breaks on the last day of its waiting": (
        "s.waits_until + 1 AS late_on",
        "s.waits_until AS late_on",
    ),
    "a plan breaks although just enough is paid": (
        "FROM short WHERE short > 0",
        "FROM short WHERE short >= 0",
    ),
    "instalments are not added up": ("sum(i.amount) OVER so_far", "i.amount"),
    "an instalment on account breaks the plan": ("i.unpaid - coalesce(f.amount, 0)", "i.unpaid"),
    "money from before the plan counts": (
        "OVER earlier, 0), 0))\n                            ELSE 0 END",
        "OVER earlier, 0), 0))\n                            ELSE m.amount END",
    ),
    "contested money keeps a plan": ("greatest(-o.open - contested.amount, 0) ORDER", "-o.open ORDER"),
    "money on account counts for both plans": ("array_agg(had.amount - takes", "array_agg(had.amount"),
    "money on account counts for the longer wait": (
        "ORDER BY waits_until, made_on, plan_id",
        "ORDER BY waits_until DESC, made_on, plan_id",
    ),
    "of two plans the younger one is paid": (
        "ORDER BY waits_until, made_on, plan_id",
        "ORDER BY waits_until, made_on DESC, plan_id DESC",
    ),
    "what keeps a plan covers other invoices": ("held.amount - coalesce(needed.amount, 0)", "held.amount"),
    "what a plan may need later covers nothing": (
        "FILTER (WHERE waits_until < %(as_of)s) AS needed",
        "AS needed",
    ),
    "a broken plan keeps its money": ("CASE WHEN k.is_kept THEN s.needed ELSE 0 END", "s.needed"),
    "a plan that is broken still counts": (
        "s.stands AND (s.late_on IS NULL OR s.unknown_on IS NOT NULL OR s.late_on > %(as_of)s)",
        "s.stands",
    ),
    "a plan that is ended still counts": ("s.stands AND (", "("),
    "a plan breaks before payments are known": (
        "CASE WHEN s.waits_until < %(as_of)s AND s.waits_until > paid.known_through THEN s.waits_until END",
        "NULL::date",
    ),
    "a broken plan is no pause": ("least(breaks_on, ended_on) FROM", "ended_on FROM"),
    "cleared paper is a pause": ("AND r.outcome <> 'cleared'", ""),
    "a complaint is forgotten": ("p.complains THEN", "false THEN"),
    "a complaint lasts on the day it is answered": (
        "made_on <= %(as_of)s AND (ended_on IS NULL OR ended_on > %(as_of)s)",
        "made_on <= %(as_of)s AND (ended_on IS NULL OR ended_on >= %(as_of)s)",
    ),
    "a complaint that was answered is no pause": (
        "SELECT p.item_id, c.ended_on",
        "SELECT p.item_id, NULL::date",
    ),
    "a chosen day still blocks": ("p.next_contact_on > %(as_of)s", "p.next_contact_on >= %(as_of)s"),
    "the oldest chosen day counts": ("ORDER BY customer_id, id DESC) n", "ORDER BY customer_id, id) n"),
    "a contact before the chosen day uses it": ('OR c.any_on < n."on"', 'OR c.any_on < n."on" - 1'),
    "a contact on the chosen day does not use it": ('OR c.any_on < n."on"', 'OR c.any_on <= n."on"'),
    "a chosen day does not end the gap": (
        "least(contact_on + w.min_gap_days, w.next_contact_on)",
        "contact_on + w.min_gap_days",
    ),
    "a chosen day is a gap by itself": (
        "CASE WHEN contact_on IS NOT NULL\n                    THEN",
        "CASE WHEN true THEN",
    ),
    "a chosen day brings a final level": ("a.position > 0 AND a.severity < 4", "a.position > 0"),
    "a chosen day lets a policy jump": ("(a.climbs OR a.is_next_rung)", "true"),
    "a chosen day stops at an empty level": ("(a.climbs OR a.is_next_rung)", "a.is_next_rung"),
    "a chosen day brings what is not due": ('AND p.due_on < n."on"', ""),
    "a chosen day tells two levels on one day": ("greatest(a.hastened_on, a.told_on + 1)", "a.hastened_on"),
    "a direct debit that came back is still collected": ("WHEN p.came_back THEN NULL", ""),
    "what comes back tomorrow is not collected today": (
        """bank_returned
     WHERE company_id = %(company)s AND "on" <= %(as_of)s""",
        "bank_returned WHERE company_id = %(company)s",
    ),
    "what came back is no pause": (
        'SELECT item_id, "on" FROM came_back',
        "SELECT item_id, NULL::date FROM came_back",
    ),
    "money that comes tomorrow may have paid": ("AND since <= %(as_of)s", ""),
    "what may be paid is asked for with the rest": (
        "i.expected, i.maybe_paid) IS NULL",
        "i.expected) IS NULL",
    ),
    "payment is late on the day it is expected": ("p.expected_on >= %(as_of)s", "p.expected_on > %(as_of)s"),
    "an expected day hastens on the day itself": (
        'greatest(e."on" + 1, p.due_on + 1)',
        'greatest(e."on", p.due_on + 1)',
    ),
    "an expected day brings what is not due": ('greatest(e."on" + 1, p.due_on + 1)', 'e."on" + 1'),
    "the oldest expected day counts": ("ORDER BY item_id, id DESC) e", "ORDER BY item_id, id) e"),
    "an expected day never wears off": ('AND t.is_contact AND t."on" >= e."on"', "AND false"),
    "a task of ours uses the expected day": ('AND t.is_contact AND t."on" >= e."on"', 'AND t."on" >= e."on"'),
    "what is in hand is no contact": ("FROM in_hand WHERE is_outward", "FROM in_hand WHERE false"),
    "a task in hand is a contact": ("FROM in_hand WHERE is_outward", "FROM in_hand"),
    "a contested payment covers": ("greatest(-o.open - coalesce(contested.amount, 0), 0)", "-o.open"),
    "a contested payment is owed": (
        "greatest(-o.open - coalesce(contested.amount, 0), 0)",
        "-o.open - coalesce(contested.amount, 0)",
    ),
    "a retention that ended is no pause": (
        "least(until_on + 1, ended_on) FROM casework_retained",
        "NULL::date FROM casework_retained",
    ),
    "a promise is over on its last day": ("r.waits_until >= %(as_of)s", "r.waits_until > %(as_of)s"),
    "a hold is over on its last day": ("h.until_on >= %(as_of)s", "h.until_on > %(as_of)s"),
    "a hold lasts on the day it is lifted": ("h.ended_on > %(as_of)s", "h.ended_on >= %(as_of)s"),
    "a mark is over on its last day": (
        "coalesce(m.until_on, 'infinity') >= %(as_of)s",
        "coalesce(m.until_on, 'infinity') > %(as_of)s",
    ),
    "insolvency takes in the items of its day": ("p.issued_on < m.from_on", "p.issued_on <= m.from_on"),
    "the item cannot choose how it is paid": (
        "coalesce(nullif(c.payment_method, ''), d.payment_method)",
        "d.payment_method",
    ),
    "credit in another currency counts": ("AND credit.currency = i.currency", ""),
    "credit that covers exactly does not": (
        "w.claimable_so_far <= w.set_off",
        "w.claimable_so_far < w.set_off",
    ),
    "credit that waits apart is set against the oldest": (
        "CASE WHEN j.credit_apart AND j.credit < owed.claimable_total THEN 0 ELSE j.credit END",
        "j.credit",
    ),
    "a net creditor is reminded where credit waits apart": (
        "j.credit_apart AND j.credit < owed.claimable_total",
        "j.credit_apart",
    ),
    "who owes just what he has in credit is reminded": (
        "j.credit < owed.claimable_total",
        "j.credit <= owed.claimable_total",
    ),
    "credit waits apart for everybody": ("company.netting = 'apart' AS", "true AS"),
    "a deposit is set against invoices": (
        "kind IN ('advance', 'deposit', 'guarantee')",
        "kind IN ('advance', 'guarantee')",
    ),
    "a guarantee is released a day early": (
        "item_id IS NOT NULL\n   AND from_on <= %(as_of)s AND coalesce(until_on, 'infinity') >=",
        "item_id IS NOT NULL\n   AND from_on <= %(as_of)s AND coalesce(until_on, 'infinity') >",
    ),
    "credit covers the newest first": ("ORDER BY due_on, item_id)", "ORDER BY due_on DESC, item_id)"),
    "currencies are added": (
        "SELECT j.*, owed.claimable_total,",
        "SELECT j.*, max(owed.claimable_total) OVER (PARTITION BY j.customer_id) AS claimable_total,",
    ),
    "due today is overdue": ("i.counts_from < %(as_of)s OR", "i.counts_from <= %(as_of)s OR"),
    "exactly the floor is below it": ("- w.credit < coalesce(threshold", "- w.credit <= coalesce(threshold"),
    "the floor of another currency": (
        "AND threshold.currency = w.currency",
        "AND threshold.currency <> w.currency",
    ),
    "what is proposed tomorrow is on its way": ("AND r.as_of <= %(as_of)s", ""),
    "what is proposed today is not on its way": ("AND r.as_of <= %(as_of)s", "AND r.as_of < %(as_of)s"),
    "a released step is still on its way": ("AND s.released_at IS NULL", ""),
    "a step of the other mode is on its way": ("AND s.mode = %(mode)s", ""),
    "an address written otherwise is another": ("lower(u.address) = lower(c.email)", "u.address = c.email"),
    "an address is lost before it is": ('AND u."on" <= %(as_of)s', ""),
    "billing comes before reminders": (
        "'reminders' THEN 1 WHEN 'billing' THEN 2",
        "'reminders' THEN 2 WHEN 'billing' THEN 1",
    ),
    "the contact's language is not asked": ("coalesce(nullif(contact.language, ''), ", "coalesce("),
    "the document of another item will do": ("AND doc.item_id = w.item_id", ""),
    "a document that may be missing is insisted on": ("w.attach = 'always'", "w.attach <> 'none'"),
    "the gap is a day longer": (
        "gap.ends_on > %(as_of)s THEN",
        "gap.ends_on >= %(as_of)s THEN",
    ),
    "a courtesy delays what is overdue": (
        "CASE WHEN w.severity > 1 THEN w.overdue_on ELSE w.any_on END",
        "w.any_on",
    ),
    "a task counts as a contact": ("FROM told WHERE is_contact", "FROM told"),
    "the next date forgets that a courtesy expires": (
        "WHEN l.before_due AND l.others_end_on >= l.acts_from",
        "WHEN l.before_due AND l.others_end_on > l.acts_from",
    ),
    "a payment of today is not in": (
        'debit_item_id = i.id AND a."on" <= %(as_of)s',
        'debit_item_id = i.id AND a."on" < %(as_of)s',
    ),
    "an invoice of tomorrow is in": (
        "AND i.last_fact_on > %(as_of)s AND i.issued_on <= %(as_of)s",
        "AND i.last_fact_on > %(as_of)s",
    ),
}


A_PART, WHOLE = 17, 1  # asked about every seventeenth customer, or about each


@pytest.fixture(scope="module")
def truth(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Answer]:
    """What the statement says as it is of the whole grid, while that is in the database."""
    with django_db_blocker.unblock(), loaded(*grid.worlds()):
        yield _answer(_statement(), every=WHOLE)


@pytest.mark.parametrize(
    "mistake", [pytest.param(one, marks=pytest.mark.slow if n % 10 else ()) for n, one in enumerate(MISTAKES)]
)
def test_the_grid_notices(truth: Answer, mistake: str) -> None:
    right, wrong = MISTAKES[mistake]
    statement = _statement()
    assert right in statement, "the statement has changed: write the mistake for what stands there now"
    mistaken = statement.replace(right, wrong)

    assert any(_differs(truth, _answer(mistaken, every=every), every=every) for every in (A_PART, WHOLE))


def _differs(truth: Answer, answer: Answer, *, every: int) -> bool:
    asked = {key for key in truth if key[0] % every == 0}
    return any(truth.get(key) != answer.get(key) for key in asked | answer.keys())


def _statement() -> str:
    return load("evaluation", "evaluate")


def _answer(statement: str, *, every: int) -> Answer:
    """What the statement says of every n-th customer of the companies; an item with two rows says both."""
    answer: Answer = {}
    with connection.cursor() as cursor:
        for company in (1, 2, 3):
            customers = [one for one in _customers(company) if one % every == 0]
            text = without(statement, SOME_CUSTOMERS) if every == WHOLE else statement
            cursor.execute(
                f"SELECT i.customer_id, r.item_id, r::text FROM ({text}\n) r JOIN ledger_item i ON i.id = r.item_id",
                _parameters(company) | {"customers": customers},
            )
            for customer, item, row in cursor.fetchall():
                answer[customer, item] = answer.get((customer, item), "") + row
    return answer


def _customers(company: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM ledger_customer WHERE company_id = %s", [company])
        return [one for (one,) in cursor.fetchall()]


def _parameters(company: int) -> dict[str, Any]:
    return {"company": company, "as_of": grid.TODAY, "mode": "live", "known_at": None, "except_reminders": []}
