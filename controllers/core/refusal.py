from odoo.exceptions import UserError
from odoo.http import request


def refusal(step):
    """Take a step as a whole, or not at all.

    :param step: a function without arguments
    :return: in which words it was refused; None when it was taken
    """
    try:
        with request.env.cr.savepoint():
            step()
    except UserError as error:
        return str(error)
    return None
