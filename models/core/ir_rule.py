from odoo import api, models, tools
from odoo.orm.domains import DomainNary
from odoo.tools import config


class IrRule(models.Model):
    """Rules of communities name them by their ids, as core's name companies.

    A rule that asks the table of staff for each row costs a search in a million cases
    more than the search itself; ids are looked up once and kept with the rule.
    """

    _inherit = "ir.rule"

    def _eval_context(self):
        """Add ``estate_community_ids``: the communities that the user serves.

        Those that are archived too: what was done there can still be read.
        """
        # The rules of communities ask for them in turn.
        user = self.env.user.sudo().with_context(active_test=False)
        return super()._eval_context() | {
            "estate_community_ids": user.estate_community_ids.ids
        }

    @api.model
    @tools.conditional(
        "xml" not in config["dev_mode"],
        tools.ormcache(
            "self.env.uid",
            "self.env.su",
            "model_name",
            "mode",
            "tuple(self._compute_domain_context_values())",
        ),
    )
    def _compute_domain(self, model_name, mode="read"):
        """Leave out what another rule of the user allows anyway.

        Who has all cases of a community by one role and those of his buildings by
        another is asked for the community alone: without a join for each search, and
        without one question more for each record read.
        """
        domain = super()._compute_domain(model_name, mode)
        return absorbed(domain).optimize(self.env[model_name])


def absorbed(domain):
    """Return the domain without alternatives that another one contains.

    ``A or (A and B)`` is ``A``, at any depth.
    """
    if not isinstance(domain, DomainNary):
        return domain
    parts = [absorbed(part) for part in domain.children]
    if domain.OPERATOR == "|":
        parts = [part for part in parts if not any(says_more(part, p) for p in parts)]
    return domain.apply(parts)


def says_more(narrow, wide):
    """Tell whether ``narrow`` asks for all that ``wide`` asks for, and for more.

    Compared one by one: conditions have no hash, since their values are sets.
    """
    asked, wanted = conjuncts(narrow), conjuncts(wide)
    return len(wanted) < len(asked) and all(part in asked for part in wanted)


def conjuncts(domain):
    if isinstance(domain, DomainNary) and domain.OPERATOR == "&":
        return domain.children
    return (domain,)
