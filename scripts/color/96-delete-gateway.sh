#!/usr/bin/env bash
# Takes the gateway away, the way in, before everything that it leads to.
#
# Usage: scripts/color/96-delete-gateway.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

run kubectl delete --ignore-not-found --filename mesh/color/gateway/load-balancer.yaml \
  --filename mesh/color/gateway/deployment.yaml
wait_until_gone app=color-gateway
