# shellcheck shell=bash
# What every step script needs: talk on stderr, results on stdout. Bash 3.2, so that macOS can run it.

# The checkout. Step scripts work from here, so that the commands they print can be typed here.
# shellcheck disable=SC2034 # for those who source this
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)"

log() {
  printf '%s\n' "$*" >&2
}

# die MESSAGE [WHAT TO DO]
die() {
  log "Error: $1"
  if [ $# -gt 1 ]; then log "$2"; fi
  exit 1
}

# The comment at the head of a script is its help.
usage() {
  sed -n '2,/^$/ s/^# \{0,1\}//p' "$0"
}

# usage_error MESSAGE: the caller typed something that is not understood.
usage_error() {
  log "Error: $1"
  usage >&2
  exit 2
}

# loopback_goes_direct: forwarded ports are asked for on this machine, whatever proxy leads out of its network. `./workshop env` does the same.
loopback_goes_direct() {
  # Where there is only one of them the other one says the same: some programs read the upper one first, some the lower one.
  export NO_PROXY="${NO_PROXY:-${no_proxy:-}}"
  export no_proxy="${no_proxy:-$NO_PROXY}"
  # A lone asterisk means every host already.
  [ "$NO_PROXY" = '*' ] || NO_PROXY="${NO_PROXY:+$NO_PROXY,}127.0.0.1,localhost"
  [ "$no_proxy" = '*' ] || no_proxy="${no_proxy:+$no_proxy,}127.0.0.1,localhost"
}

# require_command NAME HOW-TO-GET-IT
require_command() {
  command -v "$1" >/dev/null || die "$1 is not on the PATH." "$2"
}

# The command as one could type it; only what needs quotes gets them.
print_command() {
  local line='$' word
  for word in "$@"; do
    case "$word" in
      *\'*) line="$line $(printf '%q' "$word")" ;;
      '' | *[!A-Za-z0-9_./:=@%+,-]*) line="$line '$word'" ;;
      *) line="$line $word" ;;
    esac
  done
  log "$line"
}

# run COMMAND...: shows the command, then runs it.
run() {
  print_command "$@"
  "$@"
}

# get_url URL: one request, shown with its status and time. Anything but 200 fails the script.
get_url() {
  get_url_with "$1" run
  [ "$ANSWER_STATUS" = 200 ] || die "$1 answered $ANSWER_STATUS, not 200."
}

# get_url_with URL RUNNER...: the same through a command that runs curl somewhere; any status will do. Sets ANSWER_STATUS.
get_url_with() {
  local url="$1" answer status
  shift
  answer="$("$@" curl --silent --show-error --max-time 10 --write-out '\n%{http_code} in %{time_total} s' "$url")" ||
    die "no answer from $url"
  status="${answer##*$'\n'}"
  # $(...) takes away the newlines at the end, which some answers have.
  printf '%s\n%s\n' "$(printf '%s' "${answer%$'\n'*}")" "$status"
  ANSWER_STATUS="${status%% *}"
}
