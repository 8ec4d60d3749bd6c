#!/usr/bin/env bash
# Looks at the canary: who answers, and how. Changes nothing.
#
# Usage: scripts/hello/16-observe-canary.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 13 objects deployment hello-gateway
case "$(router_targets)" in
  *hello-v2*) ;;
  *) die "no request goes to hello-v2." "The step that starts the canary: scripts/hello/15-start-canary.sh" ;;
esac
log "Who answers 1,000 requests:"
count_answers version 1000
log "With which status 200 more are answered:"
count_statuses 200
run curl --silent --show-error --max-time 10 "$(service_url hello-gateway case-study)/"
echo
log "The other load balancer knows no routes; behind it is v1 only:"
get_url "$(service_url hello-v1 case-study)/"
log "It is good: promote it. It is not: scripts/hello/18-roll-back.sh"
