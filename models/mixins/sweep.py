"""What a scheduled action does of many records, each for itself."""

import logging

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


def one_by_one(cron, parts, step):
    """Take ``step`` of each of ``parts``, in a savepoint and a transaction of its own.

    What cannot be done is logged and keeps nothing else waiting; the next run of the
    scheduled action tries it again. Outside of one nothing is committed.

    :param cron: the model ``ir.cron`` in the environment of the scheduled action
    :param parts: recordsets, found beforehand; ``step`` looks again whether there is
        still something to do, since a colleague may have been faster
    :return: whether there was time for all of them
    """
    parts = list(parts)
    in_cron = "ir_cron_progress_id" in cron.env.context
    for left, part in zip(range(len(parts) - 1, -1, -1), parts, strict=True):
        try:
            with cron.env.cr.savepoint():
                step(part)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
            _logger.info("%s is in use, the next run takes it: %s", part, error)
        except Exception as error:
            _logger.error("%s is left for the next run", part, exc_info=error)
        if in_cron and not cron._commit_progress(1, remaining=left):
            return False
    return True
