from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

AGO = 20
"""Days since the first reminders."""
CALLS = (
    # outcome, what was said; the first in the list promises, the second disputes
    ("promised", "本人接听，说这几天手头紧，答应月底前交清。"),
    ("disputed", "本人接听，认为电梯维修期间不应全额收费。"),
    ("no_answer", "响铃无人接听。"),
)
LEVELS = (
    # name, channel, months in arrears, days after the level before, wording
    (
        "电话催缴",
        "call",
        1,
        0,
        "您好，请问是{payer}吗？这里是{community}服务中心。您的{unit}自 {since} 起还有 "
        "{months} 个月的管理费共 {amount} 未交，请问您大概什么时候方便缴纳？",
    ),
    (
        "催款通知",
        "letter",
        1,
        15,
        "经电话提醒，您的房屋仍有以下费用未交，请您在收到本通知之日起七日内缴清。"
        "如对费用或服务有异议，请向服务中心提出，我们将及时核实处理。",
    ),
    (
        "上门沟通",
        "visit",
        3,
        15,
        "您好，我们是{community}服务中心的。您的{unit}还有 {months} 个月的管理费共 "
        "{amount} 未交，想听听您的意见，看看有什么可以一起解决的。",
    ),
    (
        "律师函",
        "lawyer",
        6,
        30,
        "受{company}委托，现就{community}{unit}自 {since} 起拖欠的 {months} 个月"
        "物业费共 {amount} 再次催告，请在收到本函之日起十五日内缴清。",
    ),
)
NEUTRAL = "您好，麻烦转告{payer}回电{community}服务中心：{hotline}，谢谢！"


class EstateDemo(models.AbstractModel):
    """Those who owe were called some weeks ago; today letters lie on the desk.

    The demo's policy has no SMS and no mail, so that nothing ever leaves it.
    """

    _inherit = "estate.demo"

    @api.model
    def _remind_debtors(self):
        self._add_dunning_policy()
        calls = self._dunning_run()
        self._write_down_calls(calls)
        self._put_back(calls)
        self._dunning_run()
        self.env["estate.dunning.debt"]._sweep_community(self._community())

    @api.model
    def _add_dunning_policy(self):
        self.env["estate.dunning.policy"].create(
            {
                "name": "常规催缴（电话、书面、上门）",
                "company_id": self.env.company.id,
                "level_ids": [
                    fields.Command.create(
                        {
                            "name": name,
                            "channel": channel,
                            "months": months,
                            "wait_days": wait,
                            "tells_manager": channel in ("visit", "lawyer"),
                            "subject": name,
                            "body": body,
                            "neutral_body": NEUTRAL,
                        }
                    )
                    for name, channel, months, wait, body in LEVELS
                ],
            }
        )

    @api.model
    def _dunning_run(self):
        run = self._as("finance_clerk", "estate.dunning.run").create(
            {"community_id": self._community().id}
        )
        run.action_plan()
        # The clerk plans; the job that sends runs as the system.
        run = run.with_env(self.env)
        run._send_all()
        return run

    @api.model
    def _write_down_calls(self, run):
        """The front desk calls: one promises, one disputes, the rest do not answer."""
        day = fields.Date.context_today(self) + timedelta(days=5)
        for place, case in enumerate(run.case_ids):
            outcome, note = CALLS[min(place, len(CALLS) - 1)]
            self._as("front_desk", "estate.dunning.log").create(
                {
                    "debt_id": case.debt_id.id,
                    "channel": "call",
                    "outcome": outcome,
                    "note": note,
                    "promise_date": day if outcome == "promised" else False,
                }
            ).action_confirm()

    @api.model
    def _put_back(self, run):
        """Told as it happened: the steps themselves always take the present time."""
        day = fields.Date.context_today(self) - relativedelta(days=AGO)
        run.date = day
        run.case_ids.handed_on = day
        run.case_ids.debt_id.level_on = day
        run.case_ids.attempt_ids.date = fields.Datetime.to_datetime(day) + timedelta(
            hours=2
        )
