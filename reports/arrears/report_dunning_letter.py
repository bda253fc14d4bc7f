from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ...models.arrears.estate_dunning_policy import ON_PAPER
from .. import formats
from ..portal_links import account_link, bill_link, ensure_tokens


class ReportDunningLetter(models.AbstractModel):
    """催款通知: what is owed, since when, how to pay (R-809, B-18).

    The page says what was frozen when the letter was made, so that it can be printed
    again years later as it was. The texts are in the debtor's language.
    """

    _name = "report.estate_service.report_dunning_letter"
    _description = "Dunning Letter"

    @api.model
    def _get_report_values(self, docids, data=None):
        cases = self.env["estate.dunning.case"].browse(docids)
        cases.check_access("read")
        self._check_made(cases)
        # Who may read a case may print its letter; what stands on it (bills, fee
        # items, the company's bank account) needs no right of its own.
        cases = cases.sudo()
        bills = self._bills(cases)
        ensure_tokens(bills)
        pages = self._pages(cases, {bill.id: bill for bill in bills})
        return {
            "doc_ids": docids,
            "doc_model": "estate.dunning.case",
            "docs": cases,
            "pages": [pages[case.id] for case in cases],
        }

    def _check_made(self, cases):
        """What waits for the manager, or was not sent, is no letter yet."""
        unmade = cases.filtered(
            lambda case: case.channel not in ON_PAPER or not case.attempt_ids
        )
        if unmade:
            raise UserError(
                self.env._("The letter of %s is not made yet.", unmade[0].display_name)
            )

    def _bills(self, cases):
        """The bills that still exist, to be paid online."""
        ids = {row["move"] for case in cases for row in case.detail or []}
        moves = cases.env["account.move"].browse(ids).exists()
        return moves.filtered(lambda move: move.move_type == "out_invoice")

    def _pages(self, cases, bills):
        """Return {case id: values of its page}."""
        pages = {}
        letters = {
            attempt.case_id.id: attempt
            for attempt in cases.attempt_ids.sorted("id")
            if attempt.channel == attempt.case_id.channel
        }
        notice = self.env["report.estate_service.report_bill_notice"].sudo()  # as above
        for lang, group in cases.grouped(self._lang).items():
            spoken = group.with_context(lang=lang)
            items = self._item_names(spoken)
            ways = {}
            for case in spoken:
                place = (case.company_id, case.community_id)
                if place not in ways:
                    ways[place] = notice._ways_to_pay(*place)
                attempt = letters.get(case.id, cases.attempt_ids.browse())
                page = self._page(case, attempt, bills, items)
                pages[case.id] = dict(page, lang=lang, ways=ways[place])
        return pages

    def _lang(self, case):
        return case.payer_id.lang or self.env.lang or "en_US"

    def _item_names(self, cases):
        ids = {
            item for case in cases for row in case.detail or [] for item in row["items"]
        }
        fees = cases.env["estate.fee.item"].browse(ids).exists()
        return {fee.id: fee.name for fee in fees}

    def _page(self, case, attempt, bills, items):
        rows = case.detail or []
        made_on = case.handed_on or fields.Date.context_today(case)
        return {
            "case": case,
            "company": case.company_id,
            "community": case.community_id,
            "unit": case.unit_id,
            "title": attempt.subject or case.level_id.subject or case.level_id.name,
            "text": (attempt.text or "").strip().splitlines(),
            "date": formats.day(case.env, made_on),
            "since": formats.day(case.env, case.since),
            "months": case.months,
            "rows": [self._cells(case, row, items) for row in rows],
            "amount_head": case.env._(
                "Amount (%(symbol)s)", symbol=case.currency_id.symbol
            ),
            "symbol": case.currency_id.symbol,
            "total": formats.amount(case.env, case.amount, case.currency_id),
            "qr": formats.qr_data_uri(self._link(case, rows, bills)),
        }

    def _cells(self, case, row, items):
        names = [items[item] for item in row["items"] if item in items]
        start, end = map(fields.Date.to_date, (row["from"], row["to"]))
        due = fields.Date.to_date(row["due"])
        return {
            "name": format_list(case.env, names) if names else row["name"],
            "number": row["name"] if names else "",
            "period": formats.period(case.env, start, end),
            "due": formats.day(case.env, due),
            "amount": formats.amount(case.env, row["open"], case.currency_id),
        }

    def _link(self, case, rows, bills):
        """The page of the only bill, else of all of the reader's bills."""
        own = [bills[row["move"]] for row in rows if row["move"] in bills]
        return bill_link(own[0]) if len(own) == 1 else account_link(case)
