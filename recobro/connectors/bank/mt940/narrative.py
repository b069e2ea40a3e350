"""What field 86 says, in the ways that countries have agreed on: coded subfields, words between slashes, or plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from recobro.connectors.bank.camt.details import GERMAN_RETURNS
from recobro.connectors.bank.values import Unreadable, amount, plain, reference, tight
from recobro.kernel.money import is_currency

LINE_FULL = 64  # a line as long as this goes on in the next one without a blank
PART_FULL = 27  # and so does a coded subfield
SEAM = "\x1f"  # where a full subfield ends: a keyword may begin here
CODED = re.compile(r"\s*(\d{3})?\s*([?>~^<|@])(?=\d{2})", re.ASCII)
CODES = r"(00|1[0-9]|2[0-9]|3[0-489]|6[0-9]|7[0-9])"
SEPA = re.compile(
    rf"(?:^|(?<=[\s{SEAM}]))(EREF|KREF|MREF|CRED|SVWZ|ABWA|MTLG(?=:)|(?:DEBT|ABWE|COAM|OAMT|IBAN|BIC|PURP|RTRN)(?=[+]))[+:]"
)
SLASHED = re.compile(
    r"/(EREF|PREF|REMI|NAME|IBAN|BIC|TRTP|MARF|CSID|CNTP|BENM|ORDP|ULTD|ULTC|ULTB|ISDT|RTRN|PURP|ADDR|SVCL|TRCD|"
    r"OCMT|CHGS|EXCH|ORDR|BUSP|INIT|ISRF|PT|PY|BO|BN)(?=/)/?"
)
TRUSTED = re.compile(r"^/[A-Z]{2,4}/|/(?:EREF|REMI|NAME|CNTP|IBAN)/")
MONEY = re.compile(r"([A-Z]{3})\s?(\d[\d.,]*)", re.ASCII)
AMOUNTS = re.compile(r"/(OCMT|CHGS)/([A-Z]{3}\d[\d.,]*)", re.ASCII)
KNAB = re.compile(r"\bREK: ?(?P<account>[A-Z0-9]+)/NAAM: ?(?P<name>.+)$")
POLISH = re.compile(r"(?:^|;\s*)(Z RACH\.|NA RACH\.|OD|DLA|TYT\.|TNR|ID IPH):\s*([^;]*)")


@dataclass(slots=True)
class Narrative:
    """What was found out."""

    text: str = ""
    reference: str = ""
    end_to_end: str = ""
    mandate: str = ""
    payer_name: str = ""
    payer_account: str = ""
    payer_bank: str = ""
    ultimate_name: str = ""
    code: str = ""
    is_return: bool = False
    return_reason: str = ""
    charges: Decimal | None = None
    original_amount: Decimal | None = None
    original_currency: str = ""


def narrative(lines: list[str], details: str, in_currency: str) -> Narrative:
    """Reads the lines of a field 86; `details` is the second line of the field 61 before it, `in_currency` that of the account."""
    whole = "".join(lines)
    found = CODED.match(whole)
    flowing = _flowing(lines)
    if found:
        said = _coded(whole, found[2], found[1] or "")
    elif TRUSTED.search(flowing):
        said = _slashed(flowing)
    else:
        said = _free(flowing)
    for name, value in AMOUNTS.findall(f"{details} {flowing}"):
        _money(said, name, value, in_currency)
    return said


def notes(lines: list[str]) -> Narrative:
    """A field NS, which German banks wrote before there was an agreement: two digits, then the value."""
    parts = {line[:2]: line[2:].rstrip() for line in lines if line[:2].isdecimal()}
    text = " ".join(value for code, value in parts.items() if "01" <= code <= "14")
    name = _joined(parts, "15", "16").replace(SEAM, "")
    return Narrative(
        text=plain(text), payer_name=plain(name), payer_bank=tight(parts.get("33", "")), payer_account=tight(parts.get("34", "")),
        code=plain(parts.get("17", "")),
    )  # fmt: skip


def _flowing(lines: list[str]) -> str:
    """The lines as one, with a blank where a line is not full."""
    joined = ""
    for line in lines:
        joined += line if len(line) >= LINE_FULL else line + " "
    return " ".join(joined.split())


def _coded(whole: str, sign: str, kind: str) -> Narrative:
    """`166?00SEPA?20EREF+A1?21SVWZ+RE 7?30BIC?31IBAN?32NAME`."""
    pieces = re.split(re.escape(sign) + CODES, whole)
    parts: dict[str, str] = {}
    for code, value in zip(pieces[1::2], pieces[2::2], strict=True):
        parts[code] = parts.get(code, "") + value
    words = _words(_joined(parts, *(str(code) for code in (*range(20, 30), *range(60, 66)))))
    said = _by_words(words)
    said.payer_name = plain(_joined(parts, "32", "33").replace(SEAM, ""))
    said.payer_account = tight(parts.get("38") or parts.get("31") or said.payer_account)
    if sign == ">" and len(parts.get("10", "")) > 8:
        said.payer_account = tight(parts["10"])  # the Dutch way
    said.payer_bank = tight(parts.get("30") or said.payer_bank)
    said.code = kind or plain(parts.get("00", ""))
    said.is_return = said.is_return or kind in GERMAN_RETURNS
    if said.is_return:
        said.return_reason = said.return_reason or plain(parts.get("34", ""))
    return said


def _joined(parts: dict[str, str], *codes: str) -> str:
    """The values of these codes as one: a full one goes on in the next without a blank."""
    joined = ""
    for code in codes:
        if value := parts.get(code, ""):
            joined += value + (SEAM if len(value) >= PART_FULL else " ")
    return joined


def _words(text: str) -> dict[str, str]:
    """The values of the SEPA keywords; under no keyword what stands before the first."""
    pieces = SEPA.split(text)
    found = {"": pieces[0].replace(SEAM, "")}
    for word, value in zip(pieces[1::2], pieces[2::2], strict=True):
        found.setdefault(word, value.replace(SEAM, "").strip())
    return found


def _by_words(words: dict[str, str]) -> Narrative:
    reason = plain(words.get("RTRN", ""))
    return Narrative(
        text=plain(words.get("SVWZ") or words.get("", "") or words.get("MTLG", "")), end_to_end=reference(words.get("EREF", "")),
        mandate=reference(words.get("MREF", "")), ultimate_name=plain(words.get("ABWA") or words.get("ABWE", "")),
        payer_account=tight(words.get("IBAN", "")), payer_bank=tight(words.get("BIC", "")), is_return=bool(reason),
        return_reason=reason, charges=_number(words.get("COAM", "")),
    )  # fmt: skip


def _slashed(text: str) -> Narrative:
    """`/EREF/A1//CNTP/NL01.../INGBNL2A/NAME///REMI/USTD//RE 7/` and its relatives."""
    pieces = SLASHED.split(text)
    said = Narrative()
    context, before = "", pieces[0].strip(" /")
    for word, raw in zip(pieces[1::2], pieces[2::2], strict=True):
        value = plain(raw.strip("/ "))
        if word in ("ULTD", "ULTC", "ULTB", "BENM", "ORDP"):
            context = word
        _say(said, word, value, for_other=context.startswith("ULT"))
    said.text = said.text or before or ("" if len(pieces) > 1 else text)
    return said


def _say(said: Narrative, word: str, value: str, *, for_other: bool) -> None:
    if word == "REMI":
        _remittance(said, value)
    elif word == "PY":
        said.text = said.text or value
    elif word == "EREF":
        said.end_to_end = reference(value)
    elif word == "MARF":
        said.mandate = reference(value)
    elif word in ("NAME", "ULTD", "ULTC", "ULTB", "BENM", "ORDP", "BO", "BN") and value:
        if for_other:
            said.ultimate_name = said.ultimate_name or value
        else:
            said.payer_name = said.payer_name or value
    elif word == "IBAN":
        said.payer_account = tight(value)
    elif word == "BIC":
        said.payer_bank = tight(value)
    elif word == "CNTP":
        account, bank, name = (*(part.strip() for part in value.split("/")), "", "", "")[:3]
        said.payer_account, said.payer_bank, said.payer_name = tight(account), tight(bank), name
    elif word == "RTRN":
        said.is_return, said.return_reason = True, value
    elif word in ("TRTP", "TRCD", "PT"):
        said.code = said.code or value


def _remittance(said: Narrative, value: str) -> None:
    """`USTD//RE 7`, `STRD/CUR/9001...` (a structured reference), or the text itself."""
    if value.startswith("STRD/"):
        said.reference = tight(value.rpartition("/")[2])
    else:
        said.text = plain(value.removeprefix("USTD").strip("/ ")) if value.startswith("USTD/") else value


def _free(text: str) -> Narrative:
    if found := KNAB.search(text):
        return Narrative(
            text=plain(text[: found.start()]), payer_account=found["account"], payer_name=plain(found["name"])
        )
    if SEPA.search(text):
        return _by_words(_words(text))
    polish = dict(POLISH.findall(text))
    if "TYT." in polish:
        return Narrative(
            text=plain(polish["TYT."]), payer_name=plain(polish.get("OD") or polish.get("DLA", "")),
            payer_account=tight(polish.get("Z RACH.") or polish.get("NA RACH.", "")), code=text[:3] if text[:3].isdecimal() else "",
        )  # fmt: skip
    return Narrative(text=plain(text))


def _money(said: Narrative, name: str, value: str, in_currency: str) -> None:
    found = MONEY.fullmatch(value)
    number = _number(found[2]) if found else None
    if not (found and number):
        return
    if name == "OCMT" and found[1] != in_currency and is_currency(found[1]):
        said.original_amount, said.original_currency = number, found[1]
    elif name == "CHGS" and found[1] == in_currency:
        said.charges = number


def _number(text: str) -> Decimal | None:
    """A number beside the movement itself: left out where it cannot be read."""
    flat = text.strip().strip("/")
    try:
        return abs(amount(flat, decimal="," if "," in flat else ".")) if flat else None
    except Unreadable:
        return None
