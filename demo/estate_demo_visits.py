from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

TALKS = (
    ("1-1-101", "送上十一月社区简报；提醒冬季用电安全。", "希望北门晚上多开一盏灯。"),
    ("1-1-102", "核对联系电话；介绍线上缴费。", ""),
    ("1-2-102", "", "楼道纸箱堆放，请协助清理。"),
)
"""What the steward was told on his round, and told the residents."""
ANSWERS = (
    "师傅来得快，现在不漏了。",
    "换了新角阀，建议每年检查一次。",
    "维修前最好先发个短信。",
    "总体很满意。",
)
NOT_ANSWERED = (
    "灯亮了两天又不亮了。",
    "应当换整只灯具，不是只换灯泡。",
    "公共照明最好有人定期巡查。",
    "态度好，但没有修好。",
)


class EstateDemo(models.AbstractModel):
    """Rounds of the steward, return visits, one cause of many calls, a check by lot."""

    _inherit = "estate.demo"

    @api.model
    def _leave_visits(self):
        company = self._ref("company")
        # pylint: disable=no-search-all
        rules = self.env["estate.visit.rule"].search([]).with_company(company)
        for rule in rules:
            rule._plan(rule._missing_visits(self._community()))
        self._go_round()
        self._ask_residents()
        self._leave_incident()

    @api.model
    def _go_round(self):
        visits = self._as("steward", "estate.visit")
        for code, told, wishes in TALKS:
            visit = visits.search(
                [
                    ("unit_id", "=", self._unit(code).id),
                    ("user_id", "=", self._ref("user_steward").id),
                    ("state", "=", "due"),
                ],
                limit=1,
            )
            if visit:
                visit.write({"told": told, "wishes": wishes})
                visit.action_done()

    @api.model
    def _ask_residents(self):
        """One is content and drawn for a check, one is not, two wait for the call."""
        mended = self._mend("1-1-201", "paid_repair_water", "厨房角阀漏水", "更换角阀")
        self._ask_demo(mended, "very", ANSWERS)
        week_ago = fields.Datetime.now() - relativedelta(weeks=1)
        then = dict.fromkeys(
            ("received_at", "handed_at", "done_at", "closed_at"), week_ago
        )
        mended.sudo().write(then)
        mended.visit_ids.sudo().write({"begun_at": week_ago, "done_at": week_ago})
        self.env["estate.quality.check"]._draw(self._community())
        dark = self._mend(
            "1-2-201", "public_repair_light", "三楼楼道灯不亮", "更换灯泡"
        )
        self._ask_demo(dark, "not", NOT_ANSWERED)
        self._mend("1-1-302", "paid_repair_power", "客厅插座没电", "更换插座面板")
        noisy = self._mend(
            "2-1-101", "complaint_service", "垃圾清运太早，吵醒孩子", "改为七点后清运"
        )
        noisy.with_user(self._ref("user_front_desk"))._escalate(
            self._ref("user_supervisor"), "业户要求主管答复"
        )

    @api.model
    def _mend(self, code, kind, summary, result):
        request = self._demo_request(code, kind, summary)
        request.action_hand_over()
        request.with_user(self._ref("user_engineer"))._feed_back(result)
        return request

    @api.model
    def _demo_request(self, code, kind, summary):
        return self._as("front_desk", "estate.request").create(
            {
                "unit_id": self._unit(code).id,
                "type_id": self.env.ref(f"estate_service.request_type_{kind}").id,
                "summary": summary,
                "repeated": True,
                "rings": 2,
            }
        )

    @api.model
    def _ask_demo(self, request, satisfaction, answers):
        visits = self._as("engineer", "estate.visit")
        visit = visits.search(
            [("request_id", "=", request.id), ("state", "=", "due")], limit=1
        )
        for line, answer in zip(visit.answer_ids, answers, strict=False):
            line.answer = answer
        visit.satisfaction = satisfaction
        visit.action_done()

    @api.model
    def _leave_incident(self):
        """Three homes of one building without water: proposed as one incident."""
        for code, summary in (
            ("1-1-301", "家里突然停水"),
            ("1-1-401", "厨房卫生间都没水"),
            ("1-2-301", "没有水，热水器报警"),
        ):
            self._demo_request(code, "public_repair_water", summary)
