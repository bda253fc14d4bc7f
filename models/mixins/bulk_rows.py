"""Rows that are written all at once.

For working papers of some thousand rows in which nothing needs the ORM: no default, no
computed field, no rule of its own. The caller has checked the rights and gives every
stored value.
"""

import json

from odoo.tools import SQL


def insert_rows(model, rows):
    """Insert rows with one statement; return their ids in the order given.

    :param rows: dicts of values that JSON can hold, all with the same fields
    """
    if not rows:
        return []
    names = list(rows[0])
    # What these rows refer to, or take the place of, may not have been written yet.
    model.env.flush_all()
    columns = SQL(", ").join(map(SQL.identifier, names))
    types = SQL(", ").join(
        SQL("%s %s", SQL.identifier(name), SQL(model._fields[name].column_type[1]))
        for name in names
    )
    found = model.env.execute_query(
        SQL(
            """
            INSERT INTO %(table)s (%(columns)s, create_uid, create_date,
                                   write_uid, write_date)
            SELECT %(columns)s, %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM ROWS FROM (jsonb_to_recordset(%(rows)s::jsonb) AS (%(types)s))
                   WITH ORDINALITY AS r(%(columns)s, position)
             ORDER BY r.position
         RETURNING id
            """,
            table=SQL.identifier(model._table),
            columns=columns,
            types=types,
            uid=model.env.uid,
            now=model.env.cr.now(),
            rows=json.dumps([_stored(model, row) for row in rows], default=str),
        )
    )
    model.env.invalidate_all(flush=False)
    return [row_id for (row_id,) in found]


def _stored(model, row):
    """Return values as columns hold them: what is not set is NULL, not false."""
    fields = model._fields
    return {
        name: None if value is False and fields[name].type != "boolean" else value
        for name, value in row.items()
    }


def update_rows(model, rows):
    """Write values of many rows with one statement.

    :param rows: dicts with the ``id`` and values that JSON can hold, all with the same
        fields
    """
    if not rows:
        return
    names = [name for name in rows[0] if name != "id"]
    model.env.flush_all()
    types = SQL(", ").join(
        SQL("%s %s", SQL.identifier(name), SQL(model._fields[name].column_type[1]))
        for name in names
    )
    model.env.cr.execute(
        SQL(
            """
            UPDATE %(table)s AS t
               SET %(values)s, write_uid = %(uid)s, write_date = %(now)s
              FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(id int, %(types)s)
             WHERE t.id = r.id
            """,
            table=SQL.identifier(model._table),
            values=SQL(", ").join(
                SQL("%s = %s", SQL.identifier(name), SQL.identifier("r", name))
                for name in names
            ),
            types=types,
            uid=model.env.uid,
            now=model.env.cr.now(),
            rows=json.dumps([_stored(model, row) for row in rows], default=str),
        )
    )
    model.env.invalidate_all(flush=False)


def set_links(model, name, linked):
    """Set a many2many field of many records with two statements.

    :param linked: {id of a record: ids it is linked with}
    """
    field = model._fields[name]
    model.env.flush_all()
    table, left, right = map(
        SQL.identifier, (field.relation, field.column1, field.column2)
    )
    model.env.cr.execute(
        SQL("DELETE FROM %s WHERE %s = ANY(%s)", table, left, list(linked))
    )
    pairs = [(one, other) for one, others in linked.items() for other in others]
    if pairs:
        model.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s, %s) SELECT * FROM unnest(%s, %s)",
                table,
                left,
                right,
                [one for one, _other in pairs],
                [other for _one, other in pairs],
            )
        )
    model.env.invalidate_all(flush=False)
