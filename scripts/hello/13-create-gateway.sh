#!/usr/bin/env bash
# Creates the way in that knows the routes: a virtual gateway with its Envoy and its load balancer, and a route from it to the virtual service.
#
# Usage: scripts/hello/13-create-gateway.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 09 objects virtualservice hello
create mesh/hello/gateway.yaml virtualgateway hello-gateway VirtualGatewayActive
create mesh/hello/gateway-route.yaml gatewayroute hello GatewayRouteActive
run kubectl apply -f mesh/hello/gateway-deployment.yaml
run kubectl apply -f mesh/hello/gateway-load-balancer.yaml
wait_for_rollout hello-gateway
get_url "$(service_url hello-gateway case-study)/"
log "In a second shell: scripts/hello/watch.sh"
