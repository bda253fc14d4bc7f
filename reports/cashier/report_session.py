from collections import defaultdict

from odoo import api, models

from .. import formats


class ReportSession(models.AbstractModel):
    """收银日报: what a session took by way to pay and by item, counted and signed."""

    _name = "report.estate_service.report_session"
    _description = "Cashier's Daily Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        sessions = self.env["estate.cashier.session"].browse(docids)
        sessions.check_access("read")
        # Who may read a session may print it; its payments are closed to cashiers.
        return {
            "doc_ids": docids,
            "doc_model": sessions._name,
            "docs": sessions,
            "pages": [self._page(session) for session in sessions.sudo()],
        }

    def _page(self, session):
        env = session.env
        payments = session._payments()
        receipts = payments.estate_receipt_id.sorted("name")
        states = dict(session._fields["state"]._description_selection(env))

        def money(value):
            return formats.amount(env, value, session.currency_id)

        return {
            "session": session,
            "lang": env.lang or "en_US",
            "company": session.company_id,
            "community": session._community(),
            "date": formats.day(env, session.date),
            "state": states[session.state],
            "money": money,
            "symbol": session.currency_id.symbol,
            "ways": session.line_ids,
            "items": self._items(session, payments),
            "receipts": self._span(receipts),
            "voided": self._voided(payments),
            "cash": session.cash_ids,
            "slips": session.deposit_ids.filtered(lambda slip: slip.state == "booked"),
            "handovers": session.handover_ids.filtered(
                lambda hand: hand.state == "done"
            ),
        }

    # -------------------------------------------------------------------- ITEMS

    def _items(self, session, payments):
        """Return (name, taken, given back) per fee item, in the session's own sign."""
        env = session.env
        sums = defaultdict(lambda: [0.0, 0.0])
        booked = payments.filtered(lambda pay: pay.estate_session_id == session)
        undone = payments.filtered(lambda pay: pay.estate_void_session_id == session)
        for line in booked.estate_receipt_id.line_ids:
            sums[self._item_name(env, line)][0] += line.amount
        for line in undone.estate_receipt_id.line_ids:
            sums[self._item_name(env, line)][1] -= line.amount
        for refund in booked.estate_refund_id:
            sums[self._item_name(env, refund)][1] -= refund.amount
        for refund in undone.estate_refund_id:
            sums[self._item_name(env, refund)][1] += refund.amount
        return [
            {"name": name, "taken": taken, "back": back, "net": taken + back}
            for name, (taken, back) in sorted(sums.items())
        ]

    def _item_name(self, env, record):
        """Name the fee item, and what it is: a prepayment for it is no income yet."""
        kind = {
            "bill": "",
            "prepay": env._("Prepayment"),
            "deposit": env._("Deposit"),
        }[record.kind]
        item = record.item_id.name or ""
        if record.kind == "bill" and not item:
            return env._("Earlier debts")
        return " · ".join(filter(None, (kind, item)))

    # ----------------------------------------------------------------- RECEIPTS

    def _span(self, receipts):
        if not receipts:
            return "—"
        names = receipts.mapped("name")
        return receipts.env._(
            "%(first)s to %(last)s, %(count)s in number",
            first=names[0],
            last=names[-1],
            count=len(names),
        )

    def _voided(self, payments):
        vouchers = [*payments.estate_receipt_id, *payments.estate_refund_id]
        return [voucher for voucher in vouchers if voucher.state == "void"]
