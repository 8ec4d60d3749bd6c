# shellcheck shell=bash
# What a script may be given is what the usage line in its head comment says; there is no second place. Needs common.sh.
# After the script's name the line has nothing, or one of
#   [FILE]         a file that exists
#   [COUNT]        a whole number
#   [blue|green]   one of these words
#   [--force]      this option

# accepted_argument: what is between the brackets, empty for nothing.
accepted_argument() {
  sed -n 's/^# Usage: [^ ]* \[\(.*\)\]$/\1/p' "$0"
}

# check_arguments "$@": answers --help, and refuses what the usage line does not name. Before any side effect.
check_arguments() {
  local argument accepted
  accepted="$(accepted_argument)"
  for argument in "$@"; do
    case "$argument" in
      -h | --help)
        usage
        exit 0
        ;;
      --force) [ "$accepted" = --force ] || usage_error "unknown argument: $argument" ;;
      -*) usage_error "unknown argument: $argument" ;;
    esac
  done
  [ $# -gt 0 ] || return 0
  [ -n "$accepted" ] || usage_error "unknown argument: $1"
  [ $# -eq 1 ] || usage_error "unknown argument: $2"
  case "$accepted" in
    FILE) [ -f "$1" ] || usage_error "there is no file $1" ;;
    COUNT)
      case "$1" in
        '' | *[!0-9]*) usage_error "unknown argument: $1" ;;
      esac
      ;;
    *)
      case "|$accepted|" in
        *"|$1|"*) case "$1" in *'|'*) usage_error "unknown argument: $1" ;; esac ;;
        *) usage_error "unknown argument: $1" ;;
      esac
      ;;
  esac
}
