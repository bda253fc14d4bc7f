"""What records that point at documents of many models say of them."""


def names_of(records):
    """Return the names of the documents at which ``res_model`` and ``res_id`` point.

    Read model by model. What is gone, or is not this user's to see, has no name: such
    lists are open to more people than each of the documents in them.

    :return: ``{(model, id): display name}``
    """
    names = {}
    for model, pointers in records.grouped("res_model").items():
        found = records.env[model].browse(set(pointers.mapped("res_id"))).exists()
        for document in found._filtered_access("read"):
            names[model, document.id] = document.display_name
    return names
