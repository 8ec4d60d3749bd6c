#!/usr/bin/env bash
# Promotes the canary: all requests go to hello v2. v1 keeps running, for the way back.
#
# Usage: scripts/hello/17-promote-v2.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 13 objects deployment hello-gateway
case "$(router_targets)" in
  *hello-v2*) ;;
  *) die "there is no canary to promote: no request goes to hello-v2." "The step that starts it: scripts/hello/15-start-canary.sh" ;;
esac
shift_traffic mesh/hello/promoted/hello-router.yaml
count_answers version 200
