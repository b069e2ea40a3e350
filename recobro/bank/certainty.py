"""How certain a proposal is, and the reasons that it can have: the tables. `docs/concepts/matching.md` says the same in words."""

from __future__ import annotations

Reason = dict[str, object]  # {"key": one of REASONS, "value": what that says}

AUTOMATIC = 95  # from here on a proposal may be taken without a look at it
UNSURE = 60  # below this a proposal is rather a guess: whoever accepts it is asked once more
MAYBE_PAID = 50  # from here on an item that is named may be paid, and waits

REASONS = {  # key -> what its value is
    "reference": "the structured reference that is, or ends in, the number",
    "number_in_text": "the numbers that the payer wrote",
    "number_in_part": "the numbers of which he wrote only the end, or that lie in a range that he wrote",
    "payer_account": "the account, known to be this customer's",
    "payer_name": "the name, and how alike it is to the customer's, from 0 to 100",
    "customer_code": "the customer's code, in the text",
    "amount_is_one": "the number of the item that has just this amount open",
    "amount_is_sum": "how many items come to the amount",
    "amount_is_all_due": "how many items: all that is open, or the oldest up to one day, or those of whole months",
    "credit_note": "the numbers of the credits that were taken off",
    "discount": "what was taken off for paying early, and its percentage",
    "discount_late": "the same, though it was too late for that: it stays open",
    "charges": "what a bank kept",
    "small_difference": "what is missing, below the limit",
    "partial": "what stays open of the items",
    "on_account": "what is left of the movement",
    "open_invoices": "how many invoices are open that the amount does not fit, and their sum",
    "oldest_first": "how many invoices are paid in the order of their age, as nothing says another",
    "several_ways": "how many other items would explain the amount as well",
    "other_payer": "the account is known to be another customer's",
    "other_number": "the text says a number that is not one of these",
    "exchange": "what is paid in the currency of the items, that currency, what it was worth, the rate and its day",
    "exchange_difference": "how much more came in than that, or less (below zero)",
    "ordered": "what the bank says was ordered, and its currency",
    "partial_in": "what stays open of the items, and their currency",
    "no_rate": "the currency of the items, that of the movement, and the day of which no rate is known",
    "claimed_twice": "another movement may pay the same items",
}

BY_NUMBER = {  # certainty by what explains the amount, when all numbers are sure
    "exact": 98, "credit_note": 92, "charges": 93, "discount_due": 92, "discount": 88, "discount_late": 88, "small_difference": 90,
    "charges_likely": 82, "partial": 84, "on_account": 82,
}  # fmt: skip
WEAK_NUMBER = 12  # taken off when a number may be there by chance
BY_PAYER = {  # certainty by how we know the payer, when the amount is one item, or a natural sum
    "account": 96, "code": 90, "shared_account": 86, "learnt_name": 90, "name": 88, "alike": 80, "nobody": 62,
}  # fmt: skip
BY_DIFFERENCE = {
    "charges": 6,
    "discount_due": 8,
    "discount": 16,
    "discount_late": 16,
    "small_difference": 12,
    "credit_note": 6,
}  # taken off
BY_NUMBER_ELSEWHERE = {  # the same for items in another currency, which are never automatic
    "ordered": 92, "exchange": 88, "partial": 80, "on_account": 78, "no_rate": 70,
}  # fmt: skip
BY_PAYER_ELSEWHERE = {
    "ordered": 8,
    "exchange": 20,
}  # taken off where the payer is known and the amount alone speaks
NOT_NATURAL = 12
SEVERAL_WAYS = 14
OTHER = 20  # taken off where something contradicts
OLDEST_FIRST = 10  # taken off where the oldest would be paid, and nothing says so
ONLY_THE_PAYER = {"account": 45, "code": 42, "learnt_name": 42, "shared_account": 35, "name": 38}


def why(key: str, value: object) -> Reason:
    """A reason, as a proposal keeps it."""
    return {"key": key, "value": value}
