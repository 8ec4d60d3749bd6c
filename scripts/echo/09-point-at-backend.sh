#!/usr/bin/env bash
# Redeploys the frontend so that it calls one of the backends by its name: three new pods, only to call somebody else.
#
# Usage: scripts/echo/09-point-at-backend.sh [blue|green]
#   blue|green   which of the two (default: blue)
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images come from (default: the chart's)

. "$(dirname "$0")/../lib/step.sh"

needs 06 deployments echo-backend-blue echo-backend-green
comes_before 17 sidecars echo-frontend-blue

deploy_frontend 2.0 "$(service_address "echo-backend-${1:-blue}")"
ensure_jumpbox
call_from_jumpbox echo-frontend-blue
show_pods
