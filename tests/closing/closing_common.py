"""A small estate in order: billed, collected, with consent to its prices."""

from odoo import Command

from ..cashier.waiver_common import WaiverCommon

CONSENT = {"consent_kind": "assembly", "consent_ref": "2026-1"}


class ClosingCommon(WaiverCommon):
    """Lakeside pays a fee by area and one for light from September on.

    The accountant closes months with the right of his role alone, the manager answers
    for what stays red.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._new_staff("finance_clerk")
        cls.consent_paper = cls.env["ir.attachment"].create(
            {"name": "Consent.pdf", "raw": b"%PDF-1.4"}
        )
        (cls.item_fee | cls.item_light).price_ids.write(
            CONSENT | {"consent_attachment_ids": [Command.link(cls.consent_paper.id)]}
        )
        cls.charges = {
            (unit.id, item.id): cls._assign(unit, item, "2026-09-01")
            for unit in cls.unit | cls.unit_2 | cls.shop
            for item in cls.item_fee | cls.item_light
        }
        cls.findings = cls.env["estate.diagnostic.finding"]

    # ---- Billing ----------------------------------------------------------------

    @classmethod
    def _publish(cls, month="2026-10-01", **vals):
        """Bill a month by a run; return its bills by unit."""
        run = cls.env["estate.bill.run"].create(
            {
                "community_id": cls.community.id,
                "date_from": month,
                "date_invoice": month,
                **vals,
            }
        )
        run.action_plan()
        run._publish_all()
        return run.move_ids.grouped("estate_unit_id")

    def _pay_all(self, unit, date=None, **kwargs):
        rows = [row for row in self._open(unit) if row["open"] > 0]
        lines = [(row["move_line_id"], row["open"]) for row in rows]
        return self._collect(unit, lines, date=date, **kwargs)

    # ---- The bank -----------------------------------------------------------------

    def _bank_says(self, close, balance, user=None):
        """The accountant enters what the bank's paper says; return the tie-out."""
        [line] = close.line_ids.filtered(lambda one: one.code == "bank")
        action = line.with_user(user or self.accountant).action_enter_balance()
        wizards = self.env["estate.close.step"].with_user(user or self.accountant)
        wizards.with_context(**action["context"]).create(
            {"balance": balance, "reason": "Balance letter"}
        ).action_confirm()
        return line

    def _bank_lines(self, rows, closing=None, journal=None):
        """Lines of the bank, on a statement of its own where it says its balance."""
        bank = journal or self.company_data["default_journal_bank"]
        lines = self.env["account.bank.statement.line"].create(
            [
                {"journal_id": bank.id, "date": day, "amount": n, "payment_ref": "?"}
                for day, n in rows
            ]
        )
        if closing is not None:
            self.env["account.bank.statement"].create(
                {
                    "line_ids": [Command.set(lines.ids)],
                    "balance_start": closing - sum(lines.mapped("amount")),
                    "balance_end_real": closing,
                }
            )
        return lines

    # ---- Checks -----------------------------------------------------------------

    @classmethod
    def _check(cls, code):
        """Run one check; return what is open of it."""
        cls.env.invalidate_all()
        check = cls.env.ref(f"estate_service.diagnostic_{code}")
        cls.findings._sweep_check(cls.company, check)
        return cls._found(code)

    @classmethod
    def _found(cls, code=None, state="open"):
        domain = [("company_id", "=", cls.company.id), ("state", "=", state)]
        if code:
            domain.append(("diagnostic_id.code", "=", code))
        return cls.findings.search(domain)

    def _assert_one(self, code, *words):
        """See one finding, with these words in its sentence."""
        found = self._check(code)
        self.assertEqual(len(found), 1, found.mapped("text"))
        for word in words:
            self.assertIn(word, found.text)
        return found

    def _assert_mended(self, code, found):
        """See that the check no longer finds it."""
        self.assertFalse(self._check(code))
        self.assertEqual(found.state, "solved")
