from odoo import Command, api, fields, models

from ...engine.money import decimal_of, round_half_up

RECOMPUTED = ("charge", "taken_off", "used")
"""What of a split its amount is recomputed from."""


class EstateCashier(models.AbstractModel):
    """The entries of a change: credit notes, one new bill, held money passed on."""

    _inherit = "estate.cashier"

    # ------------------------------------------------------------------
    # CREDIT AND CHARGE
    # ------------------------------------------------------------------

    @api.model
    def _credit_leaving(self, transfer, date):
        """Return one posted credit note per bill, settled with it."""
        by_bill = transfer.split_ids.grouped(lambda row: row.move_line_id.move_id)
        notes = self.env["account.move"].create(
            [
                self._transfer_credit_vals(transfer, bill, rows, date)
                for bill, rows in by_bill.items()
            ]
        )
        for note, (bill, rows) in zip(notes, by_bill.items(), strict=True):
            self._finish_split_entry(note, rows, "credit_line_id")
            note.action_post()
            self._settle_with(bill, note)
        return notes

    @api.model
    def _transfer_credit_vals(self, transfer, bill, rows, date):
        return {
            "move_type": "out_refund",
            "company_id": transfer.company_id.id,
            "journal_id": bill.journal_id.id,
            "partner_id": bill.partner_id.id,
            "fiscal_position_id": bill.fiscal_position_id.id,
            "currency_id": bill.currency_id.id,
            "invoice_date": date,
            "date": date,
            "invoice_date_due": date,
            "ref": self.env._(
                "%(transfer)s: days from %(date)s on",
                transfer=transfer.name,
                date=fields.Date.to_string(transfer.date),
            ),
            "reversed_entry_id": bill.id,
            "estate_unit_id": transfer.unit_id.id,
            "estate_transfer_id": transfer.id,
            "invoice_line_ids": [
                Command.create(self._split_line_vals(row, bill.partner_id))
                for row in rows
            ],
        }

    @api.model
    def _charge_new_party(self, transfer, date):
        """Return the posted bill of the new party; empty when nothing passes."""
        rows = transfer.split_ids
        if not rows:
            return self.env["account.move"]
        partner = transfer.to_partner_id
        bill = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": transfer.company_id.id,
                "journal_id": transfer.company_id.estate_bill_journal_id.id,
                "partner_id": partner.id,
                "currency_id": transfer.currency_id.id,
                "invoice_date": date,
                "date": date,
                "invoice_payment_term_id": False,
                "invoice_date_due": self._settlement_due(transfer, date),
                "ref": transfer.name,
                "estate_unit_id": transfer.unit_id.id,
                "estate_period": fields.Date.start_of(date, "month"),
                "estate_transfer_id": transfer.id,
                "invoice_line_ids": [
                    Command.create(self._split_line_vals(row, partner)) for row in rows
                ],
            }
        )
        self._finish_split_entry(bill, rows, "charge_line_id")
        bill.action_post()
        return bill

    @api.model
    def _split_line_vals(self, row, partner):
        """Return the line with the new party's days, on the charged line's accounts.

        Taxes and accounts are those of the billed line, whoever pays, so that credit
        and charge are the same to the cent on each account.
        """
        charged = row.move_line_id
        lang = partner.lang or row.env.lang
        first = row._passed_from()
        net = decimal_of(charged.price_unit) * decimal_of(charged.quantity)
        price = decimal_of(row.new_amount) * net / decimal_of(charged.price_total)
        item = row.item_id.with_context(lang=lang)
        return {
            "name": item._bill_label(first, row.date_to, charged.estate_part),
            "product_id": charged.product_id.id,
            "account_id": charged.account_id.id,
            "quantity": 1.0,
            "price_unit": float(round_half_up(price, row.currency_id.decimal_places)),
            "tax_ids": [Command.set(charged.tax_ids.ids)],
            "analytic_distribution": charged.analytic_distribution,
            "estate_unit_id": charged.estate_unit_id.id,
            "estate_item_id": charged.estate_item_id.id,
            "estate_date_from": first,
            "estate_date_to": row.date_to,
            "estate_part": charged.estate_part,
            "estate_explanation": self._split_explanation(row, first),
        }

    @api.model
    def _split_explanation(self, row, first):
        """Freeze how the amount came about (B-08); it names nobody (R-116)."""
        frozen = row.explanation or {}
        return {
            "kind": "settlement",
            "transfer": row.transfer_id.name,
            "how": frozen.get("how"),
            "dials": frozen.get("dials") or [],
            "assignment": frozen.get("assignment"),
            "line": str(decimal_of(row.base)),
            "amount": str(decimal_of(row.new_amount)),
            "days": row.new_days,
            "of_days": row.old_days + row.new_days,
            "date_from": fields.Date.to_string(first),
            "date_to": fields.Date.to_string(row.date_to),
            "line_from": fields.Date.to_string(row.date_from),
            **{key: frozen[key] for key in RECOMPUTED if key in frozen},
        }

    @api.model
    def _finish_split_entry(self, move, rows, link):
        """Name the unit on every item, heal cents, remember which line is which."""
        move.line_ids.estate_unit_id = rows.transfer_id.unit_id
        self._heal_cents(move, sum(rows.mapped("new_amount")))
        made = move.invoice_line_ids.sorted("id")
        for row, line in zip(rows, made, strict=True):
            row[link] = line

    # ------------------------------------------------------------------
    # WHAT WAS PAID ALREADY
    # ------------------------------------------------------------------

    @api.model
    def _hold_credit(self, transfer, credits, date):
        """What was paid for later days is held: it can be given back, or carried."""
        if not credits:
            return
        holder = transfer.from_partner_id.commercial_partner_id
        if transfer.credit_choice == "new":
            holder = transfer.to_partner_id.commercial_partner_id
        prepay = self._account(transfer.company_id, "prepay")
        label = self.env._("Paid for days from %s on", transfer.date)
        self._post_pairs(
            transfer,
            date,
            [
                (item, self._pair_vals(transfer, item, prepay, holder, label))
                for item in credits
            ],
        )

    @api.model
    def _carry_held(self, transfer, date):
        """Pass prepayments and deposits to the new party, on their own accounts."""
        rows = transfer.held_ids.filtered(lambda row: row.choice == "carry")
        if not rows:
            return
        holder = transfer.to_partner_id.commercial_partner_id
        self._post_pairs(
            transfer,
            date,
            [
                (
                    row.move_line_id,
                    self._pair_vals(
                        transfer,
                        row.move_line_id,
                        row.move_line_id.account_id,
                        holder,
                        row.label,
                    ),
                )
                for row in rows
            ],
        )

    @api.model
    def _pair_vals(self, transfer, item, account, holder, label):
        """Return the two items that take an open credit off and give it to another."""
        amount = -item.amount_residual
        common = {
            "name": label,
            "estate_unit_id": transfer.unit_id.id,
            "estate_item_id": item.estate_item_id.id,
        }
        return (
            common
            | {
                "account_id": item.account_id.id,
                "partner_id": item.partner_id.id,
                "balance": amount,
            },
            common
            | {
                "account_id": account.id,
                "partner_id": holder.id,
                "balance": -amount,
            },
        )

    @api.model
    def _post_pairs(self, transfer, date, pairs):
        """Post one entry with all pairs, and settle each credit with its debit."""
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self._misc_journal(transfer.company_id).id,
                "date": max([date, *(item.date for item, _vals in pairs)]),
                "ref": transfer.name,
                "estate_unit_id": transfer.unit_id.id,
                "estate_transfer_id": transfer.id,
                "line_ids": [
                    Command.create(vals) for _item, both in pairs for vals in both
                ],
            }
        )
        move.action_post()
        made = move.line_ids.sorted("id")
        self.env["account.move.line"]._reconcile_plan(
            [item | made[2 * place] for place, (item, _vals) in enumerate(pairs)]
        )
        return move

    @api.model
    def _apply_to_settlement(self, transfer, bill):
        """Let what was carried pay the new bill, as every other new bill is."""
        carried = transfer.move_ids.line_ids.filtered(
            lambda item: item.account_id == transfer.company_id.estate_prepay_account_id
            and item.partner_id == transfer.to_partner_id.commercial_partner_id
            and item.amount_residual < 0
        )
        if not (bill and carried):
            return
        entries = self._settle_by_prepayment(
            transfer.company_id, transfer.unit_id, carried
        )
        entries.estate_transfer_id = transfer
