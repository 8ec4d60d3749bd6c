#!/usr/bin/env bash
# Deletes everything in mesh color, the mesh, the jumpbox, and the namespaces color and color-outside.
#
# Usage: scripts/color/98-delete-mesh.sh [--force]
#   --force    also under running pods, which are cut off
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

spares_running_pods 97 color "${1:-}"
for kind in gatewayroutes virtualservices virtualgateways virtualrouters virtualnodes; do
  run kubectl delete "$kind" --namespace color --all
done
run kubectl delete mesh color --ignore-not-found
run kubectl delete pod jumpbox --namespace color --ignore-not-found
run kubectl delete namespace color color-outside --ignore-not-found
