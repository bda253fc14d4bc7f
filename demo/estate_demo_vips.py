from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

TRAITS = {"personality", "likes", "strengths", "special_needs", "opinions"}
VIPS = (
    {
        "person": "chen_zhiyuan",
        "days": 12,
        "personality": "随和，说话慢，喜欢把事情问清楚。",
        "likes": "早晨打太极，养兰花。",
        "strengths": "书法，退休前任中学校长，愿意为社区活动写字。",
        "special_needs": "膝盖不好，上门请提前一天电话约时间；午休 12:30–14:30 勿扰。",
        "opinions": "希望北门增设休息座椅；对保洁满意。",
    },
    {
        "person": "xie_yulan",
        "days": 40,
        "personality": "热心，性子急，事情要当天有回音。",
        "likes": "广场舞，带孙女。",
        "strengths": "社区舞蹈队队长，邻里间有号召力。",
        "special_needs": "孙女对花粉过敏，春季楼下喷药前请通知。",
        "opinions": "多次提出 1 栋楼道灯偏暗。",
        "talk": "电话回访：楼道灯已更换，业户表示满意；下月邀请她参加舞蹈队座谈。",
    },
    {
        "person": "qingya_catering",
        "days": 25,
        "special_needs": "周五、周六晚客流大，停车引导请加一人；油烟管道清洗请陪同。",
        "opinions": "希望外摆区延长到 22:00。",
    },
)
"""What is known of key customers, and how many days ago it was brought up to date.

A talk with them is a note on their file.
"""


class EstateDemo(models.AbstractModel):
    """Key customers: their files, one of them due."""

    _inherit = "estate.demo"

    @api.model
    def _add_vips(self):
        steward = self._ref("user_steward")
        today = fields.Date.context_today(self)
        profiles = self.env["estate.vip.profile"].create(
            [
                {
                    **{name: vip[name] for name in vip.keys() & TRAITS},
                    "partner_id": self._ref(f"partner_{vip['person']}").id,
                    "company_id": self._ref("company").id,
                    "user_id": steward.id,
                    "reviewed_on": today - relativedelta(days=vip["days"]),
                    "reviewed_by": steward.id,
                }
                for vip in VIPS
            ]
        )
        for profile, vip in zip(profiles, VIPS, strict=True):
            if vip.get("talk"):
                profile.with_user(steward).message_post(body=vip["talk"])
        profiles._cron_plan_reviews()
