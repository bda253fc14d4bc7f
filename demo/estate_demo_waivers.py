from dateutil.relativedelta import relativedelta

from odoo import Command, api, models

from .estate_demo import MONTHS

LATE_RULE = {"grace_days": 30, "daily_rate": 3, "cap_percent": 100, "min_amount": 1}


class EstateDemo(models.AbstractModel):
    """Waivers in every stage, a vacant home, and a list of late fees."""

    _inherit = "estate.demo"

    @api.model
    def _agree_late_fees(self):
        """What the contract of the estate says; older days cost nothing."""
        company, community = self._ref("company"), self._community()
        late = self.env["estate.fee.item"].create(
            {
                "code": "WYJ",
                "name": "违约金",
                "kind": "late_fee",
                "basis": "fixed",
                "company_id": company.id,
                "use_note": "逾期交纳物业费的违约金，按服务合同约定计收，"
                "不超过欠费本金。",
            }
        )
        self.env["estate.late.fee.rule"].create(
            {
                "name": "物业服务合同第十二条",
                "community_id": community.id,
                "item_ids": [Command.set(self._item("WYF").ids)],
                "late_item_id": late.id,
                "date_from": self._month(MONTHS - 2),
                **LATE_RULE,
            }
        )
        self.env["estate.vacancy.rule"].create(
            {
                "community_id": community.id,
                "item_id": self._item("WYF").id,
                "percent": 30,
                "min_days": 90,
            }
        )

    @api.model
    def _leave_waivers(self):
        self._agree_late_fees()
        self._book_demo_waiver("1-2-102", "service", 60, "十月电梯停运三日，按承诺减免")
        self._book_demo_waiver("1-2-201", "compensation", 40, "楼上管道维修弄湿吊顶")
        self._ask_to_waive("1-2-202", "hardship", 350, "家庭困难，居委会证明已附")
        self._ask_to_waive("3-103", "other", 30, "计费面积待复核", submit=False)
        self._leave_vacancy()
        self._leave_late_fees()

    @api.model
    def _ask_to_waive(self, code, kind, amount, note, submit=True):
        unit = self._unit(code)
        rows = self.env["estate.cashier"]._open_lines(unit)
        item = self._item("WYF")
        rows = [
            row
            for row in rows
            if row["is_invoice"] and row["open"] > 0 and row["item_id"] == item.id
        ]
        payer = rows[0]["partner_id"]
        lines = [row for row in rows if row["partner_id"] == payer]
        amount = min(amount, sum(float(row["open"]) for row in lines))
        waiver = self._as("front_desk", "estate.waiver").create(
            {
                "unit_id": unit.id,
                "partner_id": payer,
                "reason_id": self.env.ref(f"estate_service.waiver_reason_{kind}").id,
                "note": note,
                "method": "amount",
                "asked_amount": amount,
                "attachment_ids": [Command.set(self._paper(note).ids)],
                "line_ids": [
                    Command.create({"move_line_id": row["move_line_id"]})
                    for row in lines
                ],
            }
        )
        if submit:
            waiver.action_submit()
        return waiver

    @api.model
    def _book_demo_waiver(self, code, kind, amount, note):
        waiver = self._ask_to_waive(code, kind, amount, note)
        accountant = self._as("accountant", "estate.cashier")
        waiver.with_env(accountant.env).validate_tier()
        accountant._book_waiver(waiver.with_env(accountant.env))

    @api.model
    def _paper(self, text):
        return self._as("front_desk", "ir.attachment").create(
            {"name": "证明材料.txt", "raw": text.encode()}
        )

    @api.model
    def _leave_vacancy(self):
        """One is confirmed and has its discounts proposed, one is to confirm."""
        first = self._month(MONTHS - 4)
        for code, confirm in (("1-2-402", True), ("1-1-202", False)):
            vacancy = self._as("front_desk", "estate.vacancy").create(
                {
                    "unit_id": self._unit(code).id,
                    "date_from": first,
                    "date_to": first + relativedelta(months=8, days=-1),
                    "inspected_on": first + relativedelta(days=3),
                    "note": "业主在外地工作，水表读数未动",
                    "attachment_ids": [Command.set(self._paper("空置申请").ids)],
                }
            )
            if confirm:
                supervisor = self._as("supervisor", "estate.vacancy")
                vacancy.with_env(supervisor.env).action_confirm()

    @api.model
    def _leave_late_fees(self):
        self._as("finance_clerk", "estate.late.fee.pause").create(
            {
                "unit_id": self._unit("2-1-201").id,
                "date_from": self._month(MONTHS - 1),
                "date_to": self._month(MONTHS + 1),
                "reason": "业主承诺月底前付清，暂停计收",
            }
        )
        run = self._as("finance_clerk", "estate.late.fee.run").create(
            {"community_id": self._community().id}
        )
        run.action_plan()
