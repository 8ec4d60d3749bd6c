#!/usr/bin/env bash
# Creates virtual service vs-echo-backend, the name that the frontend is going to call, provided by the router; and a Service of
# that name, so that DNS knows it.
#
# Usage: scripts/echo/14-create-backend-service.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 11 release mesh
needs 13 objects virtualrouter vr-echo-backend

upgrade_mesh --set parts.backendService=true
wait_until_active virtualservice vs-echo-backend VirtualServiceActive
show_in_cluster virtualservices,services
show_in_app_mesh describe-virtual-service \
  'virtualService.{name: virtualServiceName, router: spec.provider.virtualRouter.virtualRouterName, status: status.status}' \
  --virtual-service-name vs-echo-backend.demos.svc.cluster.local
