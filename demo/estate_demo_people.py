from dateutil.relativedelta import relativedelta

from odoo import api, models

OWNERS = {
    "1-1-101": "lin_jianguo",
    "1-1-102": "zhou_meiling",
    "1-1-201": "huang_xiaoyan",
    "1-1-202": "chen_zhiyuan",
    "1-1-301": "wu_guoqiang",
    "1-1-302": "xu_liping",
    "1-1-401": "sun_haoran",
    "1-1-402": "hu_yating",
    "1-2-101": "he_junjie",
    "1-2-102": "guo_xiuying",
    "1-2-201": "ma_tianyu",
    "1-2-202": "luo_jiaqi",
    "1-2-301": "liang_guodong",
    "1-2-302": "song_wanyi",
    "1-2-401": "zheng_kaiwen",
    "1-2-402": "xie_yulan",
    "2-1-101": "feng_yongsheng",
    "2-1-102": "deng_lihua",
    "2-1-201": "cao_wenbo",
    "3-101": "qingya_catering",
    "3-102": "xiao_minhui",
    "3-103": "bainian_pharmacy",
    "B1-001": "zhou_meiling",
    "B1-002": "wu_guoqiang",
    "B1-003": "ma_tianyu",
    "B1-004": "feng_yongsheng",
}
"""Present primary owner by unit; 2-1-202 is not sold yet."""

SALES = {
    # unit: (former owner, month of the history, day of the handover)
    "1-1-201": ("cheng_boyang", 10, 15),
    "2-1-201": ("su_hongmei", 19, 1),
}
CO_OWNERS = {
    # unit: (co-owner, share of the primary owner)
    "1-1-401": ("liu_fang", 50.0),
    "1-2-401": ("pan_xiaodong", 60.0),
}
TENANTS = (
    # unit, tenant, pays, first month, month after the last
    ("1-2-301", "yu_chunlei", True, 14, None),
    ("2-1-102", "jiang_sisi", False, 8, None),
    ("3-102", "wei_jianping", True, -6, 4),
    ("3-102", "dong_zhaohui", True, 4, None),
)
FEW_CONTACTS = ("1-1-302", "1-2-102", "1-2-202")
"""Owners who left fewer contacts than the company asks for (R-116)."""
VEHICLES = (
    # plate, kind, unit, holder, parking space, make
    ("粤A·HY102", "car", "1-1-102", "zhou_meiling", "B1-001", "丰田凯美瑞 白色"),
    ("粤A·HY301", "car", "1-1-301", "wu_guoqiang", "B1-002", "大众帕萨特 黑色"),
    ("粤A·HY221", "car", "1-2-201", "ma_tianyu", "B1-003", "本田雅阁 银色"),
    ("粤AD·H3101", "car", "2-1-101", "feng_yongsheng", "B1-004", "小鹏P7 灰色"),
    ("粤A·HY231", "e_bike", "1-2-301", "yu_chunlei", None, "雅迪电动车"),
)


class EstateDemo(models.AbstractModel):
    """People: who owns, rents and pays, how to reach them, what they drive."""

    _inherit = "estate.demo"

    @api.model
    def _add_people(self):
        handover = self._month(-16).replace(day=18)
        units = self.env["estate.unit"].search(
            [("community_id", "=", self._community().id), ("state", "!=", "unsold")]
        )
        units.date_delivery = handover
        owners = self._occupancies_of_owners(handover)
        self.env["estate.occupancy"].create([*owners, *self._occupancies_of_tenants()])
        self._add_contacts(units)
        self._add_vehicles()

    @api.model
    def _occupancy(self, code, partner, role, start, **vals):
        return {
            "unit_id": self._unit(code).id,
            "partner_id": self._ref(f"partner_{partner}").id,
            "role": role,
            "date_start": start,
            **vals,
        }

    @api.model
    def _occupancies_of_owners(self, handover):
        for code, owner in OWNERS.items():
            start = handover
            if code in SALES:
                former, month, day = SALES[code]
                start = self._month(month).replace(day=day)
                last = start - relativedelta(days=1)
                yield self._occupancy(code, former, "owner", handover, date_end=last)
            co_owner, share = CO_OWNERS.get(code, (None, 100.0))
            yield self._occupancy(code, owner, "owner", start, share=share)
            if co_owner:
                rest = 100.0 - share
                yield self._occupancy(code, co_owner, "co_owner", start, share=rest)

    @api.model
    def _occupancies_of_tenants(self):
        for code, tenant, pays, first, after in TENANTS:
            last = after and self._month(after) - relativedelta(days=1)
            vals = {
                "is_payer": pays,
                "date_end": last or False,
                "lease_ref": f"ZL-{code}-{self._month(first):%Y%m}",
            }
            yield self._occupancy(code, tenant, "tenant", self._month(first), **vals)

    @api.model
    def _add_contacts(self, units):
        """Leave two more ways to reach most owners, one or none of some."""
        owners = self.env["estate.occupancy"].search(
            [
                ("unit_id", "in", units.ids),
                ("role", "=", "owner"),
                ("date_end", "=", False),
            ]
        )
        vals_list = []
        for number, owner in enumerate(owners):
            family = owner.partner_id.name[0]
            contacts = [
                ("spouse", f"{family}太太", f"1380000{5000 + number}"),
                ("family", f"{family}先生", f"1380000{6000 + number}"),
            ]
            if owner.partner_id.is_company:
                contacts = [
                    ("colleague", "店长", f"1380000{7000 + number}"),
                    ("colleague", "财务", f"1380000{8000 + number}"),
                ]
            if owner.unit_id.code in FEW_CONTACTS:
                contacts = contacts[: number % 2]
            vals_list += [
                {
                    "occupancy_id": owner.id,
                    "relation": relation,
                    "name": name,
                    "phone": phone,
                    "verified_on": self._month(18),
                    "may_discuss_debt": relation == "spouse",
                }
                for relation, name, phone in contacts
            ]
        self.env["estate.contact.point"].create(vals_list)

    @api.model
    def _add_vehicles(self):
        self.env["estate.vehicle"].create(
            [
                {
                    "plate": plate,
                    "kind": kind,
                    "unit_id": self._unit(code).id,
                    "partner_id": self._ref(f"partner_{holder}").id,
                    "space_id": self._unit(space).id if space else False,
                    "description": make,
                    "date_start": self._month(0),
                }
                for plate, kind, code, holder, space, make in VEHICLES
            ]
        )
