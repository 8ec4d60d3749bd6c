#!/usr/bin/env bash
# Creates a virtual node for the backend and one for the client: which pods they are, and under which name Cloud Map knows
# them.
#
# Usage: scripts/color/03-create-virtual-nodes.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 02 mesh color
apply_objects mesh/color/nodes/backend-red.yaml mesh/color/nodes/client.yaml
for name in backend-red client; do
  wait_until_active virtualnode "$name" VirtualNodeActive
done
show_in_cluster virtualnodes
for name in backend-red client; do
  show_in_app_mesh describe-virtual-node \
    'virtualNode.{node: virtualNodeName, found: spec.serviceDiscovery.awsCloudMap.serviceName, status: status.status}' \
    --virtual-node-name "${name}_color"
done
