from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...engine.frozen import plain
from ...engine.late_fee import WHOLE
from ...engine.money import decimal_of, round_half_up
from .late_fee_query import meant_on_days, planned_fees


class EstateLateFeeRun(models.Model):
    """Listing late fees; they are billed by :file:`estate_late_fee_job.py`."""

    _inherit = "estate.late.fee.run"

    # ------------------------------------------------------------------
    # LISTING
    # ------------------------------------------------------------------

    def _plan(self):
        """List anew; what was left out stays left out."""
        self.ensure_one()
        if self.date_to > self.community_id._today():
            raise UserError(self.env._("Days to come cost no late fee yet."))
        # Rows are written by the program; who may list was checked by the caller.
        run = self.sudo().with_company(self.company_id)
        if run.line_ids.filtered(lambda line: line.state == "booked"):
            raise UserError(
                self.env._(
                    "%s is billed in part: bill the rest, or cancel it.", run.name
                )
            )
        left_out = run.line_ids.filtered(lambda line: line.state == "left_out")
        left_out = set(left_out.bill_line_id.ids)
        values = run._planned_values()
        for vals in values:
            if vals["bill_line_id"] in left_out:
                vals["state"] = "left_out"
        run.line_ids.unlink()
        run.env["estate.late.fee.line"].create(values)
        run.write({"state": "planned", "chunk_failed": False})
        self.invalidate_recordset(["line_ids"])

    def _planned_values(self, units=None):
        """Return the values of the rows as they would be listed now.

        :param units: of these units only
        """
        rules = self.env["estate.late.fee.rule"].search(
            [("community_id", "=", self.community_id.id), ("active", "=", True)]
        )
        if not rules:
            raise UserError(
                self.env._(
                    "%s charges no late fees: a manager agrees them first "
                    "(Configuration → Late Fee Rules).",
                    self.community_id.name,
                )
            )
        by_id = {rule.id: rule for rule in rules}
        return [
            self._row_values(row, fee, by_id[row["rule_id"]])
            for row, fee in planned_fees(self.env, rules, self.date_to, units)
        ]

    def _row_values(self, row, fee, rule):
        return {
            "run_id": self.id,
            "unit_id": row["unit_id"],
            "partner_id": row["partner_id"],
            "rule_id": rule.id,
            "bill_line_id": row["id"],
            "label": row["name"],
            "date_due": row["due"],
            "date_from": fee.date_from,
            "date_to": fee.date_to,
            "days": fee.days,
            "base": float(fee.slices[-1].base),
            "rate": rule.daily_rate,
            "amount": float(fee.amount),
            "is_capped": fee.capped,
            "explanation": self._late_explanation(row, fee, rule),
            "state": "planned",
        }

    @api.model
    def _late_explanation(self, row, fee, rule):
        """Freeze how the fee came about (B-08)."""
        text = fields.Date.to_string
        return {
            "kind": "late_fee",
            "bill": row["bill"],
            "line": row["name"],
            "due": text(row["due"]),
            "grace": rule.grace_days,
            "rate": str(decimal_of(rule.daily_rate)),
            "cap": str(decimal_of(rule.cap_percent)),
            "principal": str(decimal_of(row["principal"])),
            "charged": str(decimal_of(row["charged"])),
            "exact_before": plain(fee.exact_before),
            "capped": fee.capped,
            "days": fee.days,
            "amount": str(fee.amount),
            "slices": [
                {
                    "date_from": text(part.date_from),
                    "date_to": text(part.date_to),
                    "days": part.days,
                    "base": str(part.base),
                }
                for part in fee.slices
            ],
        }

    # ------------------------------------------------------------------
    # BILLING
    # ------------------------------------------------------------------

    def _check_list_is_fresh(self, lines):
        """What came in meanwhile changes what is owed: then the list is old."""
        now = {
            (
                vals["bill_line_id"],
                vals["date_from"],
                vals["date_to"],
                decimal_of(vals["amount"]),
            )
            for vals in self._planned_values(lines.unit_id)
        }
        old = lines.filtered(
            lambda line: (
                line.bill_line_id.id,
                line.date_from,
                line.date_to,
                decimal_of(line.amount),
            )
            not in now
        )
        if old:
            raise UserError(
                self.env._(
                    "Money came in or something was waived since the list was made "
                    "(%(units)s): list the late fees again.",
                    units=", ".join(old[:1].unit_id.mapped("display_name")),
                )
            )


