from odoo import api, models
from odoo.tools import format_list

from .. import formats
from ..portal_links import bill_link, ensure_tokens
from .bill_balances import balances_of
from .bill_cells import built_area_text, cells_of


class ReportBillNotice(models.AbstractModel):
    """收费通知单: what is charged, how it is computed and what for (R-806, R-810).

    Everything is read for all bills of a slice at once; a page is a dictionary of
    texts in the payer's language that the template only lays out.
    """

    _name = "report.estate_service.report_bill_notice"
    _description = "Bill Notice"

    @api.model
    def _get_report_values(self, docids, data=None):
        moves = self.env["account.move"].browse(docids)
        moves.check_access("read")
        # Who may read a bill may print it; what stands on it (journal items, fee
        # items, the company's bank account) needs no right of its own.
        moves = moves.sudo()
        ensure_tokens(moves)
        pages = self._pages(moves)
        return {
            "doc_ids": docids,
            "doc_model": "account.move",
            "docs": moves,
            "pages": [pages[move.id] for move in moves],
        }

    # ------------------------------------------------------------------- PAGES

    def _pages(self, moves):
        """Return {bill id: values of its page}."""
        balances = balances_of(moves)
        # Read for all at once: bill by bill it would be a query each.
        moves.invoice_line_ids.mapped("tax_ids.price_include")
        pages = {}
        for lang, group in moves.grouped(self._lang).items():
            ways = {}
            for move in group.with_context(lang=lang):
                place = (move.company_id, move.estate_unit_id.community_id)
                if place not in ways:
                    ways[place] = self._ways_to_pay(*place)
                page = self._page(move, *balances[move.id])
                pages[move.id] = dict(page, lang=lang, ways=ways[place])
        return pages

    def _lang(self, move):
        return move.partner_id.lang or self.env.lang or "en_US"

    def _page(self, move, arrears, months, prepaid):
        unit = move.estate_unit_id
        lines = move.invoice_line_ids.filtered(lambda x: x.display_type == "product")
        return {
            "move": move,
            "company": move.company_id,
            "community": unit.community_id,
            "unit": unit,
            "area": built_area_text(move.env, lines, unit),
            "period": self._period(lines),
            "date": formats.day(move.env, move.invoice_date or move.date),
            "due": formats.day(move.env, move.invoice_date_due),
            "rows": [cells_of(line) for line in lines],
            "notes": self._notes(lines),
            "mark": self._mark(move),
            "qr": formats.qr_data_uri(bill_link(move)),
            **self._totals(move, arrears, months, prepaid),
        }

    def _totals(self, move, arrears, months, prepaid):
        def text(value):
            return formats.amount(move.env, value, move.currency_id)

        paid = move.amount_total - move.amount_residual
        due = move.amount_residual + arrears
        currency = move.currency_id
        return {
            "symbol": currency.symbol,
            "amount_head": move.env._("Amount (%(symbol)s)", symbol=currency.symbol),
            "tax_text": self._tax_text(move),
            "total": text(move.amount_total),
            "paid": "" if currency.is_zero(paid) else text(-paid),
            "arrears": text(arrears),
            "arrears_text": self._arrears_text(move.env, months),
            "prepaid": "" if currency.is_zero(prepaid) else text(prepaid),
            "due_total": text(max(due, 0.0)),
            "settled": currency.compare_amounts(due, 0.0) <= 0,
        }

    def _tax_text(self, move):
        if move.currency_id.is_zero(move.amount_tax):
            return ""
        return move.env._(
            "(before tax %(untaxed)s, tax %(tax)s)",
            untaxed=formats.amount(move.env, move.amount_untaxed, move.currency_id),
            tax=formats.amount(move.env, move.amount_tax, move.currency_id),
        )

    def _arrears_text(self, env, months):
        """R-810: how many months, beside the amount."""
        if not months:
            return env._("Arrears before this bill")
        if months == 1:
            return env._("Arrears before this bill (1 month)")
        return env._("Arrears before this bill (%(count)s months)", count=months)

    def _period(self, lines):
        starts = [line.estate_date_from for line in lines if line.estate_date_from]
        ends = [line.estate_date_to for line in lines if line.estate_date_to]
        if not (starts and ends):
            return ""
        return formats.period(lines.env, min(starts), max(ends))

    def _notes(self, lines):
        """Composition and use of each item on the bill (R-806)."""
        items = lines.estate_item_id.filtered("use_note")
        return [(item.name, item.use_note) for item in items]

    def _mark(self, move):
        """The word across a paper that must not be paid, or nothing."""
        if move.state == "cancel" or move.payment_state == "reversed":
            return formats.void_mark(move.env)
        return (move.env._("DRAFT"), "") if move.state == "draft" else ()

    # -------------------------------------------------------------- WAYS TO PAY

    def _ways_to_pay(self, company, community):
        """Lines that tell how to pay: the community's own text, else what we know."""
        if community.payment_note:
            return community.payment_note.splitlines()
        _ = community.env._
        ways = [_("Online: scan the code to see this bill and its payments.")]
        channels = self._counter_channels(company.with_env(community.env))
        if channels:
            ways.append(_("At the service centre: %(ways)s.", ways=channels))
        for bank in company.partner_id.bank_ids[:1]:
            ways.append(
                _(
                    "By transfer: %(holder)s, %(bank)s %(number)s. Please state your "
                    "unit.",
                    holder=bank.acc_holder_name or company.name,
                    bank=bank.bank_id.name or "",
                    # A number broken at the end of the line is typed wrongly.
                    number=bank.acc_number.replace(" ", "\N{NO-BREAK SPACE}"),
                )
            )
        return ways

    def _counter_channels(self, company):
        methods = company.env["account.payment.method.line"].search(
            [
                # A branch takes money by the ways of its parents too.
                ("journal_id.company_id", "in", company.parent_ids.ids),
                ("estate_at_counter", "=", True),
                ("payment_method_id.payment_type", "=", "inbound"),
                ("estate_channel", "!=", False),
            ]
        )
        field = methods._fields["estate_channel"]
        labels = dict(field._description_selection(company.env))
        offered = set(methods.mapped("estate_channel"))
        return format_list(
            company.env, [text for value, text in labels.items() if value in offered]
        )
