"""Texts of other modules that lack a translation, from ``i18n_extra`` of this one.

Core loads labels of records of any module from that folder, but looks for the words of
programs in the folders of their own module only.
"""

from collections import defaultdict
from functools import cache

from odoo import api, models
from odoo.tools.misc import ReadonlyDict, file_open
from odoo.tools.translate import (
    JAVASCRIPT_TRANSLATION_COMMENT,
    PYTHON_TRANSLATION_COMMENT,
    code_translations,
    get_base_langs,
    translation_file_reader,
)


@cache
def overlay(lang, origin):
    """Texts of programs of other modules: ``{module: {source: text}}``.

    :param origin: the comment that marks words of Python or of JavaScript
    """
    found = defaultdict(dict)
    for name in get_base_langs(lang):
        try:
            source = file_open(f"estate_service/i18n_extra/{name}.po", "rb")
        except FileNotFoundError:
            continue
        with source:
            for row in translation_file_reader(source):
                if row["type"] == "code" and origin in row["comments"]:
                    found[row["module"]][row["src"]] = row["value"]
    return found


class IrHttp(models.AbstractModel):
    """Serves the overlay to the browser, and to messages written by programs."""

    _inherit = "ir.http"

    @api.model
    def _get_translations_for_webclient(self, modules, lang):
        translations, parameters = super()._get_translations_for_webclient(
            modules, lang
        )
        extra = overlay(lang, JAVASCRIPT_TRANSLATION_COMMENT) if lang else {}
        for module in extra.keys() & translations.keys():
            translations[module] = self._with_overlay(
                translations[module], extra[module]
            )
        return translations, parameters

    @api.model
    def _with_overlay(self, translations, extra):
        """A module's texts for the browser, with those it lacks."""
        have = translations.get("messages", ())
        known = {message["id"] for message in have}
        more = [
            ReadonlyDict({"id": source, "string": text})
            for source, text in extra.items()
            if source not in known
        ]
        return ReadonlyDict({"messages": (*have, *more)})

    def _register_hook(self):
        super()._register_hook()
        for lang, _name in self.env["res.lang"].get_installed():
            for module, extra in overlay(lang, PYTHON_TRANSLATION_COMMENT).items():
                texts = code_translations.get_python_translations(module, lang)
                code_translations.python_translations[module, lang] = ReadonlyDict(
                    {**extra, **texts}
                )