class EstateCashier(models.AbstractModel):
    """Bills of late fees: each overdue line is a line of its own."""

    _inherit = "estate.cashier"

    @api.model
    def _meant_on_days(self, line_ids):
        """Return what settles just these lines of their bills, and from when on.

        The same that the counter tells open lines by (``_designated_by_line``), with
        its days; rooms above add to both.

        :return: ``{charged line id: [(day, amount)]}``, amounts ``Decimal``
        """
        return meant_on_days(self.env, line_ids)

    @api.model
    def _bill_late_fees(self, run, rows):
        """Bill rows of a list, as their job does; its caller's role was checked.

        :return: the posted bills, one for each unit and payer
        :raises UserError: when the rows are not what would be listed now
        """
        self._lock(rows.bill_id)
        run._check_list_is_fresh(rows)
        groups = rows.grouped(lambda row: (row.unit_id, row.partner_id))
        return self._make_late_bills(run, groups)

    @api.model
    def _make_late_bills(self, run, groups):
        bills = self.env["account.move"].create(
            [
                self._late_bill_vals(run, unit, payer, lines)
                for (unit, payer), lines in groups.items()
            ]
        )
        for bill, lines in zip(bills, groups.values(), strict=True):
            bill.line_ids.estate_unit_id = bill.estate_unit_id
            self._heal_cents(bill, sum(lines.mapped("amount")))
            charged = bill.invoice_line_ids.sorted("id")
            for line, late in zip(lines, charged, strict=True):
                line.write(
                    {"state": "booked", "move_id": bill.id, "move_line_id": late.id}
                )
        bills.action_post()
        return bills

    @api.model
    def _late_bill_vals(self, run, unit, payer, lines):
        return {
            "move_type": "out_invoice",
            "company_id": run.company_id.id,
            "journal_id": run.company_id.estate_bill_journal_id.id,
            "partner_id": payer.id,
            "invoice_date": run.date_invoice,
            "date": run.date_invoice,
            "invoice_date_due": run.date_due,
            "invoice_payment_term_id": False,
            "ref": run.name,
            "estate_unit_id": unit.id,
            "estate_period": run.date_to.replace(day=1),
            "invoice_line_ids": [
                Command.create(self._late_line_vals(line, payer)) for line in lines
            ],
        }

    @api.model
    def _price_before_tax(self, amount, taxes, currency):
        """Return the price whose taxes, on top or included, make the amount.

        What was agreed, and its cap, are what the resident pays.
        """
        whole = taxes.compute_all(amount, currency=currency)["total_included"]
        if not whole:
            return amount
        price = decimal_of(amount) * decimal_of(amount) / decimal_of(whole)
        return float(round_half_up(price, currency.decimal_places))

    @api.model
    def _late_line_vals(self, line, payer):
        """Charge for the days in words; in dates it is about those it is late for.

        Months in arrears are counted by these: a late fee makes no month of its own.
        """
        overdue = line.bill_line_id
        item = line.rule_id.late_item_id
        taxes = item._sale_taxes()
        named = item.with_context(lang=payer.lang or item.env.lang)
        analytic = line.community_id.analytic_account_id
        return {
            "name": f"{named.name} {line.date_from} – {line.date_to}: {line.label}",
            "product_id": item.product_id.id,
            "quantity": 1.0,
            "price_unit": self._price_before_tax(line.amount, taxes, line.currency_id),
            "tax_ids": [Command.set(taxes.ids)],
            "analytic_distribution": {str(analytic.id): float(WHOLE)}
            if analytic
            else False,
            "estate_unit_id": line.unit_id.id,
            "estate_item_id": item.id,
            "estate_date_from": overdue.estate_date_from or line.date_from,
            "estate_date_to": overdue.estate_date_to or line.date_to,
            "estate_explanation": line.explanation,
        }
