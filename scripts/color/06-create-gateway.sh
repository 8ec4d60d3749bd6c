#!/usr/bin/env bash
# Creates the virtual gateway: an Envoy of its own behind a load balancer, with a route to the client. The client's own load
# balancer goes: from now on the gateway is the only way in.
#
# Usage: scripts/color/06-create-gateway.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images come from (default: the chart's)

. "$(dirname "$0")/../lib/step.sh"

needs 05 objects virtualservice color-service
apply_objects mesh/color/gateway/client-service.yaml mesh/color/gateway/color-gateway.yaml \
  mesh/color/gateway/client-route.yaml mesh/color/gateway/deployment.yaml mesh/color/gateway/load-balancer.yaml
wait_until_active virtualgateway color-gateway VirtualGatewayActive
wait_until_active gatewayroute client-route GatewayRouteActive
wait_for_rollout color-gateway
deploy_client v1 http://color-service.service.local:3000 ClusterIP
run kubectl get services --namespace color
show_in_app_mesh describe-gateway-route \
  'gatewayRoute.{route: gatewayRouteName, target: spec.httpRoute.action.target.virtualService.virtualServiceName, status: status.status}' \
  --virtual-gateway-name color-gateway_color --gateway-route-name client-route_color
url="$(service_url color-gateway color)"
get_url "$url/gateway/color"
say_where_the_page_is color-gateway
log "In a second shell: scripts/color/watch.sh"
