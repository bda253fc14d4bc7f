# Sourced by ./dev: databases. What a database was made from is kept as its comment, so
# that a template is built once and the module installed once for each state of its files.
#   tpl_plain, tpl_demo        the modules that this one depends on, without and with demo data
#   estate_plain, estate_demo  a copy of them with the module installed; copied for every use
#   estate                     what ./dev run serves

# Begins the comment of every database made here.
MARK=estate_service-dev

# The first is the default of new users: tests read English messages.
LANGUAGES=en_US,zh_CN

depends() { "$VENV/bin/python" -c 'import ast; print(",".join(sorted([*ast.literal_eval(open("__manifest__.py").read())["depends"], "l10n_cn"])))'; }

# What a template's content depends on, and what an installed module's does.
template_hash() { { depends; cat requirements/addons.txt tools/odoo_packages.txt "$ODOO_PATH/odoo/release.py"; echo "$LANGUAGES"; } | hash_of; }
module_hash() {
  git ls-files -co --exclude-standard -- ':/' ':!tests' ':!static' ':!bench' ':!tools' ':!requirements' ':!.*' ':!*.md' ':!dev' ':!*.toml' |
    { while read -r file; do [ -f "$file" ] && printf '%s\0' "$file"; done; true; } | xargs -0 sha256sum | hash_of
}

comment_of() { psql -d postgres -qAtc "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '$1'"; }
made_from() { comment_of "$1" | sed "s/^$MARK //"; }
exists() { [ -n "$(psql -d postgres -qAtc "SELECT 1 FROM pg_database WHERE datname = '$1'")" ]; }
mark() { psql -d postgres -qc "COMMENT ON DATABASE \"$1\" IS '$MARK $2'"; }

# On a server that others use too, a database without our mark is somebody else's.
is_ours() { [ "$PG_OWN" = yes ] || [[ $(comment_of "$1") == "$MARK "* ]]; }
keep_off_foreign() {
  ! exists "$1" || is_ours "$1" ||
    die "the database $1 on this server was not made by ./dev: rename it, or use another server"
}
drop() { keep_off_foreign "$1" && dropdb --if-exists --force "$1" 2>/dev/null && rm -rf "$ENV_DIR/data/filestore/$1"; }

# copy_database FROM TO: with its attachments. Files of the store never change once
# written, so hard links are copies.
copy_database() {
  drop "$2"
  createdb -T "$1" "$2"
  mark "$2" "copy of $1"
  [ ! -d "$ENV_DIR/data/filestore/$1" ] || cp -al "$ENV_DIR/data/filestore/$1" "$ENV_DIR/data/filestore/$2"
}

# rename_database FROM TO: puts a finished database in the place of the old one.
rename_database() {
  drop "$2"
  psql -d postgres -qc "ALTER DATABASE \"$1\" RENAME TO \"$2\""
  [ ! -d "$ENV_DIR/data/filestore/$1" ] || mv "$ENV_DIR/data/filestore/$1" "$ENV_DIR/data/filestore/$2"
}

# template plain|demo
template() {
  local name=tpl_$1 want flags=(); want="$1 $(template_hash)"
  [ "$(made_from "$name")" != "$want" ] || return 0
  say "installing what the module depends on ($name)"
  [ "$1" = plain ] || flags=(--with-demo --load-language="$LANGUAGES")
  drop "${name}_new"
  odoo_job "$name" -d "${name}_new" -i "$(depends)" ${flags[@]+"${flags[@]}"}
  mark "${name}_new" "$want"
  rename_database "${name}_new" "$name"
}

# module_database plain|demo: a copy of the template with the module installed.
module_database() {
  local name=estate_$1 want flags=()
  template "$1"
  want="$1 $(template_hash) $(module_hash)"
  [ "$(made_from "$name")" != "$want" ] || return 0
  say "installing the module ($name)"
  [ "$1" = plain ] || flags=(--with-demo)
  copy_database "tpl_$1" "${name}_new"
  odoo_job "install_$1" -d "${name}_new" -i "$MODULE" ${flags[@]+"${flags[@]}"}
  mark "${name}_new" "$want"
  rename_database "${name}_new" "$name"
}

# The database of ./dev run keeps what was typed into it: it is updated, not made anew.
demo_database() {
  local want; want=$(module_hash)
  keep_off_foreign estate
  if ! exists estate; then
    module_database demo
    copy_database estate_demo estate
  elif [ "$(made_from estate)" != "$want" ]; then
    say "updating the module in the database estate"
    odoo_job update_estate -d estate -u "$MODULE" --i18n-overwrite
  fi
  mark estate "$want"
}

# Every database that this folder names, but the templates: they cost minutes, and their
# content follows from their hash alone. On a shared server only those with our mark.
drop_databases() {
  local name
  for name in $(psql -d postgres -qAtc "SELECT datname FROM pg_database WHERE datname ~ '^(estate(_|$)|bench_)'"); do ! is_ours "$name" || drop "$name"; done
}
