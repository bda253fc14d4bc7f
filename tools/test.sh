# Sourced by ./dev: the tests. `test_all` is what continuous integration runs.

LIMIT_MINUTES=25
ADDON=addons/$MODULE
STAGES=()
FAILED=0

# stage NAME COMMAND…: runs it in a shell of its own, notes the minutes, and goes on after
# a failure so that one run shows everything that is wrong.
stage() {
  local name=$1 begin=$SECONDS verdict=ok; shift
  say "$name"
  set +e; (set -e; "$@"); [ $? = 0 ] || { verdict=FAILED FAILED=1; }; set -e
  STAGES+=("$(printf '%6.1f  %s: %s' "$(minutes $((SECONDS - begin)))" "$name" "$verdict")")
  [ $verdict = ok ]
}
minutes() { awk "BEGIN { print $1 / 60 }"; }

# ---------------------------------------------------------------- suites

plain_pytest() { "$VENV/bin/pytest" -q -p no:odoo -p no:cacheprovider "$@"; }

# odoo_pytest DATABASE OPTIONS…: pytest-odoo gives each worker of pytest-xdist its own copy
# of the database and its own port, our plugins its own filestore and company, and keep what
# Odoo has cached and loaded. The folder of the add-ons is the root, since the repository is itself a package.
odoo_pytest() {
  local database=$1; shift
  rm -f "$LOGS/pytest.log"
  (cd "$ENV_DIR" && PYTHONPATH="$ROOT/tools" "$VENV/bin/pytest" -q -p no:cacheprovider -p worker_filestore -p prepared_company -p kept_caches -p rare_collections \
    -c "$ROOT/tools/pytest.ini" --rootdir=addons --odoo-config="$CONF" --odoo-database="$database" --odoo-http --odoo-log-level=warn \
    --odoo-extra=logfile="$LOGS/pytest.log" --odoo-extra=max-cron-threads=0 "$@")
}

# at_once COMMANDS…: each without arguments; fails when one of them does.
at_once() {
  local failed=0 job jobs=()
  for job in "$@"; do "$job" & jobs+=($!); done
  for job in "${jobs[@]}"; do wait "$job" || failed=1; done
  return $failed
}

# Two of the four jobs that share the cores of the first stage: in one, what needs no
# database would go on alone on one core when the others have ended.
lint() { tools/lint.sh "$VENV"; }
without_database() {
  local failed=0
  plain_pytest tests/engine || failed=1
  plain_pytest tests/repo || failed=1
  return $failed
}

# The two kinds of database: with demo data for the tests; without, to see that the
# module installs and updates in an empty company.
template_demo() { template demo; }
template_plain() { template plain; }

database_with_demo() {
  module_database demo
  make_assets estate_demo
}

database_without() {
  module_database plain
  copy_database estate_plain estate_update
  odoo_job update_plain -d estate_update -u "$MODULE"
  drop estate_update
}

# The bundles of the web client take longer to build on a busy machine than a browser
# test waits; Odoo's own runner builds them before its tests as well.
make_assets() {
  echo "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()" |
    odoo shell -c "$CONF" -d "$1" --no-http --log-level=warn >"$LOGS/assets.log" 2>&1 || die "the web client's files were not built, see $LOGS/assets.log"
}

odoo_tests() {
  odoo_pytest estate_demo -n 2 --dist loadfile --ignore="$ADDON/tests/engine" --ignore="$ADDON/tests/repo" "$ADDON/tests"
}

# What one transaction cannot show, small; the benchmarks of these names do it at length.
bench_small() { "$VENV/bin/python" tools/run_bench.py "$CONF" "$@"; }
# A publishing run killed with SIGKILL once and resumed; OCA's matching screen beside ours.
killed_and_beside() { bench_small faults --rounds 1 --units 60 --chunk 5; bench_small beside; }
# Clerks who take the same money at once, and a run published by OCA's job queue.
clerks_and_queue() { bench_small counter --units 8; bench_small queue --units 12 --chunk 5; }

