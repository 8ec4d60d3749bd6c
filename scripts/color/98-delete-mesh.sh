#!/usr/bin/env bash
# Deletes everything in mesh color, the mesh, the jumpbox, and the namespaces color and color-outside.
#
# Usage: scripts/color/98-delete-mesh.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

for kind in gatewayroutes virtualservices virtualgateways virtualrouters virtualnodes; do
  run kubectl delete "$kind" --namespace color --all
done
run kubectl delete mesh color --ignore-not-found
run kubectl delete pod jumpbox --namespace color --ignore-not-found
run kubectl delete namespace color color-outside --ignore-not-found
