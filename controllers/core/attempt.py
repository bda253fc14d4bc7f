from odoo.exceptions import UserError
from odoo.http import request


def attempt(step):
    """Take a step as a whole, or not at all.

    :param step: a function without arguments
    :return: what the step returned and None; or None and in which words it was refused
    """
    try:
        with request.env.cr.savepoint():
            return step(), None
    except UserError as error:
        return None, str(error)
