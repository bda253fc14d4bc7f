"""The matching screen asks the database as often for many lines as for few."""

from odoo.tests import tagged

from .recon_common import ReconCommon

QUERIES = 17
"""What opening the screen asks, with nothing in the cache."""


@tagged("post_install", "-at_install")
class TestReconWorkbench(ReconCommon):
    def _lines(self, first, count):
        """Import lines that a person has to look at, some with several candidates."""
        rows = [
            (f"202611{1 + place % 28:02}", 115 + place, "路人", f"62{place:015}", text)
            for place in range(first, first + count)
            for text in [("转账", "1-1-10 物业费", "")[place % 3]]
        ]
        lines = self._imported(*rows)
        self.assertFalse(any(lines.mapped("is_reconciled")))

    def _asked(self, **call):
        """Return how many queries a call makes for a browser's request."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        page = self.workbench.load_page(self.journal.id, **call)
        self.assertTrue(page["lines"])
        return self.env.cr.sql_log_count - before

    def test_b02_a_page_is_read_with_as_many_queries_whatever_is_left(self):
        for unit in (self.unit, self.unit_2, self.shop):
            self._bill(unit, [(self.item_fee, 100), (self.item_light, 15)])
        self._lines(0, 4)
        self.workbench.load_page(self.journal.id)
        few = self._asked()
        self._lines(4, 60)
        self.assertLessEqual(self._asked(), few)
        self.assertLessEqual(self._asked(offset=40), few)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(QUERIES):
            page = self.workbench.load_page(self.journal.id)
        self.assertEqual((len(page["lines"]), page["count"]), (40, 64))
        for kind, count in page["kinds"].items():
            found = self.workbench.load_page(self.journal.id, kind)
            domain = self.workbench._domain(self.journal, kind)
            lines = self.env["account.bank.statement.line"].search_count(domain)
            self.assertEqual((found["count"], count), (lines, lines), kind)
