"""What would become of reminders that wait, if they left now, in the language of the page."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from recobro.evaluation.explain import sentence
from recobro.outbox.foresee import Foreseen, foresee
from recobro.web.door import Desk
from recobro.web.pages.customer import tongue
from recobro.web.templatetags.say import amount
from recobro.web.words import in_words


def foreseen(desk: Desk, reminders: Collection[int]) -> dict[int, str]:
    """Those of the reminders that would not leave as they stand, each with a sentence."""
    found = foresee(desk.company.id, reminders, on=desk.today) if reminders else {}
    return {one: _said(each) for one, each in found.items()}


def _said(one: Foreseen) -> str:
    if one.verdict is not None:
        reason = f"{one.verdict.number}: {sentence(one.verdict, tongue=tongue())}."
        return _("Would not be sent now. %(reason)s") % {"reason": reason}
    if one.reason:
        return _("Would not be sent now. %(reason)s") % {"reason": in_words(one.reason)}
    if not one.less:
        return _otherwise(one)
    asked = ", ".join(
        _("%(now)s instead of %(before)s %(currency)s")
        % {"now": amount(now, currency), "before": amount(before, currency), "currency": currency}
        for currency, now, before in one.less
    )
    return _("Would ask for less now: %(asked)s.") % {"asked": asked}


def _otherwise(one: Foreseen) -> str:
    credit = ", ".join(
        f"{number} {amount(value, currency)} {currency}" for number, value, currency in one.aside
    )
    if not credit:
        return _("Would say something else now, asking for the same.")
    return _("Would say something else now, asking for the same; not deducted: %(credit)s.") % {
        "credit": credit
    }
