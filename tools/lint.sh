#!/usr/bin/env bash
# lint.sh VENV [--fix]: every check that needs no database. All of them run; any failure fails.
set -uo pipefail
cd "$(dirname "$0")/.."
venv=$1
failed=0
check() { "$@" || { printf '✗ %s\n' "$1 ${2:-}" >&2; failed=1; }; }

if [ "${2:-}" = --fix ]; then
  "$venv/bin/ruff" check -q --fix .
  "$venv/bin/ruff" format -q .
fi
check "$venv/bin/ruff" check -q --no-fix .
check "$venv/bin/ruff" format -q --check .

check tools/in_module.sh "$venv/bin/pylint" --rcfile=.pylintrc -j 1 --ignore=tests estate_service
cd .odoo/lint
# What a test posts or raises is read by nobody.
check "$venv/bin/pylint" --rcfile=.pylintrc -j 1 --disable=translation-required estate_service/tests
check "$venv/bin/oca-checks-odoo-module" estate_service
po_files=$(ls estate_service/i18n*/*.po estate_service/i18n*/*.pot 2>/dev/null)
# Its pretty format empties a translation that equals its source (“POS”), where every
# term shall have one.
[ -z "$po_files" ] || check "$venv/bin/oca-checks-po" --disable=po-pretty-format $po_files
cd - >/dev/null
check "$venv/bin/python" tools/check_files.py
exit $failed
