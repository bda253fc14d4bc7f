class Visitors:
    """Somebody at the counter, and the minute that passes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.explain = cls.env.ref("estate_service.scenario_question")
        cls.business = cls.env.ref("estate_service.scenario_business")

    def _visitor(self, user=None, **vals):
        values = {"visitor_name": "Ms B", "community_id": self.community.id, **vals}
        return self.env["estate.reception"].with_user(user or self.desk).create(values)

    def _sweep(self):
        self.env.flush_all()
        self.env["estate.reception"].sudo()._cron_sweep()

    def _console(self, user=None):
        return self.env["estate.counter.console"].with_user(user or self.desk)
