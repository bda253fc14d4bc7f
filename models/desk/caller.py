def lives_elsewhere(person, unit):
    """Tell whether somebody has a home of the estate, and ``unit`` is none of his.

    Where the room of a case is corrected, such a person is not whom it is about; who
    lives nowhere here, as a relative who called, stays.
    """
    homes = person._estate_homes()
    return bool(unit and homes and unit not in homes)


def forget_other_room(case, name="caller_name", phone="caller_phone"):
    """The room was the wrong one: its resident is not to be called.

    :param case: with ``unit_id`` and the fields ``name`` and ``phone``
    """
    if case.unit_id and case[name] and case[phone]:
        people = case.env["res.partner"].search(
            [("name", "=", case[name]), ("phone", "=", case[phone])]
        )
        if lives_elsewhere(people, case.unit_id):
            case[name] = case[phone] = False
