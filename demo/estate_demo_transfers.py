import base64
import io
import math

from PIL import Image, ImageDraw

from odoo import api, fields, models

BUYERS = {
    "sold": ("赵敏", "13800002701"),
    "selling": ("钱学锋", "13800002702"),
    "renting": ("李思雨", "13800002703"),
}


class EstateDemo(models.AbstractModel):
    """Homes that change hands: one is sold, one waits for a signature, one is let."""

    _inherit = "estate.demo"

    @api.model
    def _leave_transfers(self):
        today = fields.Date.context_today(self)
        sold = self._change("1-2-302", "sold", today, reason="二手房买卖，已办网签")
        self._settle_demo(sold)
        for side in ("from", "to"):
            self._sign_demo(sold, side)
        sold.with_user(self._ref("user_accountant"))._close()
        selling = self._change(
            "1-1-402",
            "selling",
            fields.Date.add(today, days=5),
            credit_choice="new",
            reason="双方约定预交物业费随房过户",
        )
        self._settle_demo(selling)
        self._sign_demo(selling, "from")
        renting = self._change(
            "1-2-401",
            "renting",
            fields.Date.add(today, days=2),
            kind="tenant_in",
            lease_ref="ZL-0412",
        )
        renting.paper_ids[:2].with_user(self._ref("user_front_desk")).action_verify()

    @api.model
    def _change(self, code, who, day, **vals):
        name, phone = BUYERS[who]
        person = self.env["res.partner"].create(
            {
                "name": name,
                "phone": phone,
                "lang": self._lang(),
                "company_id": self._ref("company").id,
            }
        )
        transfer = self._as("front_desk", "estate.unit.transfer").create(
            {
                "unit_id": self._unit(code).id,
                "to_partner_id": person.id,
                "date": day,
                "asked_by": name,
                **vals,
            }
        )
        transfer.action_ask_papers()
        return transfer

    @api.model
    def _settle_demo(self, transfer):
        papers = transfer.paper_ids.with_user(self._ref("user_front_desk"))
        papers.filtered("is_required").action_verify()
        transfer.with_user(self._ref("user_accountant")).action_settle()

    @api.model
    def _sign_demo(self, transfer, side):
        desk = transfer.with_user(self._ref("user_front_desk"))
        desk._sign(side, transfer[f"{side}_partner_id"].name, self._scribble(side))

    @api.model
    def _scribble(self, side):
        """A line as a pen on a pad leaves it; no two people write alike."""
        image = Image.new("RGBA", (360, 120), (255, 255, 255, 0))
        bend = 17 if side == "from" else 11
        points = [
            (20 + 2 * step, 60 + 34 * math.sin(step / bend) * math.cos(step / 5))
            for step in range(160)
        ]
        ImageDraw.Draw(image).line(points, fill=(20, 30, 90, 255), width=4)
        target = io.BytesIO()
        image.save(target, "PNG")
        return base64.b64encode(target.getvalue())
