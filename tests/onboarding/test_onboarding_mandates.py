"""Mandates of an archive: by which account the bank collects from whom (R-103)."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .onboarding_common import OnboardingCommon

MANDATE_HEADERS = (
    "房号",
    "户名",
    "银行账号",
    "委托合同号",
    "签订日期",
    "单笔限额",
    "失效日期",
)
NUMBER, OTHER = "6217232003967166855", "6217556086626632357"


@tagged("post_install", "-at_install")
class TestOnboardingMandates(OnboardingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._estate_of(cls)

    def _estate_of(self):
        return self._estate(
            self, self._owner(self), self._owner(self, "102", "郭萍", "13900000002")
        )

    def _row(
        self, room="101", name="王伟", account=NUMBER, contract="DK000001", **cells
    ):
        values = {
            "signed": "2021-08-16",
            "limit": "2000.00",
            "until": None,
            **cells,
        }
        return (f"1-1-{room}", name, account, contract, *values.values())

    def _mandates(self, *rows):
        return {"mandates.csv": self._csv(MANDATE_HEADERS, *self._blank(rows))}

    def _blank(self, rows):
        return [["" if cell is None else cell for cell in row] for row in rows]

    def _stored(self):
        return self.env["estate.mandate"].search(
            [("community_id", "=", self.hillside.id)]
        )

    # ---- What is read -----------------------------------------------------------

    def test_mandates_come_with_their_units_and_people(self):
        files = {"a.xlsx": self.people} | self._mandates(
            self._row(), self._row("102", "郭萍", OTHER, "DK000002", limit=None)
        )
        importer = self._imported(files)
        self.assertFalse(importer.issue_ids)
        self.assertEqual(self._counts(importer)["estate.mandate"], (2, 0, 0))
        self.assertEqual(self._counts(importer)["res.partner.bank"], (2, 0, 0))
        mandate = self._stored().filtered(lambda m: m.name == "DK000001")
        self.assertEqual(mandate.unit_id.code, "1-1-101")
        self.assertEqual(mandate.partner_id, mandate.unit_id.owner_id)
        self.assertEqual(mandate.account_number, NUMBER)
        self.assertFalse(mandate.bank_account_id.allow_out_payment)
        self.assertEqual(mandate.state, "active")
        self.assertEqual(mandate.limit_amount, 2000)
        self.assertEqual(str(mandate.date_from), "2021-08-16")
        self.assertEqual((self._stored() - mandate).limit_amount, 0)

    def test_the_same_file_again_changes_nothing(self):
        self._imported({"a.xlsx": self.people})
        files = self._mandates(self._row())
        self._imported(files)
        again = self._checked(files)
        self.assertEqual(self._counts(again)["estate.mandate"], (0, 0, 1))
        self.assertEqual(again.change_count, 0)
        self._stored().action_suspend()
        again = self._checked(files)
        self.assertEqual(again.change_count, 0)
        self.assertIn("not in force", again.notice_ids.mapped("reason")[-1])

    def test_a_holder_who_does_not_live_here_is_entered(self):
        self._imported({"a.xlsx": self.people})
        files = self._mandates(
            self._row(name="姑妈"), self._row("102", "姑妈", NUMBER, "DK000002")
        )
        importer = self._imported(files)
        self.assertEqual(self._counts(importer)["res.partner"], (1, 0, 0))
        holders = self._stored().partner_id
        self.assertEqual(holders.name, "姑妈")
        self.assertEqual(holders.company_id, self.company)
        self.assertEqual(len(holders.bank_ids), 1)
        again = self._checked(files)
        self.assertEqual(again.change_count, 0)

    def test_an_account_on_file_is_used(self):
        self._imported({"a.xlsx": self.people})
        owner = self._unit("1-1-101").owner_id
        account = self.env["res.partner.bank"].create(
            {"partner_id": owner.id, "acc_number": NUMBER}
        )
        self._imported(self._mandates(self._row()))
        self.assertEqual(self._stored().bank_account_id, account)

    # ---- Faults -----------------------------------------------------------------

    def test_each_fault_names_its_row_and_column(self):
        self._imported({"a.xlsx": self.people})
        owner = self._unit("1-1-102").owner_id
        self.env["res.partner.bank"].create(
            {"partner_id": owner.id, "acc_number": OTHER}
        )
        rows = (
            self._row("999"),
            self._row(account="12"),
            self._row(account=OTHER),
            self._row(signed="2021-13-40"),
            self._row(limit="-5"),
            self._row(limit="viel"),
            self._row(until="2020-01-01"),
            self._row(signed=None),
            self._row(name=None),
            self._row(contract=None),
            self._row("102", "郭萍", "6217000000000000001"),
            self._row("102", "郭萍", "6217000000000000002", "DK000003"),
        )
        importer = self._checked(self._mandates(*rows))
        faults = sorted((issue.row, issue.column) for issue in importer.issue_ids)
        self.assertEqual(
            faults,
            [
                (2, "房号"),
                (3, "银行账号"),
                (4, "银行账号"),
                (5, "签订日期"),
                (6, "单笔限额"),
                (7, "单笔限额"),
                (8, "失效日期"),
                (9, "签订日期"),
                (10, "户名"),
                (11, "委托合同号"),
                (13, "房号"),
            ],
        )
        reasons = dict(
            zip(
                importer.issue_ids.mapped("row"),
                importer.issue_ids.mapped("reason"),
                strict=True,
            )
        )
        self.assertIn("somebody else", reasons[4])
        self.assertIn("Row 12", reasons[13])
        self.assertEqual(importer.row_count - importer.bad_row_count, 1)

    def test_an_account_of_two_holders_is_refused(self):
        self._imported({"a.xlsx": self.people})
        importer = self._checked(
            self._mandates(self._row(), self._row("102", "郭萍", NUMBER, "DK000002"))
        )
        self.assertEqual(self._faults(importer), {(3, "银行账号"): NUMBER})

    def test_a_second_mandate_of_a_unit_in_the_same_days_is_refused(self):
        self._imported({"a.xlsx": self.people} | self._mandates(self._row()))
        importer = self._checked(self._mandates(self._row(contract="DK000009")))
        self.assertEqual(self._faults(importer), {(2, "委托合同号"): "DK000009"})
        self.assertIn("DK000001", importer.issue_ids.reason)
        self._stored().action_end()
        day = str(self._stored().date_to.replace(year=2030))
        self._imported(self._mandates(self._row(contract="DK000009", signed=day)))
        self.assertEqual(len(self._stored()), 2)

    def test_what_was_signed_is_not_changed_by_a_file(self):
        self._imported({"a.xlsx": self.people} | self._mandates(self._row()))
        for row, column in (
            (self._row(limit="3000"), "单笔限额"),
            (self._row(account=OTHER), "银行账号"),
        ):
            importer = self._checked(self._mandates(row))
            self.assertIn((2, column), self._faults(importer))
            with self.assertRaises(UserError):
                importer.action_import_all()

    # ---- Back -------------------------------------------------------------------

    def test_an_import_of_mandates_is_rolled_back(self):
        self._imported({"a.xlsx": self.people})
        importer = self._imported(self._mandates(self._row(name="姑妈")))
        importer.action_roll_back()
        self.assertFalse(self._stored())
        accounts = self.env["res.partner.bank"].search([("acc_number", "=", NUMBER)])
        self.assertFalse(accounts)

    def test_what_a_bank_was_asked_by_stays(self):
        importer = self._imported({"a.xlsx": self.people} | self._mandates(self._row()))
        self._stored().action_suspend()
        with self.assertRaisesRegex(UserError, "Mandate"):
            importer.action_roll_back()
