from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models

from ..engine.money import decimal_of

VENDORS = [
    (
        "housekeeping",
        "疏通下水管道",
        "顺畅管道疏通服务部",
        "林师傅",
        "13802261190",
        "每次80元起",
        True,
    ),
    (
        "locks_keys",
        "开锁换锁",
        "安信锁业",
        "何师傅",
        "13922748801",
        "开锁100元起",
        True,
    ),
    (
        "repairs_of_appliances",
        "空调清洗加氟",
        "冰凌制冷维修",
        "罗师傅",
        "13711536620",
        "清洗每台90元",
        False,
    ),
    (
        "home_decoration",
        "防水补漏",
        "固雨防水工程队",
        "邓工",
        "13660098843",
        "按面积报价",
        False,
    ),
    (
        "moving",
        "居民搬家",
        "大力搬家公司",
        "调度",
        "020-81886677",
        "每车380元起",
        False,
    ),
]
ENTRIES = [
    (
        "food_drink",
        "和悦茶餐厅",
        "早茶、送餐",
        "020-85551201",
        "小区南门外50米",
        "07:00–21:30",
    ),
    ("health", "市第二人民医院", "急诊、儿科", "020-85550120", "公交12路3站", "24小时"),
    (
        "health",
        "康宁社区卫生站",
        "接种、慢病",
        "020-85551888",
        "东门步行5分钟",
        "08:00–17:30",
    ),
    (
        "transport",
        "公交12路、56路",
        "往地铁站、火车东站",
        "020-96900",
        "北门站",
        "06:00–22:30",
    ),
    (
        "ceremonies_gifts",
        "百合花店",
        "花束、花篮、婚庆布置",
        "020-85552211",
        "南门商铺3-102",
        "09:00–20:00",
    ),
    (
        "second_hand_goods",
        "绿源回收",
        "旧家电、纸品上门回收",
        "13560771234",
        "上门",
        "08:30–18:00",
    ),
    (
        "furniture_appliances",
        "家乐家电展示点",
        "样品展示、集中订购",
        "020-85557700",
        "服务中心一楼",
        "09:00–18:00",
    ),
]


