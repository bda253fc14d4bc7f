"""No English word on a Chinese screen or paper: every label and page is looked at."""

import re

from lxml import etree

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.translate import code_translations

from .papers import ChinesePapers

MODULE = "estate_service"
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
    "SHA-256",
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

# Titles in Odoo's own form of users, which its Chinese leaves out; our view adds to it.
CORES = {"res.users": {"Login", "Login / Email", "Work Email"}}


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
    # Odoo's own runner leaves out the tests of ChinesePapers otherwise.
    allow_inherited_tests_method = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._load_chinese()
        cls.env = cls.env(context={**cls.env.context, "lang": "zh_CN"})
        data = cls.env["ir.model.data"].search([("module", "=", MODULE)])
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
        names = [MODULE]
        if not CHINESE.search(settings.name):
            names = [name for name in modules.mapped("name") if name not in names]
            names.append(MODULE)
        modules._load_module_terms(names, ["zh_CN"])

    def _shown_views(self):
        """Return ``{(model, view id, kind)}`` of what our views and actions show."""
        views = self.records["ir.ui.view"]
        while extensions := views.filtered(
            lambda view: view.mode == "extension" and view.inherit_id
        ):
            views = views - extensions | extensions.inherit_id
        shown = {
            (view.model, view.id, view.type) for view in views if view.type != "qweb"
        }
        for action in self.records["ir.actions.act_window"]:
            opened = [*action.views, (action.search_view_id.id, "search")]
            for view_id, kind in opened:
                view_id = view_id or views.default_view(action.res_model, kind)
                shown.add((action.res_model, view_id, kind))
        return sorted(shown)

    def _english_on(self, model, view_id, kind):
        """Labels without a Chinese text that the model's user reads in a view."""
        answer = model.get_views([(view_id, kind)], {"toolbar": True})
        found = answer["views"][kind]
        arch = etree.fromstring(found["arch"])
        if (model._name, kind) == ("res.config.settings", "form"):
            arch = arch.find(f".//app[@name='{MODULE}']")
        if not view_id and kind == "search":
            # Core's own makeshift: its title is the model's name, and shown nowhere.
            arch.attrib.pop("string", None)
        labels = set(self._labels(arch, model))
        for actions in (found.get("toolbar") or {}).values():
            labels.update(action["name"] for action in actions)
        return filter(_is_english, labels - CORES.get(model._name, set()))

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
            f"{model} {kind} {view_id}: {label.strip()!r}"
            for model, view_id, kind in self._shown_views()
            if self.env[model].with_user(user).has_access("read")
            for label in self._english_on(
                self.env[model].with_user(user), view_id, kind
            )
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

    def test_every_field_of_our_models_is_chinese(self):
        """Searches, groupings, exports and logs name fields that no view shows."""
        english = [
            f"{name} {where}: {text}"
            for name, model in self.registry.items()
            if model._original_module == MODULE
            for where, text in self._words_of_model(name)
            if _is_english(text)
        ]
        self.assertFalse(english, "\n".join(english))

    def _words_of_model(self, name):
        yield "", self.env["ir.model"]._get(name).name
        wanted = ["string", "help", "selection"]
        for field, facts in self.env[name].fields_get(attributes=wanted).items():
            yield field, facts["string"]
            yield field, facts.get("help")
            if field not in NAMES:
                for _value, label in facts.get("selection") or ():
                    yield field, label

    def test_what_we_ship_is_chinese(self):
        """Kinds, reasons, approvals and reminders that a new database begins with."""
        data = self.env["ir.model.data"].search(
            [
                ("module", "=", MODULE),
                ("name", "not like", "demo_%"),
                ("model", "not like", "ir.%"),
            ]
        )
        english = [
            f"{line.model} {line.name}: {text}"
            for line in data
            for text in self._translated_texts(self.env[line.model].browse(line.res_id))
            if _is_english(text)
        ]
        self.assertFalse(english, "\n".join(english))

    def _translated_texts(self, record):
        """Texts in the reader's language; others are what a person typed."""
        return [
            re.sub("<[^>]*>", " ", record[name] or "")
            for name, field in record._fields.items()
            if field.translate and field.store
        ]

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
