#!/usr/bin/env bash
# fetch_odoo.sh TARGET CACHE: unpacks Odoo 19.0 from Debian into TARGET.
# The packages of odoo_packages.txt are fetched by apt-get, which needs no root for that:
# it works on a private state folder whose sources are this machine's own with another suite.
set -euo pipefail
target=$1 cache=$2
here=$(cd "$(dirname "$0")" && pwd)
list=$here/odoo_packages.txt
debs=$cache/debs
apt=$cache/apt
mkdir -p "$debs"

say() { printf '» %s\n' "$*" >&2; }
wanted() { grep -vE '^#|^$' "$list"; }

# cached NAME VERSION: the newest file kept of a package, unless it is older than VERSION.
cached() {
  local file; file=$(ls -t "$debs/$1"_*.deb 2>/dev/null | head -n 1)
  [ -n "$file" ] || return 0
  [ "$2" != - ] && dpkg --compare-versions "$(dpkg-deb -f "$file" Version)" lt "$2" || printf '%s\n' "$file"
}

apt_private() {
  apt-get -q \
    -o Dir::State="$apt/state" -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache" \
    -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$apt/sources" \
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
    -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none -o Acquire::Retries=3 "$@"
}

prepare_apt() {
  mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/sources"
  : >"$apt/status"
  rm -f "$apt"/sources/*
  own=$(python3 "$here/apt_sources.py" "$apt/sources/odoo.sources")
  say "reading Debian's package lists"
  apt_private update >"$apt/log" 2>&1 || { tail -n 5 "$apt/log" >&2; exit 1; }
}

fetch() {
  local name suite version sum specs=()
  while read -r name suite version sum; do
    [ -n "$(cached "$name" "$version")" ] || specs+=("$name/$suite")
  done < <(wanted)
  [ ${#specs[@]} -gt 0 ] || return 0
  prepare_apt
  say "downloading ${#specs[@]} packages"
  (cd "$debs" && apt_private download "${specs[@]/%\/own//$own}" >>"$apt/log" 2>&1) ||
    { tail -n 5 "$apt/log" >&2; echo "Odoo could not be fetched; ODOO_SRC can name a source you have" >&2; exit 1; }
}

# Says what differs from the record, then goes on: an older version cannot be had any more.
package_file() {
  local file version; file=$(cached "$1" -) version=$(dpkg-deb -f "$file" Version)
  if [ "$3" != - ] && [ "$version" != "$3" ]; then
    say "note: $1 is $version now, tested with $3"
  elif [ "$4" != - ] && [ "$(sha256sum <"$file" | cut -d' ' -f1)" != "$4" ]; then
    say "note: $1 $3 has another SHA-256 than recorded"
  fi
  printf '%s\n' "$file"
}

unpack() {
  local name suite version sum new=$target.new
  rm -rf "$new"
  mkdir -p "$new"
  say "unpacking Odoo"
  while read -r name suite version sum; do
    # Of some fifty languages the module needs two; the others are a third of the files.
    dpkg-deb --fsys-tarfile "$(package_file "$name" "$suite" "$version" "$sum")" |
      tar -x -C "$new" --wildcards --exclude='*/i18n/[a-y]*_*.po' --exclude='*/i18n/[a-y][a-z].po' \
        --exclude='*/i18n/[a-y][a-z][a-z].po' --exclude='*/i18n/*@*.po' --exclude='*/i18n/zh_TW.po' --exclude='*/i18n/zh_HK.po'
  done < <(wanted)
  # Debian leaves out a library (for blurring the background of video calls) that a bundle
  # names; without the file every page of the web client starts with an error.
  local missing=$new/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js
  [ -f "$missing" ] || { mkdir -p "$(dirname "$missing")"; : >"$missing"; }
  local dangling; dangling=$(find "$new" -xtype l | head -n 3)
  [ -z "$dangling" ] || say "note: links of the package that lead nowhere: $dangling"
  rm -rf "$target"
  mv "$new" "$target"
}

fetch
unpack