class EstateDemo(models.AbstractModel):
    """Commissions in each step, defects, vendors and the information desk."""

    _inherit = "estate.demo"

    @api.model
    def _leave_commissions(self):
        vendors = self._list_vendors()
        self._list_directory()
        self._leave_defects()
        cake = self._new_vendor("甜心西饼屋", "020-85553366")
        self._order_cakes(cake)
        flat = self._write_order(
            "1-2-101", "moving", "搬家到城东", days=6, estimate=760, service_fee=20
        )
        flat.vendor_id = vendors["搬家"]

    @api.model
    def _new_vendor(self, name, phone):
        company = self._ref("company")
        return self.env["res.partner"].create(
            {
                "name": name,
                "phone": phone,
                "is_company": True,
                "company_id": company.id,
                "lang": self._lang(),
            }
        )

    @api.model
    def _heading(self, name):
        return self.env.ref(f"estate_service.directory_category_{name}").id

    @api.model
    def _list_vendors(self):
        """Return the vendors by what is done; one was not called for long."""
        company, known = self._ref("company"), {}
        for position, row in enumerate(VENDORS):
            heading, service, name, contact, phone, price, always = row
            vendor = self._new_vendor(name, phone)
            self.env["estate.vendor.scope"].create(
                {
                    "partner_id": vendor.id,
                    "company_id": company.id,
                    "category_id": self._heading(heading),
                    "service": service,
                    "contact_name": contact,
                    "price_text": price,
                    "around_the_clock": always,
                    "checked_on": fields.Date.context_today(self)
                    - relativedelta(days=70 * position),
                }
            )
            known[service[-2:]] = vendor
        return known

    @api.model
    def _list_directory(self):
        company = self._ref("company")
        names = ("name", "offer", "phone", "way", "hours")
        self.env["estate.directory.entry"].create(
            [
                {
                    "category_id": self._heading(heading),
                    "company_id": company.id,
                    **dict(zip(names, values, strict=True)),
                }
                for heading, *values in ENTRIES
            ]
        )

    # ------------------------------------------------------------
    # COMMISSIONS
    # ------------------------------------------------------------

    @api.model
    def _write_order(self, code, kind, summary, days=2, **vals):
        unit = self._unit(code)
        orders = self._as("front_desk", "estate.service.order")
        return orders.create(
            {
                "unit_id": unit.id,
                "type_id": self.env.ref(f"estate_service.service_order_type_{kind}").id,
                "summary": summary,
                "deliver_at": fields.Datetime.now() + relativedelta(days=days),
                "receiver_name": unit.owner_id.name,
                "receiver_phone": unit.owner_id.phone,
                **vals,
            }
        )

    @api.model
    def _sign_and_prepay(self, order, channel="cash"):
        order.signed_paper_ids = [Command.set(self._paper("业户签名的委托单").ids)]
        order.action_sign()
        amount = decimal_of(order.prepay_wanted)
        service = order.env["estate.cashier"]
        service._prepay_order(order, amount, self._by(channel, amount))
        self.env.invalidate_all()

    @api.model
    def _order_cakes(self, bakery):
        """One is prepaid, one ordered for a birthday, one settled with a rest."""
        words = [{"name": "cake_words", "value": "生日快乐"}]
        signed = self._write_order(
            "1-1-201", "cake", "周岁蛋糕", days=4, estimate=168, details=words
        )
        self._sign_and_prepay(signed)
        birthday = self._write_order(
            "1-1-302",
            "cake",
            "母亲八十大寿蛋糕",
            days=1,
            estimate=288,
            service_fee=20,
            purpose="八十大寿",
            is_birthday=True,
            gift="寿桃",
            vendor_id=bakery.id,
        )
        self._sign_and_prepay(birthday)
        birthday.action_order()
        settled = self._write_order(
            "1-2-301",
            "cake",
            "结婚纪念日蛋糕",
            days=0,
            estimate=200,
            vendor_id=bakery.id,
        )
        self._sign_and_prepay(settled)
        settled.action_order()
        settled.write(
            {
                "received_by": settled.receiver_name,
                "delivery_paper_ids": [Command.set(self._paper("签收单").ids)],
                "wishes_told": True,
            }
        )
        settled.action_deliver()
        settled.write(
            {
                "cost": 186.5,
                "vendor_ref": "TX20881",
                "vendor_voucher_ids": [Command.set(self._paper("购货凭证").ids)],
                "principal_told": True,
            }
        )
        settled.action_settle()

    # ------------------------------------------------------------
    # DEFECTS
    # ------------------------------------------------------------

    @api.model
    def _leave_defects(self):
        """One to look at, one at a builder who is late, one after its warranty."""
        today = fields.Date.context_today(self)
        community = self._community()
        community.builder_id = self._new_vendor("恒基建筑工程有限公司", "020-83331000")
        community.developer_id = self._new_vendor("和悦置业有限公司", "020-83332000")
        self._report_defect("1-1-102", "阳台门合页松动")
        late = self._report_defect(
            "1-1-401",
            "卫生间渗水到楼下",
            rule_id=self.env.ref("estate_service.warranty_rule_waterproof").id,
            warranty_begin=today - relativedelta(years=3),
            reported_on=today - relativedelta(days=18),
            finding="闭水试验不合格，地漏周边渗漏",
        )
        late.action_inspect()
        late.action_notify()
        late.sudo().noticed_on = today - relativedelta(days=16)
        late.builder_deadline = today - relativedelta(days=2)
        over = self._report_defect(
            "1-2-402",
            "客厅灯具不亮",
            rule_id=self.env.ref("estate_service.warranty_rule_lamps").id,
            warranty_begin=today - relativedelta(years=3),
            finding="灯管老化",
        )
        over.action_inspect()

    @api.model
    def _report_defect(self, code, summary, **vals):
        defects = self._as("front_desk", "estate.defect")
        return defects.create(
            {"unit_id": self._unit(code).id, "summary": summary, **vals}
        )
