from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..engine.bank.records import write_records
from ..engine.money import decimal_of, round_half_up
from .estate_demo import MONTHS

ACCOUNT = "80010000000000004321"
HEAD = {
    "mark": "H",
    "account": [2, 26],
    "date": [27, 34],
    "count": [35, 42],
    "total": [43, 57],
}
DETAIL = {
    "mark": "D",
    "sequence": [2, 9],
    "account": [10, 34],
    "amount": [35, 49],
}
FILE = {"kind": "fixed", "encoding": "gbk", "newline": "CRLF", "amount": "cents"}
REQUEST = {
    **FILE,
    "header": {**HEAD, "name": [58, 117]},
    "detail": {**DETAIL, "name": [50, 89], "contract": [90, 109], "unit": [110, 129]},
}
RETURN = {
    **FILE,
    "header": HEAD,
    "detail": {**DETAIL, "code": [50, 51], "unit": [52, 71]},
    "trailer": {"mark": "T", "accepted": [2, 9], "accepted_total": [10, 24]},
}
CODES = (
    ("00", "success", "扣款成功"),
    ("01", "retry", "余额不足"),
    ("02", "stop", "账号不存在或户名不符"),
    ("03", "stop", "账户已销户或冻结"),
    ("09", "retry", "其他原因"),
)
MANDATES = (
    # unit, holder, account, limit, month of the history in which it was signed
    ("1-1-301", "wu_guoqiang", "6217900012340000017", 2000, -10),
    ("B1-002", "wu_guoqiang", "6217900012340000017", 2000, -10),
    ("1-2-302", "song_wanyi", "6217900012340000025", 2000, -9),
    ("1-2-401", "zheng_kaiwen", "6217900012340000033", 5000, -8),
    ("2-1-102", "deng_lihua", "6217900012340000041", 2000, 2),
    ("1-2-202", "luo_jiaqi", "6217900012340000058", 800, 4),
    ("1-1-401", "sun_haoran", "6217900012340000066", 3000, 20),
    ("1-2-102", "guo_xiuying", "6217900012340000074", 2000, -10),
)
REFUSED = {"1-2-202": "01", "1-2-102": "03"}
"""One account holds too little, another was closed; all others pay."""
NOT_SIGNED_YET = ("2-1-201", "cao_wenbo", "6217900012340000082")
ENDING = "2-1-102"


class EstateDemo(models.AbstractModel):
    """A month of bank collection: money taken, one to try again, one stopped."""

    _inherit = "estate.demo"

    @api.model
    def _add_mandates(self):
        """Mandates as the owners signed them; the bank's way to write its files."""
        self._add_profile()
        mandates = self.env["estate.mandate"].create(
            [
                self._mandate_vals(code, holder, account, number, limit, month)
                for number, (code, holder, account, limit, month) in enumerate(
                    MANDATES, 1
                )
            ]
        )
        mandates.action_activate()
        ending = mandates.filtered(lambda mandate: mandate.unit_id.code == ENDING)
        ending.date_to = self._month(MONTHS + 2) - relativedelta(days=1)

    @api.model
    def _mandate_vals(self, code, holder, account, number, limit=0, month=MONTHS):
        return {
            "unit_id": self._unit(code).id,
            "partner_id": self._ref(f"partner_{holder}").id,
            "account_number": account,
            "name": f"WT{number:06}",
            "limit_amount": limit,
            "date_signed": self._month(month).replace(day=8),
        }

    @api.model
    def _add_profile(self):
        company = self.env.company
        layouts = self.env["estate.bank.layout"]
        request, answer = layouts.create(
            [
                {
                    "name": name,
                    "purpose": purpose,
                    "company_id": company.id,
                    "definition": layouts._spelled(source),
                }
                for name, purpose, source in (
                    ("城市银行送盘文件（定长）", "request", REQUEST),
                    ("城市银行回盘文件（定长）", "return", RETURN),
                )
            ]
        )
        method = self.env["account.payment.method.line"].search(
            [
                ("journal_id.company_id", "=", company.id),
                ("estate_channel", "=", "collection"),
            ]
        )
        self.env["estate.collection.profile"].create(
            {
                "name": "城市银行一卡通托收",
                "company_id": company.id,
                "payment_method_line_id": method.id,
                "account_number": ACCOUNT,
                "creditor_ref": "WY0001",
                "request_layout_id": request.id,
                "return_layout_id": answer.id,
                "code_ids": [
                    fields.Command.create(
                        {"code": code, "outcome": outcome, "name": name}
                    )
                    for code, outcome, name in CODES
                ],
            }
        )

    @api.model
    def _collect_by_bank(self, number):
        """Send a batch in the last month of the history and book what the bank says."""
        if number != MONTHS - 1:
            return
        day = self._month(number).replace(day=10)
        batch = self._as("finance_clerk", "estate.collection.batch", day).create(
            {"date": day, "community_ids": [(6, 0, self._community().ids)]}
        )
        batch.action_choose()
        batch.action_freeze()
        accountant = self._as("accountant", "estate.collection.return", day)
        sent = batch.with_env(accountant.env)
        sent.action_send()
        data = self._bank_answer(batch.sudo())
        accountant._import(sent, data, f"HP{day:%Y%m%d}.txt")
        # Told as it happened: the steps themselves always take the present time.
        frozen = fields.Datetime.to_datetime(day) - relativedelta(days=2, hours=-2)
        batch.sudo().write(
            {"date_frozen": frozen, "date_sent": frozen + relativedelta(days=1)}
        )

    @api.model
    def _bank_answer(self, batch):
        """Return the file that the bank sends back."""
        details = [
            {
                "sequence": line.sequence,
                "account": line.account,
                "amount": round_half_up(decimal_of(line.amount)),
                "code": REFUSED.get(line.unit_id.code, "00"),
                "unit": line.unit_id.code,
            }
            for line in batch.line_ids
        ]
        layout = batch.profile_id._return_layout()
        return write_records(layout, details, {"account": ACCOUNT, "date": batch.date})

    @api.model
    def _leave_bank_work(self):
        """A second deduction to look at, and a mandate that was signed today."""
        batch = self._as("finance_clerk", "estate.collection.batch").search(
            [("state", "=", "answered")]
        )
        batch.action_second_deduction()
        vals = self._mandate_vals(*NOT_SIGNED_YET, len(MANDATES) + 1)
        vals["date_signed"] = fields.Date.context_today(self)
        self._as("finance_clerk", "estate.mandate").create(vals)
