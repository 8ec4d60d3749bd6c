#!/usr/bin/env bash
# Creates mesh color, with nothing in it, and makes namespace color a part of it. Nothing changes for the pods.
#
# Usage: scripts/color/02-create-mesh.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

require_app_mesh_resources
needs 01 deployments color-teller-backend-red color-teller-client
run kubectl label namespace color mesh=color --overwrite
apply_objects mesh/color/mesh.yaml
wait_until_active mesh color MeshActive
show_in_cluster meshes
show_in_app_mesh describe-mesh 'mesh.{mesh: meshName, egress: spec.egressFilter.type, status: status.status}'
