"""Every outcome an open claim can have, in order of precedence: the first that stands names the row.

`evaluation/sql/evaluate.sql` decides them in this order. Each has its sentence for people; silence is never an outcome.
No Django, so that documentation and every door can read it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """`key` as in the SQL, `group` of the precedence, `sentence` with `{placeholders}` of `explain`, and the `way_out`."""

    key: str
    group: str
    sentence: str
    way_out: str = ""


NEVER = "never"
CANNOT = "cannot"
MUST_NOT = "must not"
MONEY_UNCLEAR = "money unclear"
NOT_YET = "not yet"
UNRESOLVED = "unresolved"
TOO_SOON = "too soon"
REMIND = "remind"

OUTCOMES: tuple[Outcome, ...] = (
    Outcome(
        "insolvency",
        NEVER,
        "insolvency proceedings are open and the claim is older",
        "File it with the administrator.",
    ),
    Outcome("factor", NEVER, "it is assigned to a factor"),
    Outcome("lawyer", NEVER, "it is with a lawyer or a collection agency"),
    Outcome("never_remind", NEVER, "it is marked never to be reminded"),
    Outcome("time_barred", NEVER, "it is time-barred"),
    Outcome("no_due_date", CANNOT, "it has no due date", "Import the due date or the terms."),
    Outcome("no_policy", CANNOT, "no policy applies to it", "Assign one: recobro policy assign."),
    Outcome("policy_does_nothing", CANNOT, "its policy does nothing"),
    Outcome(
        "complaint",
        MUST_NOT,
        "the customer has complained and waits for an answer",
        "Answer him and end it: recobro end complaint.",
    ),
    Outcome("disputed", MUST_NOT, "it is disputed{until}", "Settle the dispute: recobro end dispute."),
    Outcome("in_plan", MUST_NOT, "{planned} of it is in a payment plan that is kept{until}"),
    Outcome(
        "covered",
        MUST_NOT,
        "{covered} of it is covered by a cheque or other paper",
        "Record how the paper ended: recobro paper.",
    ),
    Outcome("direct_debit", MUST_NOT, "it is collected by direct debit{until}"),
    Outcome("retained", MUST_NOT, "{retained} of it is rightly kept back{until}"),
    Outcome("promised", MUST_NOT, "payment of {promised} is promised; reminders wait{until}"),
    Outcome("item_hold", MUST_NOT, "it is on hold{until}"),
    Outcome("customer_hold", MUST_NOT, "the customer is on hold{until}"),
    Outcome("next_contact", MUST_NOT, "a person set the next contact for {free_on}"),
    Outcome("expected", MUST_NOT, "its payment is expected{until}"),
    Outcome(
        "maybe_paid",
        MONEY_UNCLEAR,
        "money has come in that may pay it and is not cleared yet",
        "Clear the movement: recobro bank list.",
    ),
    Outcome(
        "in_credit",
        MONEY_UNCLEAR,
        "credit of {credit} on account covers it",
        "Set it against the invoice: recobro allocate.",
    ),
    Outcome("not_reached", NOT_YET, "no level is reached yet{level_on}"),
    Outcome(
        "told_waiting",
        NOT_YET,
        "it was told at level {told_level} on {told_on} and the next is not reached{level_on}",
    ),
    Outcome(
        "all_done",
        NOT_YET,
        "it was told at level {told_level} on {told_on}, the last one",
        "A person decides what follows.",
    ),
    Outcome("before_amnesty", NOT_YET, "it was overdue on the first day and is left alone{until}"),
    Outcome("empty_level", NOT_YET, "level {level} is reached and asks for nothing"),
    Outcome("below_floor", NOT_YET, "what is overdue is below the floor of the policy"),
    Outcome(
        "on_its_way",
        UNRESOLVED,
        "its last message is not settled: it waits for approval, for sending, or for a person",
        "See recobro plan and recobro messages.",
    ),
    Outcome(
        "no_address",
        UNRESOLVED,
        "the customer has no e-mail and no postal address that works",
        "Import a contact or an address.",
    ),
    Outcome(
        "no_text",
        UNRESOLVED,
        "the policy has no text in the customer's language ({language})",
        "Add the text or change the language.",
    ),
    Outcome(
        "no_document",
        UNRESOLVED,
        "level {level} must attach the document, and there is none",
        "Add it: recobro document add.",
    ),
    Outcome("too_soon", TOO_SOON, "the customer was contacted less than the minimum gap ago{until}"),
    Outcome("remind", REMIND, "level {level} is reached"),
)

BY_KEY = {outcome.key: outcome for outcome in OUTCOMES}
PRECEDENCE = tuple(outcome.key for outcome in OUTCOMES)
