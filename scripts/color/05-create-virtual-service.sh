#!/usr/bin/env bash
# Creates virtual service color-service.service.local behind a virtual router, names it as the client's backend, and lets the
# client call it. The backend's own name is no longer needed.
#
# Usage: scripts/color/05-create-virtual-service.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images come from (default: the chart's)

. "$(dirname "$0")/../lib/step.sh"

needs 04 sidecars color-teller-backend-red color-teller-client
apply_objects mesh/color/virtual-service/color-router.yaml mesh/color/virtual-service/color-service.yaml \
  mesh/color/virtual-service/client.yaml
wait_until_active virtualrouter color-router VirtualRouterActive
wait_until_active virtualservice color-service VirtualServiceActive
wait_until_active virtualnode client VirtualNodeActive
show_in_cluster virtualrouters,virtualservices
show_in_app_mesh describe-virtual-service \
  'virtualService.{name: virtualServiceName, router: spec.provider.virtualRouter.virtualRouterName, status: status.status}' \
  --virtual-service-name color-service.service.local
deploy_client v1 http://color-service.service.local:3000 LoadBalancer
ask_from_jumpbox
