#!/usr/bin/env bash
# Creates the frontend's virtual node, which names vs-echo-backend as its only backend, and virtual service vs-echo-frontend.
#
# Usage: scripts/echo/15-create-frontend-node.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 11 release mesh
needs 14 objects virtualservice vs-echo-backend

upgrade_mesh --set parts.frontend=true
wait_until_active virtualnode vn-echo-frontend-blue VirtualNodeActive
wait_until_active virtualservice vs-echo-frontend VirtualServiceActive
show_in_cluster virtualnodes,virtualservices
show_in_app_mesh describe-virtual-node \
  'virtualNode.{node: virtualNodeName, backend: spec.backends[0].virtualService.virtualServiceName, status: status.status}' \
  --virtual-node-name vn-echo-frontend-blue_demos
