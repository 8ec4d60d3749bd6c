# shellcheck shell=bash
# The loop of the watch scripts. Needs common.sh.

# ask_every SECONDS COUNT COMMAND...: runs the command COUNT times, or, with an empty COUNT, until Ctrl-C, which is the ordinary end.
ask_every() {
  local seconds="$1" count="$2" asked=0
  shift 2
  trap 'exit 0' INT TERM
  print_command "$@"
  while [ -z "$count" ] || [ "$asked" -lt "$count" ]; do
    if [ "$asked" -gt 0 ]; then sleep "$seconds"; fi
    # A failed request is a line on stderr and no reason to stop watching.
    "$@" || true
    echo
    asked=$((asked + 1))
  done
}
