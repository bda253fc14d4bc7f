"""Direct debits as an ISO 20022 message, pain.008 (B-03).

Everything is checked against the facets of the schema before it is written; where a
package ships the schema itself, the message is validated with it as well.
"""

import importlib.util
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from lxml import etree

from ..money import to_cents
from .fault import BankFileError, Faults
from .safe_xml import Element

_SCHEMA_PACKAGE = "sepaxml"
_AGENT_TAGS = {"pain.008.001.02": "BIC", "pain.008.001.08": "BICFI"}
VERSIONS = tuple(_AGENT_TAGS)
_SEQUENCES = ("FRST", "RCUR", "OOFF", "FNAL")
_ID, _ACCOUNT, _TEXT = 35, 34, 140
_AMOUNT_DIGITS = 18

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z\d]{1,30}", re.ASCII)
_BIC = re.compile(r"[A-Z]{6}[A-Z2-9][A-NP-Z\d](?:[A-Z\d]{3})?", re.ASCII)
_CNAPS = re.compile(r"\d{12}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody with an account."""

    name: str
    account: str
    """An IBAN, or any other account number."""
    agent: str = ""
    """The bank: a BIC or a CNAPS number of twelve digits; empty if not known."""


@dataclass(frozen=True, slots=True)
class DirectDebit:
    """One deduction."""

    reference: str
    """End-to-end reference, comes back in the status report; unique in the message."""
    amount: Decimal
    """In the message's currency, above zero, two decimals."""
    debtor: Party
    mandate: str
    """Number of the mandate."""
    signed: date
    """Day on which the mandate was signed."""
    text: str = ""
    """What it is for."""


@dataclass(frozen=True, slots=True)
class DebitMessage:
    """A batch of direct debits to be credited as one amount."""

    message: str
    """The company's own number of the batch."""
    created: datetime
    creditor: Party
    collected: date
    """Day on which the payers shall be debited."""
    lines: Sequence[DirectDebit]
    currency: str = "CNY"
    sequence: str = "RCUR"
    """``FRST``, ``RCUR``, ``OOFF`` or ``FNAL``."""
    scheme: str = ""
    """The creditor's identifier, where the bank gave one."""
    instrument: str = ""
    """Code of the local instrument, where the bank demands one."""


def write_pain008(message: DebitMessage, version: str = VERSIONS[-1]) -> bytes:
    """Return the message in UTF-8.

    :param version: one of :data:`VERSIONS`.
    :raise BankFileError: with every value that does not fit (line: the deduction,
        from 1); ``schema`` where the package with the schema refuses the message.
    """
    faults = Faults("header")
    _check_message(message, faults)
    faults.record = "detail"
    references: dict[str, int] = {}
    for number, line in enumerate(message.lines, 1):
        _check_line(number, line, faults)
        first = references.setdefault(line.reference, number)
        if first != number:
            place = {"line": number, "field": "reference", "value": line.reference}
            faults.add("repeated_sequence", **place, first=first)
    faults.check()
    root = _Writer(version).document(message)
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    validate(data, version)
    return data


# ---- Checks ---------------------------------------------------------------------


def _check_message(message: DebitMessage, faults: Faults) -> None:
    """Check what concerns the whole message."""
    if not message.lines:
        faults.add("no_lines")
    _check_text("message", message.message, _ID, faults)
    _check_party(None, "creditor", message.creditor, faults)
    _check_text("scheme", message.scheme, _ID, faults, required=False)
    _check_text("instrument", message.instrument, _ID, faults, required=False)
    if not _CURRENCY.fullmatch(message.currency):
        faults.add("bad_text", None, "currency", message.currency, form="ISO 4217")
    if message.sequence not in _SEQUENCES:
        form = "/".join(_SEQUENCES)
        faults.add("bad_text", None, "sequence", message.sequence, form=form)


def _check_line(number: int, line: DirectDebit, faults: Faults) -> None:
    """Check one deduction."""
    _check_text("reference", line.reference, _ID, faults, number)
    _check_text("mandate", line.mandate, _ID, faults, number)
    _check_text("text", line.text, _TEXT, faults, number, required=False)
    _check_party(number, "debtor", line.debtor, faults)
    try:
        cents = to_cents(line.amount)
    except ValueError as error:
        faults.add(str(error), number, "amount", line.amount)
        return
    if cents <= 0:
        code = "negative" if cents else "missing_value"
        faults.add(code, number, "amount", line.amount)
    elif len(str(cents)) > _AMOUNT_DIGITS:
        size = {"limit": _AMOUNT_DIGITS, "size": len(str(cents))}
        faults.add("too_long", number, "amount", line.amount, **size)


def _check_party(number: int | None, role: str, party: Party, faults: Faults) -> None:
    """Check name, account and bank of somebody."""
    _check_text(f"{role}.name", party.name, _TEXT, faults, number)
    _check_text(f"{role}.account", party.account, _ACCOUNT, faults, number)
    if _IBAN.fullmatch(party.account) and not _is_iban(party.account):
        faults.add("bad_text", number, f"{role}.account", party.account, form="IBAN")
    if party.agent and not (
        _BIC.fullmatch(party.agent) or _CNAPS.fullmatch(party.agent)
    ):
        faults.add("bad_text", number, f"{role}.agent", party.agent, form="BIC/CNAPS")


def _check_text(
    field: str,
    text: str,
    limit: int,
    faults: Faults,
    number: int | None = None,
    required: bool = True,
) -> None:
    """Check that a text is there, fits, and can stand in XML."""
    if required and not text.strip():
        faults.add("missing_value", number, field)
    if len(text) > limit:
        faults.add("too_long", number, field, text, limit=limit, size=len(text))
    if not all(map(_is_writable, text)):
        faults.add("control_character", number, field, text)


def _is_writable(char: str) -> bool:
    """Tell whether XML can hold a character as it is on one line."""
    return (
        " " <= char < "\x7f"
        or "\xa0" <= char <= "\ud7ff"
        or ("\ue000" <= char <= "\ufffd" or char >= "\U00010000")
    )


def _is_iban(text: str) -> bool:
    """Tell whether the check digits of an IBAN hold (ISO 7064 MOD 97-10)."""
    digits = "".join(str(int(char, 36)) for char in text[4:] + text[:4])
    return int(digits) % 97 == 1


# ---- Writing --------------------------------------------------------------------


class _Writer:
    """Builds the elements of one version."""

    def __init__(self, version: str) -> None:
        self.agent_tag = _AGENT_TAGS[version]
        self.namespace = f"urn:iso:std:iso:20022:tech:xsd:{version}"

    def add(self, parent: Element, path: str, text: str | None = None) -> Element:
        """Add elements below each other and return the last, with its text."""
        for tag in path.split("/"):
            parent = etree.SubElement(parent, f"{{{self.namespace}}}{tag}")
        parent.text = text
        return parent

    def document(self, message: DebitMessage) -> Element:
        """Return the whole message: one group, one payment information block."""
        root = etree.Element(
            f"{{{self.namespace}}}Document", nsmap={None: self.namespace}
        )
        body = self.add(root, "CstmrDrctDbtInitn")
        head = self.add(body, "GrpHdr")
        self.add(head, "MsgId", message.message)
        created = message.created.replace(microsecond=0, tzinfo=None)
        self.add(head, "CreDtTm", created.isoformat())
        self.sums(head, message)
        self.add(head, "InitgPty/Nm", message.creditor.name)
        block = self.add(body, "PmtInf")
        self.terms(block, message)
        for line in message.lines:
            self.debit(block, line, message.currency)
        return root

    def sums(self, parent: Element, message: DebitMessage) -> None:
        """Add number and sum of the deductions."""
        total = sum((line.amount for line in message.lines), Decimal(0))
        self.add(parent, "NbOfTxs", str(len(message.lines)))
        self.add(parent, "CtrlSum", f"{total:.2f}")

    def terms(self, block: Element, message: DebitMessage) -> None:
        """Add what all deductions have in common."""
        self.add(block, "PmtInfId", message.message)
        self.add(block, "PmtMtd", "DD")
        self.add(block, "BtchBookg", "true")
        self.sums(block, message)
        kind = self.add(block, "PmtTpInf")
        if message.instrument:
            self.add(kind, "LclInstrm/Cd", message.instrument)
        self.add(kind, "SeqTp", message.sequence)
        self.add(block, "ReqdColltnDt", message.collected.isoformat())
        self.party(block, "Cdtr", message.creditor, message.currency)
        self.agent(block, "CdtrAgt", message.creditor.agent)
        if message.scheme:
            scheme = self.add(block, "CdtrSchmeId/Id/PrvtId/Othr")
            self.add(scheme, "Id", message.scheme)

    def debit(self, block: Element, line: DirectDebit, currency: str) -> None:
        """Add one deduction."""
        debit = self.add(block, "DrctDbtTxInf")
        self.add(debit, "PmtId/EndToEndId", line.reference)
        self.add(debit, "InstdAmt", f"{line.amount:.2f}").set("Ccy", currency)
        mandate = self.add(debit, "DrctDbtTx/MndtRltdInf")
        self.add(mandate, "MndtId", line.mandate)
        self.add(mandate, "DtOfSgntr", line.signed.isoformat())
        self.agent(debit, "DbtrAgt", line.debtor.agent)
        self.party(debit, "Dbtr", line.debtor)
        if line.text.strip():
            self.add(debit, "RmtInf/Ustrd", line.text)

    def party(
        self, parent: Element, tag: str, party: Party, currency: str = ""
    ) -> None:
        """Add name and account of somebody."""
        self.add(parent, f"{tag}/Nm", party.name)
        account = self.add(parent, f"{tag}Acct")
        is_iban = _IBAN.fullmatch(party.account)
        self.add(account, "Id/IBAN" if is_iban else "Id/Othr/Id", party.account)
        if currency:
            self.add(account, "Ccy", currency)

    def agent(self, parent: Element, tag: str, agent: str) -> None:
        """Add a bank: by BIC, by its CNAPS number, or as not provided."""
        bank = self.add(parent, f"{tag}/FinInstnId")
        if _CNAPS.fullmatch(agent):
            member = self.add(bank, "ClrSysMmbId")
            self.add(member, "ClrSysId/Cd", "CNAPS")
            self.add(member, "MmbId", agent)
        elif agent:
            self.add(bank, self.agent_tag, agent)
        else:
            self.add(bank, "Othr/Id", "NOTPROVIDED")


# ---- Schema ---------------------------------------------------------------------


def validate(data: bytes, version: str) -> bool:
    """Validate a message with its schema; ``False`` where no package ships it.

    :raise BankFileError: ``schema`` with each of the validator's reasons.
    """
    schema = _schema(version)
    if schema is None:
        return False
    if not schema.validate(etree.fromstring(data)):
        faults = Faults(limit=None)
        for entry in list(schema.error_log)[:20]:
            faults.add("schema", entry.line, detail=entry.message)
        raise BankFileError(faults.found)
    return True


@lru_cache(maxsize=len(VERSIONS))
def _schema(version: str) -> etree.XMLSchema | None:
    """Return the schema that the package ships as data; its code is not imported."""
    package = importlib.util.find_spec(_SCHEMA_PACKAGE)
    for folder in package.submodule_search_locations or () if package else ():
        path = Path(folder) / "schemas" / f"{version}.xsd"
        if path.is_file():
            parser = etree.XMLParser(no_network=True, resolve_entities=False)
            return etree.XMLSchema(etree.fromstring(path.read_bytes(), parser))
    return None
