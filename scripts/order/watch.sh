#!/usr/bin/env bash
# Asks order through its load balancer once a second, until Ctrl-C or COUNT answers. Leave it running in a second shell.
# (./workshop watch shows the same as live shares.)
#
# Usage: scripts/order/watch.sh [COUNT]
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

url="$(service_url order default)"
ask_every 1 "${1:-}" curl --silent --show-error --max-time 5 "$url/"
