# shellcheck shell=bash
# What the watch scripts of the tutorials share: the curl loop. Needs target.sh.

# read_count [COUNT]: sets COUNT, empty for no end; answers --help, refuses anything else.
read_count() {
  COUNT=''
  while [ $# -gt 0 ]; do
    case "$1" in
      -h | --help)
        usage
        exit 0
        ;;
      '' | *[!0-9]*) usage_error "unknown argument: $1" ;;
      *) COUNT="$1" ;;
    esac
    shift
  done
}

# ask_every SECONDS COMMAND...: runs the command COUNT times, or until Ctrl-C, which is the ordinary end.
ask_every() {
  local seconds="$1" asked=0
  shift
  print_command "$@"
  while [ -z "$COUNT" ] || [ "$asked" -lt "$COUNT" ]; do
    if [ "$asked" -gt 0 ]; then sleep "$seconds"; fi
    # A failed request is a line on stderr and no reason to stop watching.
    "$@" || true
    echo
    asked=$((asked + 1))
  done
}
