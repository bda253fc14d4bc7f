"""A bank whose statements are imported and matched."""

import base64
from unittest.mock import patch

from ..cashier.cashier_common import CashierCommon, D

ACCOUNT = "44050100000000001234"
HEADER = "交易日期,交易时间,借方发生额,贷方发生额,余额,对方户名,对方账号,摘要,备注"
FIRST = "1-1-101 物业费"
PAYER = ("汪健强", "6217000000000000001")


class ReconCommon(CashierCommon):
    """Three units; the accountant has one bank, the bills are those of a test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._new_staff("finance_clerk")
        cls.journal = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.journal.bank_acc_number = ACCOUNT
        cls.workbench = (
            cls.env["estate.recon.workbench"]
            .with_user(cls.accountant)
            .with_company(cls.company)
        )

    # ---- Files ------------------------------------------------------------------

    @classmethod
    def _csv(cls, *rows, opening=1000, preamble=True, encoding="gb18030"):
        """Return a statement of (day, amount, payer, account, text) with balances."""
        lines = [f"账号：,{ACCOUNT}", ""] if preamble else []
        lines.append(HEADER)
        balance = D(str(opening))
        for place, (day, amount, payer, account, text) in enumerate(rows):
            amount = D(str(amount))
            balance += amount
            debit, credit = ("", amount) if amount > 0 else (-amount, "")
            lines.append(
                f"{day},10:{place:02}:00,{debit},{credit},{balance},{payer},{account},"
                f"转账,{text}"
            )
        return "\n".join(lines).encode(encoding)

    @classmethod
    def _file(cls, data, name="statement.csv", user=None, **vals):
        files = cls.env["estate.statement.import"].with_user(user or cls.accountant)
        return files.with_company(cls.company).create(
            {
                "journal_id": cls.journal.id,
                "company_id": cls.company.id,
                "file": base64.b64encode(data),
                "file_name": name,
                **vals,
            }
        )

    @classmethod
    def _imported(cls, *rows, **options):
        """Import a statement; return its lines in the order given."""
        file = cls._file(cls._csv(*rows, **options))
        file.action_check()
        assert not file.fault_text, file.fault_text
        file.action_import()
        return file.sudo().line_ids.sorted("id")

    @classmethod
    def _written(cls, *rows, **options):
        """Write a statement's lines as the job does, before it proposes for them."""
        file = cls._file(cls._csv(*rows, **options)).sudo()
        file.action_check()
        file.state = "importing"
        assert sum(file._write_chunks()) == len(rows)
        return file.line_ids.sorted("id")

    def _match_job(self, seconds=1.0):
        """Do what the job does for open lines, its commits apart.

        :param seconds: what the scheduler leaves it after each step
        :return: (whether it is through, numbers of lines that it said are left)
        """
        left = []

        def progress(_crons, _processed=0, *, remaining=None):
            left.append(remaining)
            return seconds

        job = self.env(su=True)["estate.bank.job"].with_company(self.company)
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", progress):
            return job._match_waiting(self.company), left

    def _bills(self):
        return [
            self._bill(
                unit, [(self.item_fee, 100), (self.item_light, 15)], "2026-10-01"
            )
            for unit in (self.unit, self.unit_2, self.shop)
        ]

    def _line(
        self, amount, text, payer="某人", account="6217000000000000009", day="03"
    ):
        return self._imported((f"202611{day}", amount, payer, account, text))

    def _lines_of_journal(self):
        return self.env["account.bank.statement.line"].search_count(
            [("journal_id", "=", self.journal.id)]
        )

    # ---- Ledger -----------------------------------------------------------------

    def _suspense(self):
        return self._balance_of(self.journal.suspense_account_id)

    def _balance_of(self, account):
        rows = self.env["account.move.line"]._read_group(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")],
            [],
            ["balance:sum"],
        )
        return D(str(rows[0][0] or 0)).quantize(D("0.01"))

    def _prepaid(self, unit):
        return self.env["estate.cashier"]._prepaid_balance(unit).get(unit.id, D(0))

    def _owed(self, *units):
        """Return what is open of units, and see that the ledger says the same."""
        balance, residual = self._receivable(*units)
        self.assertEqual(balance, residual)
        return residual
