import base64
import json

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .recon_common import ReconCommon

OWN_WAY = {
    "columns": {
        "date": ["天"],
        "amount": ["数"],
        "name": ["谁"],
        "remark": ["话"],
    },
    "totals": ["总计"],
}
FILE = "天,数,谁,话\n2026-11-03,115.00,汪健强,物业费\n总计,115.00,,\n"


@tagged("post_install", "-at_install")
class TestReconLayout(ReconCommon):
    """A bank that writes its statements its own way is told once (B-02)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.layouts = cls.env["estate.bank.layout"].with_user(cls.accountant)

    def _layout(self):
        form = Form(self.layouts.with_context(default_purpose="statement"))
        form.name = "Own way"
        form.definition = json.dumps(OWN_WAY, ensure_ascii=False)
        return form.save()

    def test_b02_a_file_is_read_by_its_saved_layout(self):
        data = FILE.encode()
        plain = self._file(data)
        plain.action_check()
        self.assertTrue(plain.fault_text)
        told = self._file(data, layout_id=self._layout().id)
        told.action_check()
        self.assertFalse(told.fault_text)
        self.assertEqual(
            (told.new_count, told.received, told.skipped_count), (1, 115, 1)
        )

    def test_a_purpose_begins_with_an_example_of_its_own(self):
        form = Form(self.layouts)
        form.purpose = "statement"
        self.assertEqual(json.loads(form.definition)["totals"], ["合计"])
        form.purpose = "return"
        self.assertIn("detail", json.loads(form.definition))
        form.definition = "{}"
        form.purpose = "statement"
        self.assertEqual(form.definition, "{}")

    def test_a_wrong_layout_is_refused_with_its_place(self):
        layout = self._layout()
        with self.assertRaisesRegex(ValidationError, "colour"):
            layout.definition = '{"colour": 1}'

    def test_a_layout_is_tried_on_a_file(self):
        attempt = self.env["estate.bank.layout.try"].with_user(self.accountant)
        attempt = attempt.create(
            {"layout_id": self._layout().id, "file": base64.b64encode(FILE.encode())}
        )
        self.assertFalse(attempt.fault_text)
        self.assertEqual(attempt.record_count, 1)
        self.assertIn("汪健强", attempt.record_html)
