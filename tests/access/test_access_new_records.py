from odoo.tests import tagged

from ..common import EstateCommon

NEW = {
    "manager": (
        "estate.building",
        "estate.fee.assignment",
        "estate.fee.price",
        "estate.fee.rule",
        "estate.import",
        "estate.late.fee.pause",
        "estate.late.fee.rule",
        "estate.occupancy",
        "estate.unit",
        "estate.vacancy",
        "estate.vacancy.rule",
        "estate.vehicle",
        "estate.waiver",
    ),
    "front_desk": ("estate.access.card", "estate.occupancy", "estate.vehicle"),
    "finance_clerk": ("estate.bill.run", "estate.late.fee.run"),
}


@tagged("post_install", "-at_install")
class TestAccessNewRecords(EstateCommon):
    """A new record made from its own list knows the company it chooses from."""

    def test_a_new_record_begins_in_the_company_at_work(self):
        for role, models in NEW.items():
            user = self._new_staff(role, login=f"new_{role}")
            for model in models:
                with self.subTest(role=role, model=model):
                    records = self.env[model].with_user(user)
                    records = records.with_company(self.company)
                    new = records.onchange({}, [], {"company_id": {}})["value"]
                    self.assertEqual(new["company_id"], self.company.id)
