from odoo import api, fields, models

from .. import formats

LOW_PAPER = 120
"""Height in mm below which a paper is a strip of continuous form."""


class ReportVoucher(models.AbstractModel):
    """What the papers of the counter share: parts, number of the copy, void mark.

    Every print, preview included, is a copy that is counted and says its number: a
    second paper for the same money is told from the first.
    """

    _name = "report.estate_service.voucher"
    _description = "Paper of the Counter"

    _voucher = None
    """Model of the vouchers."""

    @api.model
    def _get_report_values(self, docids, data=None):
        vouchers = self.env[self._voucher].browse(docids)
        vouchers.check_access("read")
        vouchers._count_copy()
        # Who may read a voucher may print it; its payments and bills are closed to
        # the counter.
        vouchers = vouchers.sudo()
        self._prepare(vouchers)
        pages = [page for voucher in vouchers for page in self._pages(voucher)]
        return {
            "doc_ids": docids,
            "doc_model": self._voucher,
            "docs": vouchers,
            "pages": pages,
        }

    def _prepare(self, vouchers):
        """Hook for what is done once for all vouchers."""

    # ------------------------------------------------------------------- PAGES

    def _pages(self, voucher):
        """Return one page per part of the voucher."""
        lang = voucher.partner_id.lang or self.env.lang or "en_US"
        voucher = voucher.with_context(lang=lang)
        common = {
            "lang": lang,
            "size": "e_low" if self._is_low_paper() else "e_high",
            "vertical": "e_vertical" if lang.startswith("zh") else "",
            **self._texts(voucher),
            **self._form(voucher),
        }
        return [{**common, "part_name": name} for name in self._parts(voucher)]

    def _is_low_paper(self):
        report = self.env["ir.actions.report"]._get_report(self._name[len("report.") :])
        paper = report.get_paperformat()
        return paper.format == "custom" and paper.page_height < LOW_PAPER

    def _parts(self, voucher):
        """Return the names of the parts; where the form copies itself, one part."""
        parts = self._part_names(voucher.env)
        three = voucher.company_id.estate_receipt_parts == "three"
        return parts if three else parts[1:2]

    def _part_names(self, env):
        return [env._("Part 1: Stub"), env._("Part 2: Payer"), env._("Part 3: Finance")]

    def _texts(self, voucher):
        env = voucher.env
        community = voucher.community_id
        return {
            "voucher": voucher,
            "company": voucher.company_id,
            "community": community,
            "unit": voucher.unit_id,
            "hotline": community.hotline or voucher.company_id.phone,
            "date": formats.day(env, voucher.date),
            "mark": formats.void_mark(env) if voucher.state == "void" else (),
            "void_text": self._void_text(voucher),
            "copy_text": env._("Print no. %(count)s", count=voucher.print_count),
        }

    def _form(self, voucher):
        env, currency = voucher.env, voucher.currency_id
        return {
            "symbol": currency.symbol,
            "amount_head": env._("Amount (%(symbol)s)", symbol=currency.symbol),
            "amount": formats.amount(env, voucher.amount, currency),
            "capitals": self._capitals(voucher),
            "methods": self._methods(voucher),
        }

    # ------------------------------------------------------------------- WORDS

    def _capitals(self, voucher):
        words = voucher.amount_capitals
        return f"人民币 {words}" if voucher.currency_id.name == "CNY" else words

    def _void_text(self, voucher):
        if voucher.state != "void":
            return ""
        local = voucher.with_context(tz=voucher.community_id._timezone())
        moment = fields.Datetime.context_timestamp(local, voucher.void_date)
        return voucher.env._(
            "Void since %(date)s (%(user)s): %(reason)s",
            date=formats.day(voucher.env, moment),
            user=voucher.void_user_id.name or "",
            reason=voucher.void_reason or "",
        )

    def _methods(self, voucher):
        """Ways of payment with their amounts; cash with what was tendered."""
        payments = voucher.payment_ids.sorted("id")
        field = payments._fields["estate_channel"]
        labels = dict(field._description_selection(voucher.env))
        texts = []
        for payment in payments:
            name = payment.payment_method_line_id.name
            name = labels.get(payment.estate_channel) or name
            texts.append(self._method_text(voucher, payment, name))
        return formats.listing(voucher.env, texts)

    def _method_text(self, voucher, payment, name):
        def text(value):
            return formats.amount(voucher.env, value, voucher.currency_id)

        if payment.estate_change:
            return voucher.env._(
                "%(way)s %(amount)s (tendered %(tendered)s, change %(change)s)",
                way=name,
                amount=text(payment.amount),
                tendered=text(payment.amount + payment.estate_change),
                change=text(payment.estate_change),
            )
        return f"{name} {text(payment.amount)}"
