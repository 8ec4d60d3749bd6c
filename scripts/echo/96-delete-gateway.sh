#!/usr/bin/env bash
# Takes the gateway away, the way in, before everything that it leads to.
#
# Usage: scripts/echo/96-delete-gateway.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

if helm status mesh --namespace demos >/dev/null 2>&1; then
  upgrade_mesh --set parts.gateway=false
  wait_until_gone app=gw-echo-frontend
else
  log "Release mesh is gone already."
fi
