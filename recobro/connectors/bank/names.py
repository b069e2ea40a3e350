"""Who paid, where a bank writes it into the text and nowhere else: `TRANSFERENCIA DE LATE SL, CONCEPTO FRA 17`.

Only after words that announce a name, and up to what announces something else. Half a name is of use, for names are compared by
likeness; a wrong one is like nobody's.
"""

from __future__ import annotations

import re

NAME_MAX, LETTERS_MIN = 70, 3
LABELS = "ordenante|ordinante|ord\\.|auftraggeber|absender|donneur d'ordre|[eé]metteur|mittente|mitt\\.|orig co name|ordering party"
ENDS = (
    "concepto|conc|motivo|motif|pour|per|causale|ref|réf|refer\\w*|with reference|rechnung|re|rg|rnr|fra|fac|fact|factura|facture|fattura"
    "|fatt|ft|inv|invoice|num|nr|no|id|iban|orig id|notprovided|zahlungszweck|mitteilung|verwendungszweck|buchungstext"
)
# What announces the name of who paid; the surest first.
BEFORE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:^|\s)/DE\s+",
        rf"\b(?:{LABELS})\s*:\s*",
        r"(?:^|\s)DE\s*:\s*",
        r"\btransf(?:erencia|er\.?|\.)?(?:\s+(?:recibida|inmediata|instant[aá]nea|sepa|internacional|a su favor|a favor))*\s+de\s*:?\s+",
        r"\bbizum\s+(?:recibido\s+)?de\s+",
        r"\bbonifico\b.{0,40}?\bda\s+(?:parte di\s+)?",
        r"^vir(?:ement)?\.?(?:\s+(?:sepa|inst(?:antan[eé])?|re[cç]us?|europ[eé]en|permanent|en votre faveur|faveur|tiers|de))+\s+",
        r"\b(?:gutschrift|zahlungseingang|[uü]berweisung|ueberweisung)\s+von\s+",
        r"^gutschrift\s*:\s*",
        r"\b(?:received money|money added|money received|payment|transfer|credit)\s+from\s+",
    )
)
AFTER = re.compile(rf"[,;/|]|\s-\s|\s\w+\s*:|\s(?:{ENDS})\b|\s\S*\d", re.IGNORECASE)


def payer_in(text: str) -> str:
    """The name of who paid, as the text has it; nothing where nothing announces one."""
    for before in BEFORE:
        if found := before.search(text[:400]):
            rest = " " + text[found.end() :]
            end = AFTER.search(rest, 1)
            name = " ".join((rest[: end.start()] if end else rest).split())[:NAME_MAX].strip(" .-")
            if sum(map(str.isalpha, name)) >= LETTERS_MIN:
                return name
    return ""