# Terms in the source that the translation does not have.
translations() {
  [ -f i18n/zh_CN.po ] || { echo "no i18n/zh_CN.po yet"; return 0; }
  odoo i18n export -c "$CONF" -d estate_plain "$MODULE" -o "$ENV_DIR/$MODULE.pot" >"$LOGS/i18n.log" 2>&1
  "$VENV/bin/python" tools/translations.py check "$ENV_DIR/$MODULE.pot"
}

scan_logs() {
  local name logs=()
  for name in install_demo install_plain update_plain pytest; do [ ! -f "$LOGS/$name.log" ] || logs+=("$LOGS/$name.log"); done
  "$VENV/bin/python" tools/scan_log.py tools/log_allow.txt "${logs[@]}"
}

# ---------------------------------------------------------------- commands

test_all() {
  local set_up line
  # Odoo's own modules are installed once per clone: they follow from their versions.
  at_once template_demo template_plain || die "what the module depends on was not installed"
  set_up=$SECONDS
  unlock
  exec 8>"$ENV_DIR/lock-test"
  flock -n 8 || die "another ./dev test is running in this clone"
  # Installed anew each time: what the install itself says is part of the test.
  drop estate_demo; drop estate_plain
  stage "lint, engine, repository; databases: install with and without demo data, update" \
    at_once lint without_database database_with_demo database_without || true
  if exists estate_demo && exists estate_plain; then
    stage "Odoo tests, two workers" odoo_tests || true
    stage "a bill run killed and resumed, OCA's screen beside ours, clerks at once, the job queue" at_once killed_and_beside clerks_and_queue || true
    stage "translations" translations || true
  fi
  stage "logs" scan_logs || true
  local total=$((SECONDS - set_up))
  printf '\nminutes  stage\n'
  printf '%6.1f  set-up, downloads, what the module depends on (not counted)\n' "$(minutes "$set_up")"
  for line in "${STAGES[@]}"; do printf '%s\n' "$line"; done
  printf '%6.1f  total, limit %s\n' "$(minutes $total)" $LIMIT_MINUTES
  [ $total -le $((LIMIT_MINUTES * 60)) ] || { echo "✗ longer than $LIMIT_MINUTES minutes"; FAILED=1; }
  return $FAILED
}

# test_some PATHS|OPTIONS…: paths under tests/engine and tests/repo need no database.
test_some() {
  local argument arguments=() paths=0 engine=0 repo=0
  for argument in "$@"; do
    if [[ $argument != -* ]] && [ -e "${argument%%::*}" ]; then
      paths=$((paths + 1))
      argument=${argument#./}
      case $argument in tests/engine*) engine=$((engine + 1)) ;; tests/repo*) repo=$((repo + 1)) ;; esac
    fi
    arguments+=("$argument")
  done
  if [ $((engine + repo)) -gt 0 ]; then
    [ $engine = $paths ] || [ $repo = $paths ] || die "tests/engine and tests/repo each run in a process of their own: name them apart"
    unlock
    plain_pytest "${arguments[@]}"
    return
  fi
  ready_test_database
  unlock
  local i
  for i in "${!arguments[@]}"; do
    [[ ${arguments[i]} == -* ]] || [ ! -e "${arguments[i]%%::*}" ] || arguments[i]=addons/$MODULE/${arguments[i]}
  done
  [ $paths -gt 0 ] || arguments+=(--ignore="$ADDON/tests/engine" --ignore="$ADDON/tests/repo" "$ADDON/tests")
  odoo_pytest estate_test "${arguments[@]}"
}

# Installed once, then updated when the module's files changed.
ready_test_database() {
  local want; want=$(module_hash)
  if ! exists estate_test; then
    module_database demo
    copy_database estate_demo estate_test
    make_assets estate_test
  elif [ "$(made_from estate_test)" != "$want" ]; then
    say "updating the module in estate_test"
    odoo_job update_test -d estate_test -u "$MODULE" --i18n-overwrite
  fi
  mark estate_test "$want"
}
