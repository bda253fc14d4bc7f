from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.tools import SQL

STAFF = (
    ("engineer", "engineer", "马国强", ()),
    ("controlroom", "control_room", "罗志勇", ()),
    ("technician", "technician", "李大明", ("plumbing", "carpentry")),
    ("technician2", "technician", "王永福", ("electrical", "appliance")),
)
"""Login, role, name and trades."""
PRICES = {
    3: (60, 90),
    8: (50, 30),
    11: (40, 30),
    12: (25, 90),
    15: (60, 90),
    18: (20, 30),
    24: (40, 90),
    25: (50, 90),
    26: (30, 90),
    27: (35, 90),
    28: (30, 30),
    29: (150, 0),
    30: (80, 0),
    34: (40, 0),
}
"""Price and days of warranty of services of the list."""
FILED = "价备〔2026〕18号"
LAST_MONTH = (
    ("1-1-101", 26, "good"),
    ("1-1-102", 30, "very_good"),
    ("1-1-201", 12, "good"),
    ("1-2-101", 26, "fair"),
    ("1-2-102", 30, "bad"),
    ("2-1-101", 8, "good"),
    ("1-1-202", 12, "very_good"),
    ("1-2-201", 26, "good"),
)


class EstateDemo(models.AbstractModel):
    """Repairs in every stage, two technicians, and last month to review."""

    _inherit = "estate.demo"

    @api.model
    def _leave_workorders(self):
        self._hire_technicians()
        self._file_prices()
        self._repair_last_month()
        self._leave_repairs()
        community = self._community()
        month = community._today().replace(day=1) - relativedelta(months=1)
        self.env["estate.service.review"]._prepare(community, month)

    @api.model
    def _hire_technicians(self):
        """People who repair, where no other part of the demo has hired them."""
        users, company = self.env["res.users"], self._ref("company")
        for login, role, name, trades in STAFF:
            user = users.search([("login", "=", login)])
            if not user:
                user = users.with_context(no_reset_password=True).create(
                    {
                        "name": name,
                        "login": login,
                        "tz": "Asia/Shanghai",
                        "lang": self._lang(),
                        "company_id": company.id,
                        "company_ids": [Command.set(company.ids)],
                        "group_ids": [
                            Command.set(
                                self.env.ref(f"estate_service.group_estate_{role}").ids
                            )
                        ],
                    }
                )
            user.estate_community_ids |= self._community()
            for trade in trades:
                user.estate_trade_ids |= self.env.ref(f"estate_service.trade_{trade}")
        self._set_passwords()
        self._community().write(
            {
                "engineer_id": self._staff("engineer").id,
                "supervisor_id": self._ref("user_supervisor").id,
            }
        )

    @api.model
    def _staff(self, login):
        return self.env["res.users"].search([("login", "=", login)])

    @api.model
    def _file_prices(self):
        company = self._ref("company")
        for number, (price, days) in PRICES.items():
            self._service(number).product_tmpl_id.with_company(company).write(
                {
                    "estate_price": price,
                    "estate_price_document": FILED,
                    "estate_price_filed_on": self._month(0),
                    "estate_warranty_days": days,
                }
            )

    @api.model
    def _service(self, number):
        service = self.env.ref(f"estate_service.service_paid_{number:02}")
        return service.product_variant_id

    # ------------------------------------------------------------
    # ORDERS
    # ------------------------------------------------------------

    @api.model
    def _repair(self, code, number, summary=None, role="front_desk", **vals):
        """Write an order for a service at a unit."""
        service = self._service(number)
        order = self._as(role, "estate.workorder").create(
            {
                "unit_id": self._unit(code).id,
                "type_id": self.env.ref(
                    "estate_service.request_type_paid_repair_water"
                ).id,
                "trade_id": service.estate_trade_id.id,
                "summary": summary or service.name,
                **vals,
            }
        )
        order.line_ids = [Command.create({"product_id": service.id})]
        return order

    @api.model
    def _do_repair(self, order, opinion="good", **vals):
        """Go there, agree the price, do it and have it signed."""
        order.action_dispatch()
        mine = order.with_user(order.technician_id)
        mine.action_arrive()
        name = order.contact_name or order.unit_id.code
        mine._consent(name, "site")
        mine.write(
            {
                "result": "已更换配件，试用正常",
                "opinion": opinion,
                "signed_by": name,
                "signature": self._scribble("to"),
                **vals,
            }
        )
        mine.action_accept()

    @api.model
    def _repair_last_month(self):
        """What was done then: the clock of the orders is set back."""
        begin = fields.Datetime.to_datetime(
            self._community()._today().replace(day=1) - relativedelta(months=1)
        )
        for place, (code, number, opinion) in enumerate(LAST_MONTH):
            order = self._repair(code, number)
            self._do_repair(order, opinion)
            moment = begin + relativedelta(days=3 * place, hours=2)
            done = moment + relativedelta(hours=1)
            order.sudo().write(
                {
                    "ordered_at": moment,
                    "dispatched_at": moment,
                    "arrived_at": moment,
                    "finished_at": done,
                    "accepted_at": done,
                }
            )
            order._stop_clocks()
            self.env.flush_all()
            self.env.cr.execute(
                SQL(
                    """UPDATE estate_service_clock
                          SET started_at = %s, breached_at = NULL
                        WHERE res_model = 'estate.workorder' AND res_id = %s""",
                    moment,
                    order.id,
                )
            )
            self.env.invalidate_all()

    @api.model
    def _leave_repairs(self):
        """Today: to dispatch, on the way, on site, to price, to bill."""
        now = fields.Datetime.now()
        self._repair("1-1-301", 26, "厨房水龙头漏水", place="厨房")
        self._repair("1-2-202", 12, "客厅插座没电")
        self._repair("1-1-402", 30, "卫生间下水慢").action_dispatch()
        later = self._repair(
            "1-2-301",
            11,
            "大门锁芯卡住",
            urgency="appointment",
            appointment=now + relativedelta(hours=3),
        )
        later.action_dispatch()
        later._agree(now + relativedelta(hours=5), "师傅在抢修，来不及", called=True)
        site = self._repair("2-1-102", 27, "洗菜盆下水管漏水")
        site.action_dispatch()
        site.with_user(site.technician_id).action_arrive()
        wall = self._repair("2-1-201", 1, "阳台墙面修补")
        self._price_demo(wall)
        self._do_repair(self._repair("1-1-302", 26, "卫生间软管爆裂"))
        self._do_repair(self._repair("1-2-402", 12, "书房开关失灵"), "very_good")

    @api.model
    def _price_demo(self, order):
        """A wall whose price nobody knows on site."""
        order.action_dispatch()
        mine = order.with_user(order.technician_id)
        mine.action_arrive()
        mine.write(
            {
                "result": "已铲除空鼓并批灰",
                "opinion": "good",
                "signed_by": order.contact_name or order.unit_id.code,
                "signature": self._scribble("to"),
                "price_open": True,
            }
        )
        mine.action_accept()
