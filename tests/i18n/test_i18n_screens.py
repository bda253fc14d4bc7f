"""No English word on a Chinese screen or paper: every label and page is looked at."""

import re

from lxml import etree

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.translate import code_translations

from .papers import ChinesePapers

CHINESE = re.compile("[\u3400-\u9fff]")
LETTERS = re.compile("[A-Za-z]")
LABELS = (
    "string",
    "placeholder",
    "help",
    "confirm",
    "confirm-label",
    "confirm-title",
    "cancel-label",
    "title",
    "aria-label",
    "sum",
    "avg",
)
# What a Chinese reader writes with Latin letters too.
ALIKE = {
    "%",
    "Gmail",
    "ID",
    "Outlook",
    "Peppol Endpoint",
    "Peppol ID",
    "POS",
    "QR",
    "m²",
    "x",
}
# Selections of proper names: time zones, languages, charts and registers of countries.
NAMES = {
    "tz",
    "lang",
    "peppol_eas",
    "invoice_edi_format",
    "chart_template",
    "pain_version",
}


def _is_english(text):
    text = " ".join((text or "").split())
    return LETTERS.search(text) and not CHINESE.search(text) and text not in ALIKE


def _is_hidden(node):
    return node.get("invisible") in ("1", "True") or node.get("column_invisible") in (
        "1",
        "True",
    )


@tagged("post_install", "-at_install")
class TestI18nScreens(ChinesePapers, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._load_chinese()
        cls.env = cls.env(context={**cls.env.context, "lang": "zh_CN"})
        data = cls.env["ir.model.data"].search([("module", "=", "estate_service")])
        cls.records = {
            model: cls.env[model].browse(
                data.filtered(lambda line, model=model: line.model == model).mapped(
                    "res_id"
                )
            )
            for model in (
                "ir.ui.view",
                "ir.ui.menu",
                "ir.actions.act_window",
                "ir.actions.server",
                "ir.actions.report",
                "res.groups",
            )
        }

    @classmethod
    def _load_chinese(cls):
        """Texts of this module anew; those of the others unless they are there."""
        cls.env["res.lang"]._activate_lang("zh_CN")
        modules = cls.env["ir.module.module"].search([("state", "=", "installed")])
        settings = cls.env.ref("base.menu_administration").with_context(lang="zh_CN")
        names = ["estate_service"]
        if not CHINESE.search(settings.name):
            names = [name for name in modules.mapped("name") if name not in names]
            names.append("estate_service")
        modules._load_module_terms(names, ["zh_CN"])

    def _root_views(self):
        """The whole views that ours are, or are part of."""
        roots = set()
        for view in self.records["ir.ui.view"]:
            while view.mode == "extension" and view.inherit_id:
                view = view.inherit_id
            if view.type != "qweb":
                roots.add(view)
        return sorted(roots, key=lambda view: view.id)

    def _english_on(self, view, user):
        """Labels without a Chinese text that this user reads in a view."""
        model = self.env[view.model].with_user(user)
        answer = model.get_views([(view.id, view.type)], {"toolbar": True})
        found = answer["views"][view.type]
        arch = etree.fromstring(found["arch"])
        if view.model == "res.config.settings":
            arch = arch.find(".//app[@name='estate_service']")
        labels = set(self._labels(arch, model))
        for actions in (found.get("toolbar") or {}).values():
            labels.update(action["name"] for action in actions)
        return filter(_is_english, labels)

    def _labels(self, node, model):
        """Everything readable in a part of a view whose fields are of ``model``."""
        if not isinstance(node.tag, str) or _is_hidden(node):
            return
        yield from (node.get(name) for name in LABELS)
        if node.tag != "code":  # what is typed into a file, the same in any language
            yield node.text
        inner = model
        if node.tag == "field" and node.get("name") in model._fields:
            yield from self._field_labels(node, model)
            field = model._fields[node.get("name")]
            if field.comodel_name:
                inner = model.env[field.comodel_name]
        for child in node:
            yield from self._labels(child, inner)
            yield child.tail

    def _field_labels(self, node, model):
        name = node.get("name")
        wanted = ["string", "help", "selection"]
        description = model.fields_get([name], wanted).get(name)
        if not description:
            return
        if not node.get("string"):
            yield description["string"]
        yield description.get("help")
        if name not in NAMES:
            for _value, label in description.get("selection") or ():
                yield label

    def _assert_no_english(self, user):
        english = {
            f"{view.xml_id}: {label.strip()!r}"
            for view in self._root_views()
            if self.env[view.model].with_user(user).has_access("read")
            for label in self._english_on(view, user)
        }
        self.assertFalse(english, "\n".join(sorted(english)))

    def test_who_may_do_everything_reads_chinese(self):
        groups = ",".join(
            name
            for name in self.records["res.groups"].get_external_id().values()
            if name != "estate_service.group_estate_staff"
        )
        self._assert_no_english(
            new_test_user(self.env, "i18n_all", groups=groups, lang="zh_CN")
        )

    def test_front_desk_reads_chinese(self):
        self._assert_no_english(
            new_test_user(
                self.env,
                "i18n_front_desk",
                groups="estate_service.group_estate_front_desk",
                lang="zh_CN",
            )
        )

    def test_menus_actions_and_roles_are_chinese(self):
        english = [
            f"{record._name}: {text}"
            for records in self.records.values()
            if records._name != "ir.ui.view"
            for record in records
            for text in (record.name, self._plain_help(record))
            if _is_english(text)
        ]
        self.assertFalse(english, "\n".join(english))

    def _plain_help(self, record):
        text = record.help if "help" in record._fields else ""
        return re.sub("<[^>]*>", " ", text or "")

    def test_words_of_other_modules_programs_are_chinese(self):
        """Core reads such words in their own module's folder only; ours adds to it."""
        wanted = {
            "base_tier_validation": ("Todo by", "待审批人"),
            "web": ("Missing required fields", "有必填项未填写"),
        }
        translations, _language = self.env["ir.http"]._get_translations_for_webclient(
            list(wanted), "zh_CN"
        )
        for module, (source, text) in wanted.items():
            messages = translations[module]["messages"]
            browser = {message["id"]: message["string"] for message in messages}
            self.assertEqual(browser[source], text)
        self.env["ir.http"]._register_hook()
        server = code_translations.get_python_translations(
            "base_tier_validation", "zh_CN"
        )
        self.assertEqual(server["Next: %s"], "下一级：%s")
