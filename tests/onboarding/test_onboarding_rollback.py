from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .onboarding_common import (
    ARCHIVE,
    OPENING,
    OPENING_HEADERS,
    PEOPLE_HEADERS,
    OnboardingCommon,
)

ROW = ("1-1-101", "欠费", "物业费", "2026-09", "100.00")


@freeze_time("2026-11-03")
@tagged("post_install", "-at_install")
class TestOnboardingRollback(OnboardingCommon):
    """An import is taken back while nothing was built on it."""

    def _imported_estate(self):
        return self._imported(
            {
                "a.xlsx": self._estate(self._owner()),
                "b.csv": self._csv(OPENING_HEADERS, ROW),
            }
        )

    def _assert_refused(self, importer, reason):
        with self.assertRaisesRegex(UserError, reason):
            importer.action_roll_back()
        self.assertEqual(importer.state, "done")

    def _pay_opening(self):
        """Take what the owner of 1-1-101 owes at the counter, return the receipt."""
        self.env["estate.setup"]._set_up(self.company)
        unit = self._unit("1-1-101")
        line = self.env["estate.cashier"]._open_lines(unit)[0]
        method = self.env["account.payment.method.line"].search(
            [
                ("journal_id.company_id", "=", self.company.id),
                ("estate_channel", "=", "pos"),
                ("payment_type", "=", "inbound"),
            ],
            limit=1,
        )
        self.env["estate.cashier"]._collect(
            unit,
            unit.owner_id,
            [(line["move_line_id"], line["open"])],
            [{"payment_method_line_id": method.id, "amount": line["open"]}],
        )
        return self.env["estate.receipt"].search([("unit_id", "=", unit.id)])

    def test_a_rolled_back_import_leaves_only_cancelled_entries(self):
        files = {ARCHIVE: self._slice(ARCHIVE), OPENING: self._slice(OPENING)}
        partners = self.env["res.partner"].search_count([])
        importer = self._imported(files)
        entries = self.env["account.move"].browse(
            importer.record_ids.filtered(
                lambda r: r.res_model == "account.move"
            ).mapped("res_id")
        )
        importer.action_roll_back()
        self.assertEqual(importer.state, "rolled_back")
        self.assertEqual(self.hillside.unit_count, 0)
        self.assertFalse(self.hillside.building_ids)
        self.assertFalse(self.hillside.cut_over)
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertEqual(set(entries.mapped("state")), {"cancel"})
        self.assertTrue(all(entries.mapped("name")), "numbers stay")
        self.assertFalse(importer.record_ids)
        again = self._imported(files)
        self.assertTrue(all(again.total_ids.mapped("is_tied")))

    def test_changed_values_are_restored(self):
        row = ["1栋", "1单元", 1, "101", "住宅", 88.5, None]
        first = self._imported({"a.xlsx": self._units(row)})
        row[5] = 91
        second = self._imported({"a.xlsx": self._units(row)})
        reason = f"Import {second.name} of 11/03/2026 stands on it"
        self._assert_refused(first, reason)
        second.action_roll_back()
        self.assertEqual(self._unit("1-1-101").area_built, 88.5)
        first.action_roll_back()
        self.assertFalse(self._unit("1-1-101"))

    def test_refused_when_an_opening_item_was_paid(self):
        importer = self._imported_estate()
        receipt = self._pay_opening()
        self._assert_refused(
            importer, "1 opening items were paid or used, e.g. 1-1-101 物业费 2026-09"
        )
        self._assert_refused(importer, f"1 × Receipt, e.g. {receipt.display_name}")

    def test_refused_when_the_units_are_charged(self):
        importer = self._imported_estate()
        self._assign(self._unit("1-1-101"), self._new_item("Fee", 2.8))
        self._assert_refused(importer, "1 × Fee Assignment")

    def test_refused_with_the_number_and_date_of_imports_that_stand_on_it(self):
        """A later import that only refers to records is named, not counted out."""
        with freeze_time("2026-11-01"):
            units = self._imported({"a.xlsx": self._estate()})
        people = self._xlsx((PEOPLE_HEADERS, self._owner()))
        with freeze_time("2026-11-02"):
            second = self._imported({"b.xlsx": people})
        third = self._imported({"c.csv": self._csv(OPENING_HEADERS, ROW)})
        with self.assertRaises(UserError) as refused:
            units.action_roll_back()
        title, *reasons = str(refused.exception).splitlines()
        self.assertEqual(
            reasons,
            [
                f"• Import {third.name} of 11/03/2026 stands on it: "
                "roll that back first.",
                f"• Import {second.name} of 11/02/2026 stands on it: "
                "roll that back first.",
            ],
        )
        for importer in (third, second, units):
            importer.action_roll_back()
        self.assertFalse(self._unit("1-1-101"))

    def test_refused_with_the_count_and_an_example_of_bills(self):
        importer = self._imported_estate()
        unit = self._unit("1-1-101")
        bills = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": unit.owner_id.id,
                    "estate_unit_id": unit.id,
                    "invoice_date": "2026-11-01",
                    "invoice_line_ids": [Command.create({"name": "Fee"})],
                }
                for _number in range(2)
            ]
        )
        bills.action_post()
        self._assert_refused(importer, f"2 × Bill, e.g. {bills[0].name}")
        with self.assertRaises(UserError) as refused:
            importer.action_roll_back()
        self.assertNotIn("Journal Item", str(refused.exception), "lines of the bills")

    def test_refused_with_receipts_that_only_their_lines_tie_to_it(self):
        """Opening balances of units that were here before."""
        self._imported({"a.xlsx": self._estate(self._owner())})
        importer = self._imported({"b.csv": self._csv(OPENING_HEADERS, ROW)})
        receipt = self._pay_opening()
        self._assert_refused(importer, f"1 × Receipt, e.g. {receipt.display_name}")

    def test_no_example_names_what_the_user_may_not_see(self):
        importer = self._imported_estate()
        elsewhere = self.env["estate.community"].create(
            {"name": "Seaside", "code": "SE", "company_id": self.company.id}
        )
        unit = self.env["estate.unit"].create(
            {"community_id": elsewhere.id, "room": "901"}
        )
        self.env["estate.occupancy"].create(
            {
                "unit_id": unit.id,
                "partner_id": self._unit("1-1-101").owner_id.id,
                "date_start": "2026-10-01",
            }
        )
        with self.assertRaises(UserError) as refused:
            importer.action_roll_back()
        self.assertIn("1 × Occupancy", str(refused.exception))
        self.assertNotIn("901", str(refused.exception))

    def test_refused_when_a_person_moved_in_since(self):
        importer = self._imported_estate()
        self.env["estate.occupancy"].create(
            {
                "unit_id": self._unit("1-1-101").id,
                "partner_id": self.owner.id,
                "role": "tenant",
                "date_start": "2026-10-01",
            }
        )
        self._assert_refused(importer, "1 × Occupancy")

    def test_refused_when_a_value_was_changed_by_hand(self):
        importer = self._imported_estate()
        self._unit("1-1-102").note = "Keys with the guard"
        self._assert_refused(
            importer, "1 × Unit changed or deleted since, e.g. 1-1-102"
        )

    def test_refused_when_somebody_wrote_about_a_unit(self):
        importer = self._imported_estate()
        self._unit("1-1-102").message_post(body="Window broken", message_type="comment")
        self._assert_refused(importer, "1 messages, files or activities")

    def test_refused_when_the_books_are_closed(self):
        importer = self._imported_estate()
        self.company.fiscalyear_lock_date = "2026-09-30"
        self._assert_refused(importer, "The books are closed")
