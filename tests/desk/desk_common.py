from datetime import datetime
from unittest.mock import patch

from odoo.tools.translate import code_translations

from ..common import EstateCommon


class DeskCommon(EstateCommon):
    """*Lakeside* with its supervisor, manager, engineer and front desk.

    The office is open from Monday to Friday, 8 to 12 and 13 to 17 (UTC).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = cls._new_staff("front_desk")
        cls.supervisor = cls._new_staff("supervisor")
        cls.manager = cls._new_staff("manager")
        cls.engineer = cls._new_staff("engineer")
        cls.control_room = cls._new_staff("control_room")
        calendar = cls.env["resource.calendar"].create(
            {"name": "Office", "tz": "UTC", "company_id": cls.company.id}
        )
        cls.community.write(
            {
                "supervisor_id": cls.supervisor.id,
                "manager_id": cls.manager.id,
                "engineer_id": cls.engineer.id,
                "office_calendar_id": calendar.id,
            }
        )
        cls.water = cls.env.ref("estate_service.request_type_paid_repair_water")
        cls.question = cls.env.ref("estate_service.request_type_consult_service")
        cls.engineering = cls.env.ref("estate_service.department_engineering")
        cls.env["estate.department.route"].create(
            {
                "community_id": cls.community.id,
                "department_id": cls.engineering.id,
                "user_id": cls.engineer.id,
            }
        )

    def _request(self, user=None, **vals):
        """A burst pipe at 1-1-101, told by telephone and read back."""
        values = {
            "unit_id": self.unit.id,
            "type_id": self.water.id,
            "summary": "Burst pipe",
            "repeated": True,
            **vals,
        }
        return self.env["estate.request"].with_user(user or self.desk).create(values)

    def _confirm(self, request, step, text, user=None, **vals):
        """What the dialog of a step does when it is confirmed."""
        wizard = self.env["estate.request.step"].with_user(user or self.desk)
        wizard = wizard.create(
            {"request_id": request.id, "step": step, "text": text, **vals}
        )
        wizard.action_confirm()

    def _done(self, request=None, **vals):
        """A request that was handed over and done by the engineer."""
        request = request or self._request(**vals)
        # What goes on is in hand already.
        if request.state == "new":
            request.action_hand_over()
        self._confirm(request, "feed_back", "Pipe mended", self.engineer)
        return request

    def _ask_resident(self, request, satisfaction="content", user=None):
        """The open return visit of a request takes place, every question answered."""
        visit = self.env["estate.visit"].with_user(user or self.engineer)
        visit = visit.search([("request_id", "=", request.id), ("state", "=", "due")])
        visit.ensure_one()
        for line in visit.answer_ids:
            line.answer = "Good"
        visit.satisfaction = satisfaction
        visit.action_done()
        return visit

    def _in_chinese(self, users, words):
        """These users read Chinese, in which these terms have these words."""
        self.env["res.lang"]._activate_lang("zh_CN")
        users.sudo().lang = "zh_CN"
        return patch.object(
            code_translations,
            "get_python_translations",
            lambda _module, lang: words if lang == "zh_CN" else {},
        )

    def _sweep_clocks(self):
        self.env.flush_all()
        # As the scheduled action does, whose user may do everything.
        self.env["estate.service.clock"].sudo()._sweep(datetime.now())
