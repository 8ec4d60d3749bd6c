#!/usr/bin/env bash
# Creates the virtual router between the two backends, with a route that sends everything to blue.
#
# Usage: scripts/echo/13-create-backend-router.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 11 release mesh
needs 12 objects virtualnode vn-echo-backend-blue vn-echo-backend-green

upgrade_mesh --set parts.backendRouter=true --set blueWeight=100 --set greenWeight=0 --set retryPolicy.enabled=false
wait_until_active virtualrouter vr-echo-backend VirtualRouterActive
show_in_cluster virtualrouters
show_in_app_mesh describe-route route.spec.httpRoute.action.weightedTargets \
  --virtual-router-name vr-echo-backend_demos --route-name vrr-echo-backend
