from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models

AGO = 45
"""Days since the owners were told of the first adjustment."""
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
QUESTIONS = (
    # unit, question, answer
    (
        "1-1-102",
        "调价后电梯维护的频次会增加吗？",
        "会。新标准含每月两次电梯保养，巡检记录每季度公示。",
    ),
    ("2-1-101", "低保家庭是否可以减免？", "可以，凭民政证明向服务中心申请减免。"),
    ("1-2-402", "涨幅超过去年的居民收入增幅，依据是什么？", False),
)


class EstateDemo(models.AbstractModel):
    """Prices that change: one decided, one put to the owners these days (R-808).

    All owners of the demo are written to by letter, so that nothing ever leaves it.
    """

    _inherit = "estate.demo"

    @api.model
    def _adjust_prices(self):
        self._decide_parking()
        self._ask_about_management()

    @api.model
    def _price_change(self, code, kind, price, day, **vals):
        item = self.env["estate.fee.item"].search(
            [("code", "=", code), ("company_id", "=", self.env.company.id)]
        )
        adjustment = self._as("accountant", "estate.fee.adjustment").create(
            {
                "community_id": self._community().id,
                "date_effective": day,
                "legal_basis": "物业服务合同第十二条；《民法典》第二百七十八条",
                "line_ids": [
                    Command.create(
                        {"item_id": item.id, "unit_kind": kind, "new_price": price}
                    )
                ],
                **vals,
            }
        )
        adjustment.action_plan()
        adjustment.action_simulate()
        adjustment = adjustment.with_user(self._ref("user_manager"))
        adjustment.action_submit()
        return adjustment

    @api.model
    def _decide_parking(self):
        """The committee agreed; most owners are reached, some letters are out."""
        adjustment = self._price_change(
            "CWF",
            "parking",
            130.0,
            self._month(25),
            reason="车库照明改造后仍为二十四小时值守，道闸与监控设备的维保合同今年上调。",
            findings="<p>近三年车库收支：收入 8.6 万元，支出 9.9 万元；周边四个小区车位"
            "服务费为 130–160 元/月。</p>",
            affordability="每个车位每月增加 10 元，不涉及无车位的住户。",
            prepaid_choice="rebill",
        )
        today = fields.Date.context_today(self)
        adjustment.write(
            {
                "consent_by": "committee",
                "consent_ref": f"和悦业委会〔{today.year}〕5号",
                "consent_date": today - relativedelta(days=AGO + 5),
                "consent_attachment_ids": [self._price_paper("业主委员会决议.pdf")],
            }
        )
        adjustment.action_consent()
        adjustment.action_notify()
        self._deliver(adjustment.with_env(self.env), today)
        adjustment._decide("其余三户长期在外地，通知已张贴并由家属代收，继续跟进签收。")

    @api.model
    def _deliver(self, adjustment, today):
        """By hand: most sign, some read it in the portal, the last are not met."""
        told = today - relativedelta(days=AGO)
        adjustment.notice_ids.channel = "letter"
        adjustment._send_all()
        adjustment.noticed_on = told
        notices = adjustment.notice_ids.sorted("id")
        notices.sent_on = fields.Datetime.to_datetime(told)
        notices.printed_on = told
        met = notices[:-3]
        for number, notice in enumerate(met):
            if number % 4 == 3:
                notice._note_read()
                continue
            notice.write(
                {
                    "proof_on": told + relativedelta(days=1 + number % 5),
                    "proof_by": notice.partner_id.name,
                    "proof_attachment_ids": [self._price_paper("签收回执.pdf")],
                }
            )

    @api.model
    def _ask_about_management(self):
        """The assembly votes these days; too few took part until now."""
        adjustment = self._price_change(
            "WYF",
            "home",
            3.10,
            self._month(27),
            reason="最低工资标准和社保基数上调，保洁、秩序维护人工成本增加 12.4%；"
            "电梯进入第十年，维保和配件费用上升。",
            findings="<p>本年度每平方米月均成本 2.97 元，现行标准 2.80 元，"
            "连续两年亏损；周边同档小区 2.90–3.40 元。</p>",
            affordability="户均每月增加约 28 元；低保、特困家庭凭证明减免 30%。",
            evaluator="某市价格评估事务所",
            evaluation_result="测算成本合理，建议标准 3.05–3.15 元/㎡·月",
            evaluation_attachment_ids=[self._price_paper("物业服务费成本评估报告.pdf")],
            question_ids=[
                Command.create(
                    {
                        "unit_id": self._unit(code).id,
                        "question": question,
                        "answer": answer,
                    }
                )
                for code, question, answer in QUESTIONS
            ],
        )
        adjustment.write(
            {
                "yes_heads": adjustment.heads_total // 2,
                "yes_area": round(adjustment.area_total * 0.48, 2),
                "no_heads": 2,
                "no_area": round(adjustment.area_total * 0.08, 2),
            }
        )

    @api.model
    def _price_paper(self, name):
        return Command.create({"name": name, "raw": PAPER})
