from typing import Any, NamedTuple

from odoo import models
from odoo.exceptions import UserError

from ...engine.bank.answers import locate_by_account, return_of_report
from ...engine.bank.choice import lay_answer
from ...engine.bank.collection import compare_return, read_return
from ...engine.bank.fault import BankFileError, FaultCode
from ...engine.bank.layout import Outcome
from ...engine.bank.pain002 import read_pain002
from ...engine.money import decimal_of
from .bank_messages import fault_text, fault_texts, told_lines


class Answers(NamedTuple):
    """What a return file says about a batch, before anything is written."""

    answer: Any
    """The engine's ``CollectionReturn``, its lines numbered as the batch's."""
    new: list
    """(deduction, answer) of those that wait for one, or were given up."""
    known: list
    """(deduction, answer) that an earlier return gave already, the same way."""
    faults: list
    """Sentences: why the file is refused; with one of them nothing is written."""
    fingerprint: str
    """Tells a file from another one of the company."""
    earlier: Any
    """The return that this very file was imported as, if it was."""
    twin: Any
    """The return of another batch of the same day that says the very same."""

    @property
    def taken(self):
        """The successes among the new answers."""
        return [(ln, said) for ln, said in self.new if said.outcome is Outcome.SUCCESS]

    @property
    def refused(self):
        """The failures among the new answers."""
        return [
            (ln, said) for ln, said in self.new if said.outcome is not Outcome.SUCCESS
        ]


class EstateCollectionBatch(models.Model):
    """Reading a return file and comparing it with the batch; nothing is written."""

    _inherit = "estate.collection.batch"

    def _read_answers(self, data):
        """Return what a return file says about this batch.

        :raises UserError: when the file cannot be read as a return of this bank
        """
        request = self._request()
        self._check_digest(request)
        try:
            answer = self._read_file(data, request)
        except BankFileError as error:
            raise UserError("\n".join(fault_texts(self.env, error.faults))) from error
        faults = self._other_batch(answer)
        compared = [] if faults else compare_return(request, answer)
        wrong = [f for f in compared if f.code is not FaultCode.NOT_ANSWERED]
        faults += [fault_text(self.env, fault) for fault in wrong]
        new, known, other = ([], [], []) if faults else self._sorted_answers(answer)
        fingerprint = self._fingerprint_of(answer)
        faults = told_lines(self.env, [*faults, *other], len(faults) + len(other))
        earlier = self._returns_of(fingerprint)
        twin = earlier.browse()
        if not answer.batch and self._is_twin(earlier.batch_id):
            fingerprint, twin = f"{fingerprint}/{self.name}", earlier
            earlier = self._returns_of(fingerprint)
        return Answers(answer, new, known, faults, fingerprint, earlier, twin)

    def _is_twin(self, batch):
        """Whether a file of that batch may as well be the answer to this one.

        Two batches of one day that ask the same people for the same amounts are
        answered by files that are the same to the last byte.
        """
        return bool(batch - self) and batch.date == self.date

    def _read_file(self, data, request):
        """Return the answer in a file, its lines numbered as the batch's."""
        profile = self.profile_id
        if profile.return_layout_id.purpose == "pain002":
            codes = {c: Outcome(o) for c, o in profile._outcomes().items()}
            return return_of_report(read_pain002(data), request, codes)
        answer = read_return(data, profile._return_layout(), profile.account_number)
        if profile.match_by == "account":
            return locate_by_account(request, answer)
        return answer

    def _other_batch(self, answer):
        """Return why the file answers another batch, if it says so itself."""
        stated = answer.batch
        if not stated or stated == self.name:
            return []
        return [
            self.env._(
                "The file answers batch %(found)s, not %(batch)s.",
                found=stated,
                batch=self.name,
            )
        ]

    def _sorted_answers(self, answer):
        """Part the answers: new ones, known ones, and those that say otherwise now."""
        by_number = {str(line.sequence): line for line in self.line_ids}
        in_order = self.line_ids.sorted("sequence")
        new, known, other = [], [], []
        for place, said in enumerate(answer.lines):
            if said.sequence is None:
                line = in_order[place]
            else:
                line = by_number[str(said.sequence)]
            # What was given up when the batch was completed may be answered late.
            if line.state in ("waiting", "unanswered"):
                new.append((line, said))
            elif self._is_same_answer(line, said):
                known.append((line, said))
            else:
                other.append(self._other_answer(line, said))
        return new, known, other

    def _is_same_answer(self, line, said):
        paid = said.paid if said.outcome is Outcome.SUCCESS else 0
        answered = line.state in ("paid", "retry", "stop")
        same = line.code == said.code and decimal_of(line.amount_paid) == paid
        return answered and same

    def _other_answer(self, line, said):
        """Say what a deduction was answered before, and what the file says now."""
        return self.env._(
            "Line %(line)s, unit %(unit)s: answered %(before)s by %(file)s already, "
            "the file says %(now)s: undo that return first.",
            line=said.line,
            unit=line.unit_id.code,
            before=line.code,
            file=line.return_id.name,
            now=said.code,
        )

    def _fingerprint_of(self, answer):
        """Return what tells this file from others of the company.

        A file that names neither its day nor its batch may equal the one of another
        month: it counts for its batch alone.
        """
        named = answer.date or answer.batch or any(ln.reference for ln in answer.lines)
        return answer.fingerprint if named else f"{answer.fingerprint}/{self.name}"

    def _returns_of(self, fingerprint):
        """Return the return that this file was imported as already."""
        return self.env["estate.collection.return"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("fingerprint", "=", fingerprint),
                ("state", "=", "booked"),
            ],
            limit=1,
        )

    def _paid_meanwhile(self, pairs):
        """Return {deduction: what of its success is left over}, as things are now."""
        lines = self.line_ids.browse([line.id for line, _said in pairs])
        open_now = {
            line["move_line_id"]: line["open"]
            for line in self.env["estate.cashier"]._open_lines(lines.unit_id)
        }
        found = {}
        for line, said in pairs:
            rows = line.bill_ids
            asked = [decimal_of(row.amount) for row in rows]
            left = [max(open_now.get(row.move_line_id.id, 0), 0) for row in rows]
            _parts, rest = lay_answer(asked, left, said.paid)
            if rest:
                found[line] = rest
        return found
