"""Whether another module has a say in what a set-wise writer does in core's place."""

OURS = {"account", "analytic", "estate_service", "mail"}


def has_foreign_overrides(model, names):
    """Whether a module beside core's accounting and ours extends one of the methods."""
    return any(
        part.__module__.split(".")[2] not in OURS
        for name in names
        for part in type(model).mro()
        if name in vars(part) and part.__module__.startswith("odoo.addons.")
    )


def has_foreign_followers(env, written, following):
    """Whether a stored field that the writer does not know follows from what it writes.

    :param written: {model name: names of the fields it writes}
    :param following: {model name: names of the stored fields it knows}
    """
    return any(
        field.store and field.name not in following.get(field.model_name, ())
        for model, names in written.items()
        for name in names
        for field in env.registry.get_dependent_fields(env[model]._fields[name])
    )
