from odoo import api, models

from ...engine.money import chinese_capitals, decimal_of
from .. import formats
from .collection_rows import rows_of


class ReportCollectionList(models.AbstractModel):
    """银行托收清单: what the bank is asked for, in the language of who prints it."""

    _name = "report.estate_service.report_collection_list"
    _description = "Collection List"

    @api.model
    def _get_report_values(self, docids, data=None):
        batches = self.env["estate.collection.batch"].browse(docids)
        batches.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": batches._name,
            "docs": batches,
            "pages": [self._page(batch) for batch in batches],
        }

    def _page(self, batch):
        env, currency = batch.env, batch.currency_id
        rows = rows_of(batch)
        return {
            "batch": batch,
            "lang": env.lang or "en_US",
            "company": batch.company_id,
            "community": self._one_community(batch),
            "mark": formats.void_mark(env) if batch.state == "cancelled" else (),
            "date": formats.day(env, batch.date),
            "amount_head": env._("Amount (%(symbol)s)", symbol=currency.symbol),
            "is_answered": any(row["result"] for row in rows),
            "parts": self._parts(batch, rows),
            "total": formats.amount(env, batch.amount_total, currency),
            "paid": formats.amount(env, batch.accepted_total, currency),
            "refused": formats.amount(env, batch.refused_total, currency),
            "symbol": currency.symbol,
            "capitals": self._capitals(batch),
        }

    def _one_community(self, batch):
        communities = batch.line_ids.community_id
        return communities if len(communities) == 1 else communities.browse()

    def _parts(self, batch, rows):
        """Return the rows by community with their sums; one part has no heading."""
        by_community = {}
        for row in rows:
            by_community.setdefault(row["community"], []).append(row)
        several = len(by_community) > 1

        def text(value):
            return formats.amount(batch.env, value, batch.currency_id)

        return [
            {
                "name": community.name if several else "",
                "count": len(of_community),
                "total": text(sum(row["amount"] for row in of_community)),
                "rows": [
                    {**row, "amount": text(row["amount"])} for row in of_community
                ],
            }
            for community, of_community in by_community.items()
        ]

    def _capitals(self, batch):
        """Return the total in words: 大写 for yuan, else those of the language."""
        if batch.currency_id.name == "CNY":
            return f"人民币 {chinese_capitals(decimal_of(batch.amount_total))}"
        return batch.currency_id.amount_to_text(batch.amount_total)
