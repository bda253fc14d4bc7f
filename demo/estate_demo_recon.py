import base64

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

HEADER = "交易时间,借方发生额,贷方发生额,对方户名,对方账号,摘要,备注"
PAYER = ("罗家琪", "6217900098760000011")
STRANGER = ("何远帆", "6217900098760000029")


class EstateDemo(models.AbstractModel):
    """A statement of the bank: one line matched and learned, the others left."""

    _inherit = "estate.demo"

    @api.model
    def _import_statement(self):
        day = fields.Date.context_today(self) - relativedelta(days=2)
        bill = self._oldest_open_line()
        unit = self.env["estate.unit"].browse(bill["unit_id"])
        rows = (
            (bill["open"], *PAYER, "转账存入", f"{unit.code} 物业费"),
            (bill["open"], *STRANGER, "转账存入", "物业费"),
            ("8.16", "", "", "结息", "活期利息"),
            ("-15.00", "城市银行", "", "手续费", "网银服务费"),
        )
        file = self._as("accountant", "estate.statement.import").create(
            {
                "company_id": self.env.company.id,
                "file": base64.b64encode(self._statement(day, rows)),
                "file_name": f"城市银行对账单_{day:%Y%m%d}.csv",
            }
        )
        file.action_check()
        file.action_import()
        self._decide_first(file, bill)

    @api.model
    def _oldest_open_line(self):
        """Return the oldest line that is open, of whoever is behind with his fees."""
        units = self.env["estate.unit"].search(
            [("community_id", "=", self._community().id)]
        )
        lines = self.env["estate.cashier"]._open_lines(units)
        return next(line for line in lines if line["open"] > 0)

    @api.model
    def _statement(self, day, rows):
        lines = [HEADER]
        for minute, (amount, name, account, summary, remark) in enumerate(rows):
            amount = f"{amount:.2f}" if not isinstance(amount, str) else amount
            sides = f"{amount[1:]}," if amount.startswith("-") else f",{amount}"
            lines.append(
                f"{day:%Y%m%d} 09:{minute:02}:00,{sides},{name},{account},{summary},"
                f"{remark}"
            )
        return "\n".join(lines).encode("gb18030")

    @api.model
    def _decide_first(self, file, bill):
        """Have the accountant choose the bill where the matching left it to him."""
        line = file.line_ids.sorted("id")[0]
        if not line.is_reconciled:
            share = {
                "unit": bill["unit_id"],
                "line": bill["move_line_id"],
                "amount": bill["open"],
            }
            self._as("accountant", "estate.bank.decision")._book_by_hand(line, [share])
