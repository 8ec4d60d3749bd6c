#!/usr/bin/env bash
# Removes everything that was ever written into this checkout: dependencies, downloaded tools, images, logs, what compilers and
# generators made. Never what git tracks, and nothing outside of the checkout. Needs no installation.
#
# Usage: ./workshop clean [--dry-run]
#   --dry-run   only show what would be removed
#
# Exit codes: 0 all of it is gone (or shown), 1 something of this checkout still runs or cannot be removed, 2 wrong usage.

set -Eeuo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../.." && pwd -P)"

log() { printf '%s\n' "$*" >&2; }

# Every process, one "pid command" a line.
list_processes() {
  local file pid
  if [ -r /proc/self/cmdline ]; then
    for file in /proc/[0-9]*/cmdline; do
      pid="${file#/proc/}"
      printf '%s ' "${pid%/cmdline}"
      # A process that has ended meanwhile has no command any more.
      { tr '\0' ' ' <"$file"; } 2>/dev/null || true
      echo
    done
  else
    # The space at the end is what every argument has after it above.
    ps -A -ww -o pid=,command= | sed 's/$/ /'
  fi
}

# Commands and supervisors of this checkout, whatever their state directory. No grep: it would find its own command line.
running_programs() {
  local line
  list_processes | while IFS= read -r line; do
    case "$line" in
      *" $ROOT/apps/workshop/src/main.ts "* | *" $ROOT/apps/workshop/src/supervisor/main.ts "*) printf '%s\n' "$line" ;;
    esac
  done
}

# Says what runs and how to end it; fails when something does.
nothing_runs() {
  local running pid command directory owner=''
  running="$(running_programs)"
  if [ -f "$ROOT/.workshop/install.lock/pid" ]; then owner="$(cat "$ROOT/.workshop/install.lock/pid")"; fi
  if [ -n "$owner" ] && kill -0 "$owner" 2>/dev/null; then
    log "workshop: process $owner installs the dependencies of this checkout. Wait for it, or end it."
    return 1
  fi
  [ -n "$running" ] || return 0
  log 'workshop: programs of this checkout are running. Nothing was removed.'
  while read -r pid command; do
    case "$command" in
      */supervisor/main.ts*)
        directory="$(printf '%s\n' "$command" | sed -n 's/.*"stateDirectory":"\([^"]*\)".*/\1/p')"
        log "  process $pid, the environment in $directory. End it: ./workshop --state-dir '$directory' down"
        ;;
      *) log "  process $pid: ./workshop${command##*/apps/workshop/src/main.ts}" ;;
    esac
  done <<EOF
$running
EOF
  return 1
}

# The names are those of .gitignore. Paths relative to the checkout, each with a zero byte after it.
list_written() {
  find . -name .git -prune -o \( -name node_modules -o -name '*.tsbuildinfo' -o \
    \( -type d \( -name .workshop -o -name dist -o -name generated -o -name coverage \) \) \) -prune -print0
}

# Whether git has a file there. Without git, or outside of a clone, nobody can say: then the names decide.
is_tracked() {
  [ -n "$(git -C "$ROOT" ls-files -- "$1" 2>/dev/null | head -n 1)" ]
}

dry=''
for argument in "$@"; do
  case "$argument" in
    -h | --help)
      sed -n '2,/^$/ s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    --dry-run) dry=1 ;;
    *)
      log "workshop: clean does not know '$argument' (clean --help shows what is allowed)"
      exit 2
      ;;
  esac
done

cd "$ROOT"
if [ -z "$dry" ]; then nothing_runs || exit 1; fi
found=0
while IFS= read -r -d '' path; do
  if is_tracked "$path"; then continue; fi
  found=$((found + 1))
  if [ -n "$dry" ]; then
    printf 'Would remove %s\n' "${path#./}"
  else
    # Go's and some packages' caches are read-only; a link is removed, not what it leads to.
    [ -L "$path" ] || chmod -R u+w "$path" 2>/dev/null || true
    rm -rf "$path" || exit 1
    printf 'Removed %s\n' "${path#./}"
  fi
done < <(list_written)
if [ "$found" -eq 0 ]; then
  echo 'Nothing to remove: this checkout is as git has it.'
elif [ -z "$dry" ]; then
  echo 'What was downloaded is gone too: the next command needs the network.'
fi
