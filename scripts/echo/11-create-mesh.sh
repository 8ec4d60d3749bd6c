#!/usr/bin/env bash
# Creates mesh demos, with nothing in it: the first part of the release that the next steps add to. DROP_ALL means that a pod of
# the mesh reaches nothing that its virtual node does not name. Run again, it leaves alone what they have added.
#
# Usage: scripts/echo/11-create-mesh.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

require_app_mesh_resources
needs 10 label mesh=demos

if helm status mesh --namespace demos >/dev/null 2>&1; then
  upgrade_mesh --set egressFilter=DROP_ALL
else
  upgrade_mesh --set egressFilter=DROP_ALL --set parts.backendNodes=false --set parts.backendRouter=false \
    --set parts.backendService=false --set parts.frontend=false --set parts.gateway=false
fi
wait_until_active mesh demos MeshActive
show_in_cluster meshes
show_in_app_mesh describe-mesh 'mesh.{mesh: meshName, egress: spec.egressFilter.type, status: status.status}'
