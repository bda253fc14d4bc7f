"""减免汇总: a paper whose total is that of the credit notes in the ledger."""

from lxml import html

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .waiver_common import WaiverCommon

REPORT = "estate_service.report_waivers"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierWaiverReport(WaiverCommon):
    def setUp(self):
        super().setUp()
        self._bill(self.unit, [(self.item_fee, 249.68), (self.item_light, 15)])
        self._bill(self.unit_2, [(self.item_fee, 2000)])
        self.finance_clerk = self._new_staff("finance_clerk")

    def _paper(self, user=None, **values):
        papers = self.env["estate.waiver.report"].with_user(user or self.finance_clerk)
        return papers.create({"date_from": "2026-11-01", **values})

    def _page(self, paper):
        reports = self.env["ir.actions.report"].with_user(paper.env.user)
        text, _type = reports._render_qweb_html(REPORT, paper.ids)
        return html.fromstring(text)

    def _sum(self, page, place):
        table = page.find_class("e_sums")[place]
        cells = [node.text_content().replace(",", "") for node in table.iter("td")]
        return dict(
            zip(cells[::3], zip(cells[1::3], cells[2::3], strict=False), strict=True)
        )

    def test_its_total_is_that_of_the_credit_notes(self):
        first = self._waive(100)
        second = self._waive(900.01, unit=self.unit_2, reason_id=self.service_fault.id)
        page = self._page(self._paper())
        notes = (first | second).sudo().credit_ids
        total = f"{sum(notes.mapped('amount_total')):,.2f}"
        self.assertEqual(page.find_class("e_total")[0].text_content(), total)
        self.assertEqual(total, "1,000.01")
        self.assertEqual(len(page.find_class("e_entry")), 2)
        self.assertEqual(
            self._sum(page, 0),
            {
                self.service_fault.name: ("1", "900.01"),
                self.hardship.name: ("1", "100.00"),
            },
        )
        self.assertEqual(
            self._sum(page, 1),
            {"Manager": ("1", "900.01"), "Accountant": ("1", "100.00")},
        )
        self.assertEqual(self._sum(page, 2), {"Lakeside": ("2", "1000.01")})
        self.assertIn(self.manager.name, page.text_content())

    def test_what_was_undone_in_a_closed_period_takes_off_in_its_own(self):
        waiver = self._waive(100)
        with freeze_time("2026-12-05"):
            self.company.sale_lock_date = "2026-11-30"
            self._step(waiver, "undo", reason="Wrong unit")
            november = self._paper(date_to="2026-11-30")
            december = self._paper(date_from="2026-12-01")
        self.assertEqual([row[2] for row in november._entries()], [100])
        self.assertEqual([row[2] for row in december._entries()], [-100])

    def test_undone_in_an_open_period_it_is_gone(self):
        self._step(self._waive(100), "undo", reason="Wrong unit")
        with self.assertRaisesRegex(UserError, "Nothing was waived"):
            self._paper().action_print()

    def test_it_is_chosen_by_community_and_reason(self):
        self._waive(100)
        kept = self._paper(
            community_ids=[Command.set(self.community.ids)],
            reason_ids=[Command.set(self.hardship.ids)],
        )
        self.assertEqual(len(kept._entries()), 1)
        other = self._paper(reason_ids=[Command.set(self.service_fault.ids)])
        self.assertFalse(other._entries())

    def test_nobody_prints_what_he_may_not_see(self):
        self._waive(100)
        mine = self._paper()
        stranger = self._new_staff("finance_clerk", login="stranger_clerk")
        stranger.estate_community_ids = False
        self.assertFalse(self._paper(stranger)._entries())
        with self.assertRaises(AccessError):
            self._page(mine.with_user(stranger))
        for role in ("steward", "front_desk", "cashier"):
            user = getattr(self, role, None) or self._new_staff(role)
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._paper(user)
