from dateutil.relativedelta import relativedelta

from odoo import api, models

PRICE_CHANGE = 13
"""Month of the history from which the management fee of homes costs more (R-805)."""

ITEMS = (
    # code, name, kind, basis, cycle, composition and use
    (
        "WYF",
        "物业管理费",
        "own",
        "area_built",
        False,
        "用于公共区域的保洁、秩序维护、绿化养护、共用设施设备日常运行维护，以及管理服务"
        "人员费用、办公费用、法定税费和合理利润。",
    ),
    (
        "GGZM",
        "公共照明费",
        "own",
        "fixed",
        "half_year",
        "用于楼道、地下室和园区公共照明的电费，按户分摊，每半年收取，年终公布收支。",
    ),
    (
        "LJF",
        "垃圾费",
        "agency",
        "fixed",
        "quarter",
        "代环卫部门按季度收取，全额转交，物业不加价。",
    ),
    (
        "CWF",
        "车位服务费",
        "service",
        "vehicle",
        "quarter",
        "用于车库照明、通风、保洁、道闸和监控设备的运行维护，按季度收取。",
    ),
)
PRICES = (
    # item, kind of unit, price, first month, month after the last, consent
    ("WYF", "home", 2.50, None, PRICE_CHANGE, "contract"),
    ("WYF", "home", 2.80, PRICE_CHANGE, None, "assembly"),
    ("WYF", "shop", 5.00, None, None, "contract"),
    ("GGZM", "home", 15.00, None, None, "contract"),
    ("GGZM", "shop", 30.00, None, None, "contract"),
    ("LJF", "home", 10.00, None, None, "government"),
    ("LJF", "shop", 60.00, None, None, "government"),
    ("CWF", "parking", 120.00, None, None, "contract"),
)
CONSENT_PAPERS = {
    "assembly": "业主大会决议.pdf",
    "contract": "物业服务合同收费条款.pdf",
    "government": "政府定价文件.pdf",
}
RULES = (
    # item, kind of unit, name
    ("WYF", "home", "住宅物业管理费"),
    ("WYF", "shop", "商铺物业管理费"),
    ("GGZM", "home", "住宅公共照明费"),
    ("GGZM", "shop", "商铺公共照明费"),
    ("LJF", "home", "住宅垃圾费"),
    ("LJF", "shop", "商铺垃圾费"),
    ("CWF", "parking", "车位服务费"),
)


class EstateDemo(models.AbstractModel):
    """Fees: what is charged, at which price, to whom."""

    _inherit = "estate.demo"

    @api.model
    def _add_fees(self):
        items = {values[0]: self._add_item(*values) for values in ITEMS}
        self.env["estate.fee.price"].create(
            [self._price(items[code], *values) for code, *values in PRICES]
        )
        rules = self.env["estate.fee.rule"].create(
            [
                {
                    "name": name,
                    "community_id": self._community().id,
                    "item_id": items[code].id,
                    "unit_kind": kind,
                    "unit_domain": "[('state', 'not in', ['unsold'])]",
                    "date_from": self._month(0),
                }
                for code, kind, name in RULES
            ]
        )
        rules.action_apply()

    @api.model
    def _add_item(self, code, name, kind, basis, cycle, use_note):
        """Make an item; its product follows with the account of its kind."""
        return self.env["estate.fee.item"].create(
            {
                "code": code,
                "name": name,
                "kind": kind,
                "basis": basis,
                "billing_cycle": cycle,
                "company_id": self.env.company.id,
                "use_note": use_note,
            }
        )

    @api.model
    def _price(self, item, kind, price, first, after, consent):
        start = self._month(first or -16)
        told = start - relativedelta(months=1, day=20)
        return {
            "item_id": item.id,
            "community_id": self._community().id,
            "unit_kind": kind,
            "price": price,
            "date_from": start,
            "date_to": after and self._month(after) - relativedelta(days=1),
            "consent_kind": consent,
            "consent_ref": f"和悦{'业' if consent == 'assembly' else '物'}字"
            f"〔{told.year}〕{told.month}号",
            "consent_date": told,
            "consent_attachment_ids": [self._price_paper(CONSENT_PAPERS[consent])],
        }
