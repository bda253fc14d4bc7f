#!/usr/bin/env bash
# in_module.sh COMMAND…: runs it beside a folder `estate_service` with the module's files.
# pylint and the OCA checks take the module's name from its folder and follow no links, so
# they get a folder of that name with hard links.
set -euo pipefail
cd "$(dirname "$0")/.."
copy=$PWD/.odoo/lint
rm -rf "$copy"
mkdir -p "$copy/estate_service"
git ls-files -co --exclude-standard -- ':!.*' ':!dev' ':!tools' ':!bench' ':!requirements' ':!tests/repo' |
  while read -r file; do [ ! -f "$file" ] || cp -l --parents "$file" "$copy/estate_service"; done
cp .pylintrc "$copy"
cd "$copy"
exec "$@"
