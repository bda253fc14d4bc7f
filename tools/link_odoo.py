"""Let a virtual environment see an Odoo source: link_odoo.py VENV ODOO_PATH.

Besides the path itself the environment gets Odoo's name and version, so that pip
accepts add-ons that ask for ``odoo==19.0.*``. Odoo's own list of requirements is left
out: it names psycopg2, which would be compiled, and PyPDF2, which is no longer
maintained, where requirements/odoo.txt has psycopg2-binary and pypdf.
"""

import shutil
import sys
from pathlib import Path

LAUNCHER = """#!{python}

import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
"""


def main(venv, odoo_path):
    site = next(Path(venv).glob("lib/python3.*/site-packages"))
    (site / "odoo-debian.pth").write_text(f"{odoo_path}\n")
    stale = site / "odoo-19.0.egg-info"
    if stale.is_symlink():
        stale.unlink()
    info = site / "odoo-19.0.dist-info"
    shutil.rmtree(info, ignore_errors=True)
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n")
    (info / "RECORD").write_text("")
    launcher = Path(venv, "bin", "odoo-bin")
    launcher.write_text(LAUNCHER.format(python=Path(venv, "bin", "python")))
    launcher.chmod(0o755)


if __name__ == "__main__":
    main(*sys.argv[1:])
