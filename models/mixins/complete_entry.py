"""Complete entries: moves and items whose every value is given at creation.

Core computes what is missing before the insert and then runs inverse methods that
spread a user's edit to other fields. For entries that a writer hands over complete
both would only find what is there already, at several times the cost of the
insert. A test compares the result with entries that core completed itself.
"""

# Context key of a writer that gives every value core would compute.
COMPLETE_ENTRY = "estate_complete_entry"


def mark_as_computed(records, vals_list):
    """Tell ``create`` that the given values need no inverse and no recomputation."""
    given = {
        field
        for name, field in records._fields.items()
        if field.store and field.inverse and name != "line_ids"
    }
    for vals in vals_list:
        vals["__precomputed__"] = given
