"""A bank that collects by mandates: layouts, profile, mandates, and return files."""

import json

from odoo import fields

from ...engine.bank.records import write_records
from ..cashier.cashier_common import CashierCommon, D

ACCOUNT = "44050100000000001234"
NUMBERS = ("6217971629877938625", "6217718014539974669", "6217463594931478350")
REQUEST = {
    "kind": "fixed",
    "encoding": "gbk",
    "amount": "cents",
    "header": {
        "mark": "H",
        "account": [2, 26],
        "date": [27, 34],
        "count": [35, 42],
        "total": [43, 57],
    },
    "detail": {
        "mark": "D",
        "sequence": [2, 9],
        "account": [10, 34],
        "amount": [35, 49],
        "name": [50, 89],
        "contract": [90, 109],
        "unit": [110, 129],
    },
}
RETURN = {
    "kind": "fixed",
    "encoding": "gbk",
    "amount": "cents",
    "header": {
        "mark": "H",
        "account": [2, 26],
        "date": [27, 34],
        "count": [35, 42],
        "total": [43, 57],
    },
    "detail": {
        "mark": "D",
        "sequence": [2, 9],
        "account": [10, 34],
        "amount": [35, 49],
        "code": [50, 51],
        "unit": [52, 71],
        "paid": [72, 86],
    },
    "trailer": {"mark": "T", "accepted": [2, 9], "accepted_total": [10, 24]},
}
CODES = (
    ("00", "success", "成功"),
    ("01", "retry", "余额不足"),
    ("02", "stop", "账号不存在"),
    ("09", "retry", "其他"),
)
TODAY = "2026-11-10"


class CollectionCommon(CashierCommon):
    """Three units with a mandate each; one layout for requests, one for returns."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._new_staff("finance_clerk")
        cls.manager = cls._new_staff("manager")
        cls.request_layout, cls.return_layout = cls.env["estate.bank.layout"].create(
            [
                cls._layout_vals("request", REQUEST),
                cls._layout_vals("return", RETURN),
            ]
        )
        cls.profile = cls.env["estate.collection.profile"].create(
            {
                "name": "City Bank",
                "company_id": cls.company.id,
                "payment_method_line_id": cls._collection_method().id,
                "account_number": ACCOUNT,
                "creditor_name": "某物业",
                "request_layout_id": cls.request_layout.id,
                "return_layout_id": cls.return_layout.id,
                "code_ids": [
                    fields.Command.create(
                        {"code": code, "outcome": outcome, "name": name}
                    )
                    for code, outcome, name in CODES
                ],
            }
        )
        cls.mandate, cls.mandate_2, cls.mandate_3 = (
            cls._mandate(unit, number, f"DK{place}")
            for place, (unit, number) in enumerate(
                zip((cls.unit, cls.unit_2, cls.shop), NUMBERS, strict=True), 1
            )
        )

    @classmethod
    def _layout_vals(cls, purpose, source, **vals):
        return {
            "name": f"Layout {purpose}",
            "purpose": purpose,
            "company_id": cls.company.id,
            "definition": json.dumps(source),
            **vals,
        }

    @classmethod
    def _collection_method(cls):
        return cls.env["account.payment.method.line"].search(
            [
                ("journal_id.company_id", "=", cls.company.id),
                ("estate_channel", "=", "collection"),
            ]
        )

    @classmethod
    def _mandate(cls, unit, number, name, active=True, **vals):
        mandate = cls.env["estate.mandate"].create(
            {
                "unit_id": unit.id,
                "account_number": number,
                "name": name,
                "date_signed": "2025-01-01",
                **vals,
            }
        )
        if active:
            mandate.action_activate()
        return mandate

    # ---- Batches --------------------------------------------------------------

    @classmethod
    def _batch(cls, user=None, **vals):
        """A batch of the clerk with its bills chosen."""
        batches = cls.env["estate.collection.batch"].with_user(user or cls.clerk)
        batch = batches.with_company(cls.company).create(
            {"community_ids": [(6, 0, cls.community.ids)], "date": TODAY, **vals}
        )
        batch.action_choose()
        return batch

    @classmethod
    def _frozen(cls, **vals):
        batch = cls._batch(**vals)
        batch.action_freeze()
        return batch

    @classmethod
    def _sent(cls, **vals):
        batch = cls._frozen(**vals)
        batch.with_user(cls.accountant).action_send()
        return batch

    @classmethod
    def _three_bills(cls, date="2026-10-01"):
        """A bill of 115 for each of the three units."""
        return [
            cls._bill(unit, [(cls.item_fee, 100), (cls.item_light, 15)], date)
            for unit in (cls.unit, cls.unit_2, cls.shop)
        ]

    # ---- Returns --------------------------------------------------------------

    @classmethod
    def _answer(cls, batch, codes=None, account=ACCOUNT, day=TODAY, paid=None):
        """Return the bank's file: every line of the batch, or those of ``codes``.

        :param codes: {unit: result code}; success for all when not given
        :param paid: {unit: amount taken} where it is less than asked for
        """
        lines = batch.sudo().line_ids.sorted("sequence")
        if codes is not None:
            lines = lines.filtered(lambda line: line.unit_id in codes)
        details = [
            {
                "sequence": line.sequence,
                "account": line.account,
                "amount": D(str(line.amount)).quantize(D("0.01")),
                "code": (codes or {}).get(line.unit_id, "00"),
                "unit": line.unit_id.code,
                "paid": (paid or {}).get(line.unit_id),
            }
            for line in lines
        ]
        head = {"account": account, "date": fields.Date.to_date(day)}
        layout = cls.profile.sudo()._return_layout()
        return write_records(layout, details, head)

    @classmethod
    def _import(cls, batch, data=None, user=None, name="return.txt", **answer):
        """Import a return file as the accountant."""
        data = cls._answer(batch, **answer) if data is None else data
        user = user or cls.accountant
        returns = cls.env["estate.collection.return"].with_user(user)
        return returns._import(batch.with_user(user), data, name)

    # ---- Ledger ---------------------------------------------------------------

    def _transit(self):
        """Return the balance of the money that the bank took and did not credit."""
        account = self._collection_method().payment_account_id
        rows = self.env["account.move.line"]._read_group(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")],
            [],
            ["balance:sum"],
        )
        return rows[0][0]

    def _lines(self, batch):
        """Return {unit code: (state, amount taken)} of a batch."""
        return {
            line.unit_id.code: (line.state, line.amount_paid)
            for line in batch.sudo().line_ids
        }
