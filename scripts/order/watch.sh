#!/usr/bin/env bash
# Asks order through its load balancer once a second, until Ctrl-C or COUNT answers. Leave it running in a second shell.
# (./workshop watch shows the same as live shares.)
#
# Usage: scripts/order/watch.sh [COUNT]
# Environment:
#   TARGET     local (default) or kubernetes

set -Eeuo pipefail

# shellcheck source=../lib/target.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/target.sh"

count=''
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help)
      usage
      exit 0
      ;;
    '' | *[!0-9]*) usage_error "unknown argument: $1" ;;
    *) count="$1" ;;
  esac
  shift
done
use_target

trap 'exit 0' INT TERM
url="$(service_url order default)"
print_command curl --silent --show-error --max-time 5 "$url/"
asked=0
while [ -z "$count" ] || [ "$asked" -lt "$count" ]; do
  if [ "$asked" -gt 0 ]; then sleep 1; fi
  # A failed request is a line on stderr and no reason to stop watching.
  curl --silent --show-error --max-time 5 "$url/" || true
  echo
  asked=$((asked + 1))
done
