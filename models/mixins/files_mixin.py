from odoo import api, models


class EstateFilesMixin(models.AbstractModel):
    """Records whose readers may read what was uploaded with them.

    A file that nobody owns yet is its uploader's alone; a file of somebody else is not
    taken from him.
    """

    _name = "estate.files.mixin"
    _description = "Record with Papers"

    _file_fields = ()
    """Names of the fields that hold attachments."""

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._own_files()
        return records

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(self._file_fields):
            self._own_files()
        return result

    def _own_files(self):
        # Whoever uploaded a file may read it; now the record's readers may, too.
        for record in self.sudo():
            for name in self._file_fields:
                loose = record[name].filtered(
                    lambda file: not file.res_id and file.create_uid == self.env.user
                )
                loose.write({"res_model": self._name, "res_id": record.id})
