import base64

from odoo import Command, fields

from ..desk.desk_common import DeskCommon

SIGNED = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
        "awAAAABJRU5ErkJggg=="
    )
)
"""A signature: the smallest PNG."""


class WorkCommon(DeskCommon):
    """*Lakeside* with two technicians, a finance clerk and two services with a price.

    Li knows water, Wang knows power.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plumbing = cls.env.ref("estate_service.trade_plumbing")
        cls.power = cls.env.ref("estate_service.trade_electrical")
        cls.li = cls._new_staff("technician", login="li", name="Li")
        cls.wang = cls._new_staff("technician", login="wang", name="Wang")
        cls.li.estate_trade_ids = cls.plumbing
        cls.wang.estate_trade_ids = cls.power
        cls.clerk = cls._new_staff("finance_clerk")
        cls.tap, cls.drain = (
            cls.env.ref(f"estate_service.service_paid_{number}").product_variant_id
            for number in (26, 30)
        )
        for product, price in ((cls.tap, 30), (cls.drain, 80)):
            product.product_tmpl_id.with_company(cls.company).write(
                {
                    "estate_price": price,
                    "estate_price_document": "价备〔2026〕18号",
                    "estate_warranty_days": 90,
                }
            )

    def _order(self, user=None, **vals):
        """A dripping tap at 1-1-101, to be seen to at once."""
        values = {
            "unit_id": self.unit.id,
            "type_id": self.water.id,
            "trade_id": self.plumbing.id,
            "summary": "Tap drips",
            **vals,
        }
        return self.env["estate.workorder"].with_user(user or self.desk).create(values)

    def _step(self, order, step, user=None, **vals):
        """What the dialog of a step does when it is confirmed."""
        wizard = self.env["estate.workorder.step"].with_user(user or order.env.user)
        wizard.create({"order_id": order.id, "step": step, **vals}).action_confirm()
        order.invalidate_recordset()

    def _lines(self, order, *lines, user=None):
        """Write down services ``(product, quantity)``, materials ``(name, price)``."""
        order.with_user(user or self.li).line_ids = [
            Command.create({"product_id": what.id, "quantity": number})
            if not isinstance(what, str)
            else Command.create(
                {"is_material": True, "name": what, "price_unit": number}
            )
            for what, number in lines
        ]

    def _on_site(self, **vals):
        """An order that Li has been sent to and is at."""
        order = self._order(**vals)
        order._assign(self.li)
        order = order.with_user(self.li)
        order.action_arrive()
        return order

    def _finish(self, order, user=None, **vals):
        """The resident tries it out, says what he thinks and signs."""
        order = order.with_user(user or self.li)
        order.write(
            {
                "result": "Washer replaced",
                "opinion": "good",
                "signed_by": "汪健强",
                "signature": SIGNED,
                **vals,
            }
        )
        order.action_accept()

    def _accepted(self, *lines, **vals):
        """An accepted order with these lines, agreed by the resident."""
        order = self._on_site(**vals)
        self._lines(order, *(lines or [(self.tap, 2)]))
        self._step(order, "consent", agreed_by="汪健强", agreed_how="site")
        self._finish(order)
        return order

    def _ask_resident_of(self, order, satisfaction):
        """The engineering supervisor makes the return visit of the order."""
        visits = order.sudo()._return_visits()
        visit = visits.filtered(lambda visit: visit.state == "due")
        visit = visit.with_user(self.engineer)
        visit.satisfaction = satisfaction
        visit.answer_ids.answer = "As said"
        visit.action_done()
        order.invalidate_recordset()

    def _activities(self, order, user):
        return order.sudo().activity_ids.filtered(lambda a: a.user_id == user)

    def _alerts(self):
        self.env.flush_all()
        self.env["estate.promise"].sudo()._alert_chunk(fields.Datetime.now())
