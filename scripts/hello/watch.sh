#!/usr/bin/env bash
# Asks hello four times a second, until Ctrl-C or COUNT answers: through the gateway once there is one, until then through the
# load balancer of v1. Leave it running in a second shell. (./workshop watch shows the same as live shares.)
#
# Usage: scripts/hello/watch.sh [COUNT]
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

count="${1:-}"
service=hello-v1
if has service hello-gateway; then service=hello-gateway; fi
url="$(service_url "$service" case-study)"
ask_every 0.25 "$count" curl --silent --show-error --max-time 5 "$url/"
