"""Which deduction an answer is for, where its number does not tell (B-03)."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from .collection import CollectionRequest, CollectionReturn, RequestLine, ReturnLine
from .fault import Faults
from .layout import Outcome
from .pain002 import StatusLine, StatusReport

_NOTHING = Decimal("0.00")
PENDING = {"ACTC", "ACCP", "ACSP", "ACWC", "PART", "PDNG", "RCVD", ""}
"""ISO 20022 statuses of a deduction that the bank has not decided about yet."""


def locate_by_account(
    request: CollectionRequest, answer: CollectionReturn
) -> CollectionReturn:
    """Return the answer with the numbers that the batch gave its deductions.

    For banks that number the lines of a return anew: account and amount tell the
    deduction, the unit too where the file has it. What fits none keeps the payer's
    account for its number, so that a comparison with the batch says so.

    :raise BankFileError: ``ambiguous_payer`` where several deductions have one account
        and amount, and their answers differ.
    """
    asked: dict[tuple[str, Decimal], list[RequestLine]] = defaultdict(list)
    for line in request.lines:
        asked[line.account, line.amount].append(line)
    answers: dict[tuple[str, Decimal, str], list[ReturnLine]] = defaultdict(list)
    for answered in answer.lines:
        answers[answered.account, answered.amount, answered.unit].append(answered)
    faults = Faults("detail", limit=None)
    found: dict[int, int | str] = {}
    # Answers that name a unit choose first: what is left is for those that do not.
    for key, same in sorted(answers.items(), key=lambda item: not item[0][2]):
        account, amount, unit = key
        wanted = [ln for ln in asked[account, amount] if not unit or ln.unit == unit]
        results = {(ln.code, ln.paid) for ln in same}
        if len(wanted) > 1 and (len(same) < len(wanted) or len(results) > 1):
            place = {"line": same[0].line, "field": "account", "value": account}
            faults.add("ambiguous_payer", **place)
        for answered, line in zip(same, wanted, strict=False):
            found[answered.line] = line.sequence
            asked[account, amount].remove(line)
    faults.check()
    left = {line.account: line.sequence for rest in asked.values() for line in rest}
    return dataclasses.replace(
        answer,
        lines=[
            dataclasses.replace(
                ln, sequence=found.get(ln.line) or left.get(ln.account, ln.account)
            )
            for ln in answer.lines
        ],
    )


# ---- Status reports -------------------------------------------------------------


def return_of_report(
    report: StatusReport,
    request: CollectionRequest,
    codes: Mapping[str, Outcome],
) -> CollectionReturn:
    """Return a status report (pain.002) as the answer to a batch.

    Deductions are told by their references. A reason that is in ``codes`` counts
    before the status; what the bank has not decided about is not answered. What the
    report does not list has the status of the whole group.

    :raise BankFileError: ``unknown_code`` for a status without meaning.
    """
    faults = Faults("detail")
    asked = {line.reference: line for line in request.lines}
    lines = [
        _answer(status, asked.pop(status.reference, None), codes, faults)
        for status in report.lines
    ]
    if report.status in codes or report.status not in PENDING:
        lines += [
            _answer(
                StatusLine(0, ref, report.status, "", "", None), line, codes, faults
            )
            for ref, line in asked.items()
        ]
    faults.check()
    decided: Iterable[ReturnLine] = (line for line in lines if line)
    return CollectionReturn(request.account, None, list(decided), report.message)


def _answer(
    status: StatusLine,
    line: RequestLine | None,
    codes: Mapping[str, Outcome],
    faults: Faults,
) -> ReturnLine | None:
    """Return the answer to one deduction; ``None`` while it is not decided."""
    code = status.reason if status.reason in codes else status.status
    outcome = codes.get(code)
    if outcome is None:
        if code not in PENDING:
            place = {"line": status.line, "field": "code", "value": code}
            faults.add("unknown_code", **place)
        return None
    asked = line.amount if line else _NOTHING
    amount = asked if status.amount is None else status.amount
    return ReturnLine(
        line=status.line,
        sequence=line.sequence if line else status.reference,
        account=line.account if line else "",
        amount=amount,
        paid=amount if outcome is Outcome.SUCCESS else _NOTHING,
        code=code,
        outcome=outcome,
        reference=status.reference,
        reason=status.text,
    )
