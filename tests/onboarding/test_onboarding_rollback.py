from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .onboarding_common import ARCHIVE, OPENING, OPENING_HEADERS, OnboardingCommon

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
        self._assert_refused(first, "Later imports")
        second.action_roll_back()
        self.assertEqual(self._unit("1-1-101").area_built, 88.5)
        first.action_roll_back()
        self.assertFalse(self._unit("1-1-101"))

    def test_refused_when_an_opening_item_was_paid(self):
        importer = self._imported_estate()
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
        self._assert_refused(importer, "1-1-101: 物业费 2026-09 was paid or used")

    def test_refused_when_the_units_are_charged(self):
        importer = self._imported_estate()
        self._assign(self._unit("1-1-101"), self._new_item("Fee", 2.8))
        self._assert_refused(importer, "1 × Fee Assignment")

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
        self._assert_refused(importer, "Unit 1-1-102 .*was changed")

    def test_refused_when_somebody_wrote_about_a_unit(self):
        importer = self._imported_estate()
        self._unit("1-1-102").message_post(body="Window broken", message_type="comment")
        self._assert_refused(importer, "1 messages, files or activities")

    def test_refused_when_the_books_are_closed(self):
        importer = self._imported_estate()
        self.company.fiscalyear_lock_date = "2026-09-30"
        self._assert_refused(importer, "The books are closed")
