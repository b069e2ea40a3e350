"""Who pays for whom: learnt from what a person confirmed, asked by the next match."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from recobro.bank.models import Movement, Payer
from recobro.kernel.problems import refuse


def learn(company_id: int, movement: Movement, *, customer_id: int, at: datetime, by: str) -> None:
    """The payer of this movement pays for the customer: by account where the bank gives one, else by name."""
    known = {"account": movement.payer_account, "name": ""} if movement.payer_account else {
        "account": "", "name": folded_name(movement.payer_name)
    }  # fmt: skip
    if any(known.values()):
        Payer.objects.get_or_create(
            company_id=company_id, customer_id=customer_id, retired_at=None, **known,
            defaults={"recorded_at": at, "by": by[:200]},
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPayer:
    """Who pays for a customer: an account, or a name where the bank gave none."""

    id: int
    account: str
    name: str
    by: str
    recorded_at: datetime


def payers_of(company_id: int, customer_id: int) -> list[KnownPayer]:
    """What was learnt of this customer, the newest first."""
    rows = Payer.objects.filter(company_id=company_id, customer_id=customer_id, retired_at__isnull=True)
    return [
        KnownPayer(id=one.id, account=one.account, name=one.name, by=one.by, recorded_at=one.recorded_at)
        for one in rows.order_by("-id")
    ]


def unlearn(company_id: int, movement: Movement, *, customer_id: int, at: datetime) -> None:
    """What `learn` learnt from this movement about this customer does not hold."""
    rows = Payer.objects.filter(company_id=company_id, customer_id=customer_id, retired_at__isnull=True)
    if movement.payer_account:
        rows.filter(account=movement.payer_account).update(retired_at=at)
    else:
        rows.filter(account="", name=folded_name(movement.payer_name)).update(retired_at=at)


def forget(company_id: int, *, customer_id: int, payer_id: int, at: datetime) -> None:
    """The payer does not pay for that customer (any more). Raises Refused where there is none."""
    rows = Payer.objects.filter(
        company_id=company_id, customer_id=customer_id, id=payer_id, retired_at__isnull=True
    )
    if not rows.update(retired_at=at):
        raise refuse("payer", f"There is no payer {payer_id}.", "See the customer's payers.")


def customers_by_payer(
    company_id: int, *, accounts: Iterable[str], names: Iterable[str]
) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """The customers for whom these accounts, and these folded names, pay."""
    rows = Payer.objects.filter(company_id=company_id, retired_at__isnull=True).filter(
        Q(account__in=[one for one in set(accounts) if one], name="") | Q(account="", name__in=[one for one in set(names) if one])
    )  # fmt: skip
    by_account: dict[str, set[int]] = defaultdict(set)
    by_name: dict[str, set[int]] = defaultdict(set)
    for account, name, customer in rows.values_list("account", "name", "customer_id"):
        (by_account[account] if account else by_name[name]).add(customer)
    return by_account, by_name


def folded_name(name: str) -> str:
    """A name as it is compared: small letters, without accents and points, blanks once."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return " ".join("".join(one if one.isalnum() else " " for one in plain).split())[:200]
