def forget_other_room(case):
    """The room was the wrong one: who lives there is not whom the case is about.

    A caller who is no resident stays: he calls for the room that is named now.

    :param case: with ``unit_id``, ``caller_name`` and ``caller_phone``
    """
    if case.unit_id and case.caller_name and case.caller_phone:
        people = case.env["res.partner"].search(
            [("name", "=", case.caller_name), ("phone", "=", case.caller_phone)]
        )
        homes = people._estate_homes()
        if homes and case.unit_id not in homes:
            case.caller_name = case.caller_phone = False
