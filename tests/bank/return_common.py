"""A batch of three bills that was sent, and what its answers left in the ledger."""

from .collection_common import CollectionCommon


class ReturnCommon(CollectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bills = cls._three_bills()
        cls.bill, cls.bill_2, cls.bill_3 = cls.bills
        cls.batch = cls._sent()

    def _entry(self, found):
        return found.sudo().move_ids

    def _residuals(self):
        return [bill.amount_residual for bill in self.bills]

    def _prepaid(self, unit):
        return self.service._prepaid_balance(unit).get(unit.id, 0)

    def _undo(self, found, reason="Wrong file", user=None):
        wizards = self.env["estate.collection.undo"].with_user(user or self.accountant)
        wizards.create({"return_id": found.id, "reason": reason}).action_confirm()
