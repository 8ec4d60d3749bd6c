#!/usr/bin/env bash
# Asks the frontend four times a second, until Ctrl-C or COUNT answers: through the gateway once there is one, until then from
# the jumpbox. Leave it running in a second shell. (./workshop watch shows the same as live shares.)
#
# Usage: scripts/echo/watch.sh [COUNT]
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

count="${1:-}"
if kubectl get service gw-echo-frontend --namespace demos >/dev/null 2>&1; then
  url="$(service_url gw-echo-frontend demos)"
  set -- curl
else
  ensure_jumpbox
  url="$(service_address echo-frontend-blue)"
  set -- kubectl exec jumpbox --namespace demos -- curl
fi
set -- "$@" --silent --show-error --max-time 5 "$url/"
ask_every 0.25 "$count" "$@"
