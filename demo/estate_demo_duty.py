from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models

from ..engine.identity import check_character

TOLD = (
    {
        "nights": 2,
        "at": time(21, 15),
        "unit": "1-1-201",
        "type": "paid_repair_power",
        "content": "客厅跳闸，插座没有电，冰箱也停了。",
        "outcome": "电话指导推上空气开关，暂时恢复。",
    },
    {
        "nights": 2,
        "at": time(23, 5),
        "place": "地下车库 B 区",
        "content": "巡查：车库灯两盏不亮，消防通道畅通。",
        "relayed_by": "保安 老何",
    },
    {
        "nights": 1,
        "at": time(22, 20),
        "unit": "1-1-102",
        "type": "public_repair",
        "content": "三楼楼道灯不亮，老人上下楼不方便。",
        "consent": "业主电话同意明早上班后处理",
    },
    {
        "nights": 1,
        "at": time(23, 40),
        "unit": "1-1-301",
        "type": "paid_repair_water",
        "content": "厨房水管爆裂，正在漏水。\n已指导业主关闭入户阀门。",
        "outcome": "保安到场协助关阀，水已停。",
        "dispatch": True,
    },
)
"""What the control room wrote down, so many nights ago."""


class EstateDemo(models.AbstractModel):
    """The control room at night, the hand-over in the morning, visitors now.

    Tomorrow is the birthday of an owner, and the steward has seen a leak coming.
    """

    _inherit = "estate.demo"

    @api.model
    def _leave_duty(self):
        """Two nights: one taken over and drawn from, one that waits for the day."""
        for nights in (2, 1):
            shift = self._tell_night(nights)
            if nights > 1:
                self._as("front_desk", "estate.duty.shift").browse(
                    shift.id
                ).action_take_over()
                shift.sudo().log_ids.write({"ack_breached": False, "to_check": True})
                shift.sudo().log_ids._ask_for_check()
        self._leave_visitors()
        self._leave_birthday()
        self._foresee()

    @api.model
    def _leave_birthday(self):
        born = (self._community()._today() + timedelta(days=1)).replace(year=1980)
        number = f"990000{born:%Y%m%d}033"
        self._ref("partner_feng_yongsheng").write(
            {
                "estate_id_number": number + check_character(number),
                "estate_birthday": born,
            }
        )
        self.env["estate.birthday"]._prepare(self._community())

    @api.model
    def _foresee(self):
        self._as("steward", "estate.request").create(
            {
                "channel": "staff",
                "building_id": self._ref("building_1").id,
                "place": "屋面排水口",
                "type_id": self.env.ref("estate_service.request_type_public_repair").id,
                "summary": "雨季前屋面排水口被落叶堵塞，顶层有渗水风险",
            }
        )

    @api.model
    def _tell_night(self, nights):
        shifts = self._as("control_room", "estate.duty.shift")
        shift = shifts.create(
            {
                "community_id": self._community().id,
                "team": "control_room",
                "colleagues": "巡逻岗 老何",
                "begun_at": self._night(nights, time(18)),
                "handover_note": "消防主机正常；2 号水泵停用待修；夜间报修见记录。",
            }
        )
        for told in TOLD:
            if told["nights"] == nights:
                self._log_call(shift, told)
        shift.action_end()
        shift.sudo().ended_at = self._night(nights - 1, time(8))
        # The database knows of one open shift a user, before the next begins.
        shift.flush_recordset(["ended_at"])
        return shift

    @api.model
    def _log_call(self, shift, told):
        type_name = told.get("type")
        # When it was written down is closed to everybody's hands.
        logs = shift.env["estate.duty.log"].sudo()
        log = logs.create(
            {
                "shift_id": shift.id,
                "logged_at": self._night(told["nights"], told["at"]),
                "unit_id": "unit" in told and self._unit(told["unit"]).id,
                "place": told.get("place"),
                "channel": "phone" if "unit" in told else "staff",
                "relayed_by": told.get("relayed_by"),
                "content": told["content"],
                "outcome": told.get("outcome"),
                "repeated": True,
                "type_id": type_name
                and self.env.ref(f"estate_service.request_type_{type_name}").id,
            }
        ).sudo(False)
        if told.get("dispatch"):
            log.action_dispatch()
        if told.get("consent"):
            until = fields.Datetime.now() + timedelta(hours=2)
            log.request_id._defer(until, told["consent"])

    @api.model
    def _leave_visitors(self):
        """One is served, one waits, one waits too long."""
        now = fields.Datetime.now()
        receptions = self._as("front_desk", "estate.reception")
        for name, unit, scenario, minutes in (
            ("陈先生", "1-1-101", "question", 4),
            ("林女士", "1-2-201", "payment", 5),
            ("周先生", False, "transfer", 1),
        ):
            # When he came is closed to everybody's hands.
            visitor = (
                receptions.sudo()
                .create(
                    {
                        "visitor_name": name,
                        "community_id": self._community().id,
                        "unit_id": unit and self._unit(unit).id,
                        "scenario_id": self.env.ref(
                            f"estate_service.scenario_{scenario}"
                        ).id,
                        "arrived_at": now - timedelta(minutes=minutes),
                    }
                )
                .sudo(False)
            )
            if scenario == "question":
                visitor.action_call()

    @api.model
    def _night(self, nights, at):
        """Return a moment of the community's own clock, so many days ago, in UTC."""
        community = self._community()
        zone = pytz.timezone(community._timezone())
        day = community._today() - timedelta(days=nights)
        local = zone.localize(datetime.combine(day, at))
        return local.astimezone(pytz.utc).replace(tzinfo=None)
