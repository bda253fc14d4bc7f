from odoo import api, models

from .. import formats


class ReportWaivers(models.AbstractModel):
    """减免汇总: who waived what, for which reason, with whose authority.

    Each row is an entry of the ledger, so that the total is that of its credit notes.
    """

    _name = "report.estate_service.report_waivers"
    _description = "Summary of Waivers on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        papers = self.env["estate.waiver.report"].browse(docids)
        papers.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": papers._name,
            "docs": papers,
            "pages": [self._page(paper) for paper in papers],
        }

    def _page(self, paper):
        rows = paper._entries()
        communities = paper.community_ids
        named = communities.union(*(waiver.community_id for _entry, waiver, _ in rows))
        return {
            "paper": paper,
            "lang": paper.env.lang or "en_US",
            "company": paper.company_id,
            "community": communities if len(communities) == 1 else communities[:0],
            "communities": ", ".join(named.mapped("name")),
            "date_from": formats.day(paper.env, paper.date_from),
            "date_to": formats.day(paper.env, paper.date_to),
            "printed_by": paper.env.user.name,
            "symbol": paper.currency_id.symbol,
            "rows": [self._row(paper, *row) for row in rows],
            "sums": self._sums(paper, rows),
            "total": self._money(paper, sum(row[2] for row in rows)),
        }

    def _money(self, paper, amount):
        return formats.amount(paper.env, amount, paper.currency_id)

    def _row(self, paper, entry, waiver, amount):
        approvers = waiver.review_ids.done_by
        return {
            "date": formats.day(paper.env, entry.date),
            "number": waiver.name,
            "entry": entry.name,
            "unit": waiver.unit_id.code,
            "payer": waiver.partner_id.name,
            "reason": waiver.with_env(paper.env(su=True)).reason_id.name,
            "note": waiver.note,
            "authority": self._authority(paper, waiver),
            "approved_by": ", ".join(approvers.mapped("name")),
            "amount": self._money(paper, amount),
        }

    def _authority(self, paper, waiver):
        levels = paper.env["estate.waiver"]._fields["approval_level"]
        return dict(levels._description_selection(paper.env))[waiver.approval_level]

    def _sums(self, paper, rows):
        """Return ``[(heading, [(name, count, amount)])]``, the largest first."""
        _ = paper.env._
        su = paper.env(su=True)
        groups = (
            (_("Reason"), lambda waiver: waiver.with_env(su).reason_id.name),
            (_("Authority"), lambda waiver: self._authority(paper, waiver)),
            (_("Community"), lambda waiver: waiver.community_id.name),
        )
        return [(heading, self._grouped(paper, rows, key)) for heading, key in groups]

    def _grouped(self, paper, rows, key):
        amounts, waivers = {}, {}
        for _entry, waiver, amount in rows:
            name = key(waiver)
            amounts[name] = amounts.get(name, 0.0) + amount
            waivers.setdefault(name, set()).add(waiver.id)
        names = sorted(amounts, key=lambda name: (-amounts[name], name))
        return [
            (name, len(waivers[name]), self._money(paper, amounts[name]))
            for name in names
        ]
