from collections import defaultdict
from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...engine.money import decimal_of

ZERO = Decimal(0)


class EstateCashier(models.AbstractModel):
    """Prepayments and unused credits pay bills by rule: oldest first."""

    _inherit = "estate.cashier"

    @api.model
    def _apply_prepayments(self, moves):
        """Apply what is held for the units of new bills, if their company wants it.

        Called by the bill writer after each chunk, with its posted bills.
        """
        # The bills' units are the system's business, whoever runs the bill run.
        service = self.sudo()
        # Likewise the bills themselves.
        for company, bills in moves.sudo().grouped("company_id").items():
            if company.estate_auto_apply_prepayment:
                service._apply_held_money(bills.estate_unit_id)

    @api.model
    def _apply_unit_prepayments(self, units):
        """Apply by hand what is held for the units.

        :raises UserError: when nothing is held, or no open bill may be paid with it
        """
        self._check_may_collect(units)
        # Counter staff hold no accounting right: the role was checked just now.
        if not self.sudo()._apply_held_money(units.sudo()):
            raise UserError(
                self.env._(
                    "Nothing was applied: no bill is open for which money is held."
                )
            )

    @api.model
    def _apply_held_money(self, units):
        """Settle the oldest open lines of the units by what is held for them.

        Unused credits of the ledger (a credit note, money booked without a bill) come
        first, then prepayments; both pay debts of their own partner and unit only, a
        prepayment for an item that item only.

        :return: the entries posted and the credits used (empty: nothing to apply)
        """
        entries = self.env["account.move"]
        for company, of_company in units.grouped("company_id").items():
            held = self._held_items(of_company)
            credits = self._credit_items(of_company)
            waiting = of_company & (held | credits).estate_unit_id
            if not waiting:
                continue
            service = self.with_company(company)
            service._lock(held | credits)
            entries |= service._net_credits(waiting, credits)
            entries |= service._settle_by_prepayment(company, waiting, held)
        return entries

    @api.model
    def _held_items(self, units):
        return self.env["account.move.line"].search(
            [*self._held_domain(units, "prepay"), ("amount_residual", "<", 0)],
            order="date, id",
        )

    @api.model
    def _credit_items(self, units):
        return self.env["account.move.line"].search(
            [
                ("estate_unit_id", "in", units.ids),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("account_id.account_type", "=", "asset_receivable"),
                ("amount_residual", "<", 0),
            ],
            order="date, id",
        )

    # ------------------------------------------------------------------
    # CREDITS OF THE LEDGER
    # ------------------------------------------------------------------

    @api.model
    def _net_credits(self, units, credits):
        """Reconcile unused credits with the oldest debts: no entry is needed.

        :return: the entries whose credit was used
        """
        if not credits:
            return self.env["account.move"]
        debts = self.env["account.move.line"].search(
            [
                ("estate_unit_id", "in", units.ids),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("account_id.account_type", "=", "asset_receivable"),
                ("amount_residual", ">", 0),
            ],
            order="date_maturity, date, id",
        )
        groups = (credits | debts).grouped(
            lambda item: (item.estate_unit_id, item.partner_id, item.account_id)
        )
        plan = [group for group in groups.values() if group & credits and group & debts]
        self.env["account.move.line"]._reconcile_plan(plan)
        return (credits & credits.union(*plan)).move_id

    # ------------------------------------------------------------------
    # PREPAYMENTS
    # ------------------------------------------------------------------

    @api.model
    def _settle_by_prepayment(self, company, units, held):
        """Post entries that move prepayments to the bills they pay.

        One per unit and bill, so that what paid a bill can be taken back alone.
        """
        pairs = self._pair_prepayments(units, held)
        if not pairs:
            return self.env["account.move"]
        groups = defaultdict(list)
        for held_item, receivable, amount in pairs:
            date = self._application_date(company, held_item, receivable)
            bill = (held_item.estate_unit_id, receivable.move_id, date)
            groups[bill].append((held_item, receivable, amount))
        moves = self.env["account.move"].create(
            [
                self._application_vals(company, unit, date, pairs_of_bill)
                for (unit, _bill, date), pairs_of_bill in groups.items()
            ]
        )
        moves.action_post()
        self._reconcile_applications(moves, groups.values())
        return moves

    @api.model
    def _pair_prepayments(self, units, held):
        """Return (prepaid item, receivable item, amount), oldest debts first."""
        left = {item: -decimal_of(item.amount_residual) for item in held}
        by_owner = held.grouped(lambda item: (item.estate_unit_id, item.partner_id))
        by_owner = {
            (unit.id, partner.id): items for (unit, partner), items in by_owner.items()
        }
        pairs = []
        lines = self._open_lines(units) if held else []
        receivables = self._receivables_of_lines(lines)
        for line in lines:
            wanted = line["open"]
            for item in by_owner.get((line["unit_id"], line["partner_id"]), ()):
                bound = item.estate_item_id.id
                if bound and bound != line["item_id"]:
                    continue
                part = min(left[item], wanted)
                if part > 0:
                    pairs.append((item, receivables[line["move_line_id"]], part))
                    left[item] -= part
                    wanted -= part
        return pairs

    @api.model
    def _receivables_of_lines(self, lines):
        """Return {charged line id: open receivable item that stands for it}."""
        charged = self.env["account.move.line"].browse(
            [line["move_line_id"] for line in lines]
        )
        open_items = self._receivable_items(charged).filtered(
            lambda item: not item.reconciled
        )
        by_move = open_items.grouped("move_id")
        return {
            line.id: line
            if not line.move_id.is_invoice()
            else by_move[line.move_id].sorted("date_maturity")[:1]
            for line in charged
        }

    @api.model
    def _application_date(self, company, held, receivable):
        """Return the first day on which both the money and the bill are booked.

        In a locked period it is today instead.
        """
        date = max(held.date, receivable.date)
        locked = company._get_violated_lock_dates(
            date, False, company.estate_misc_journal_id
        )
        return max(date, fields.Date.context_today(self)) if locked else date

    @api.model
    def _application_vals(self, company, unit, date, pairs):
        return {
            "move_type": "entry",
            "estate_unit_id": unit.id,
            "journal_id": self._misc_journal(company).id,
            "date": date,
            "ref": self.env._("Prepayments applied to bills"),
            "line_ids": [
                Command.create(vals)
                for pair in pairs
                for vals in self._application_items(*pair)
            ],
        }

    @api.model
    def _misc_journal(self, company):
        self._account(company, "prepay")
        return company.estate_misc_journal_id

    @api.model
    def _application_items(self, held, receivable, amount):
        """Return the two items of a pair: out of the prepayment, onto the bill."""
        common = {
            "partner_id": held.partner_id.id,
            "estate_unit_id": held.estate_unit_id.id,
            "estate_item_id": held.estate_item_id.id,
        }
        bill = receivable.move_id.name
        return (
            common
            | {
                "name": self.env._("Prepayment used for %(bill)s", bill=bill),
                "account_id": held.account_id.id,
                "balance": float(amount),
            },
            common
            | {
                "name": self.env._("%(bill)s paid by prepayment", bill=bill),
                "account_id": receivable.account_id.id,
                "balance": -float(amount),
            },
        )

    @api.model
    def _reconcile_applications(self, moves, pairs_of_moves):
        """Reconcile both sides of every pair, all pairs in one plan."""
        partners = defaultdict(lambda: self.env["account.move.line"])
        for move, pairs in zip(moves, pairs_of_moves, strict=True):
            items = move.line_ids.sorted("id")
            for position, (held, receivable, _amount) in enumerate(pairs):
                partners[held] |= items[2 * position]
                partners[receivable] |= items[2 * position + 1]
        self.env["account.move.line"]._reconcile_plan(
            [item | others for item, others in partners.items()]
        )
