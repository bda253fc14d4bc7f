"""Which fields of an attachment say what it is: evidence keeps them."""

CONTENT = frozenset(
    {
        "datas",
        "db_datas",
        "mimetype",
        "name",
        "public",
        "raw",
        "res_field",
        "res_id",
        "res_model",
        "store_fname",
    }
)
"""What a file says, whose it is and who sees it."""
