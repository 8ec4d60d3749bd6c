#!/usr/bin/env bash
# Redeploys the frontend for the last time: from now on it calls vs-echo-backend, and the mesh decides who answers.
#
# Usage: scripts/echo/18-call-virtual-service.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images come from (default: the chart's)

. "$(dirname "$0")/../lib/step.sh"

needs 14 objects virtualservice vs-echo-backend
needs 17 sidecars echo-frontend-blue

deploy_frontend 2.0 "$(service_address vs-echo-backend)"
ensure_jumpbox
get_from_jumpbox echo-frontend-blue
