#!/usr/bin/env bash
# Gives the route a retry policy: a request that was answered 5xx is tried up to three more times. The backend is as bad as
# before; count before and after.
#
# Usage: scripts/echo/24-retry-requests.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 11 release mesh
needs 23 faults

log "Before:"
count_statuses 200
upgrade_mesh --set retryPolicy.enabled=true --set retryPolicy.maxRetries=3
show_release_change "$MESH_RELEASE"
wait_until_active virtualrouter vr-echo-backend VirtualRouterActive
show_in_app_mesh describe-route route.spec.httpRoute.retryPolicy \
  --virtual-router-name vr-echo-backend_demos --route-name vrr-echo-backend
log "After:"
count_statuses 200
