#!/usr/bin/env bash
# Creates the virtual gateway: an Envoy of its own behind a load balancer, and a route from it to vs-echo-frontend.
#
# Usage: scripts/echo/19-create-gateway.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 11 release mesh
needs 15 objects virtualservice vs-echo-frontend
needs 18 calls_to_virtual_service

upgrade_mesh --set parts.gateway=true
wait_until_active virtualgateway vg-echo-frontend VirtualGatewayActive
wait_until_active gatewayroute vgr-echo-frontend GatewayRouteActive
wait_for_rollout gw-echo-frontend
show_in_cluster virtualgateways,gatewayroutes
show_in_app_mesh describe-gateway-route \
  'gatewayRoute.{route: gatewayRouteName, target: spec.httpRoute.action.target.virtualService.virtualServiceName, status: status.status}' \
  --virtual-gateway-name vg-echo-frontend_demos --gateway-route-name vgr-echo-frontend_demos
get_url "$(service_url gw-echo-frontend demos)/"
log "In a second shell: scripts/echo/watch.sh"
