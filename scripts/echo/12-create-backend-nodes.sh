#!/usr/bin/env bash
# Creates a virtual node for each of the two backends: which pods it is, and where they are found.
#
# Usage: scripts/echo/12-create-backend-nodes.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 11 release mesh

upgrade_mesh --set parts.backendNodes=true
for name in vn-echo-backend-blue vn-echo-backend-green; do
  wait_until_active virtualnode "$name" VirtualNodeActive
done
show_in_cluster virtualnodes
for name in vn-echo-backend-blue vn-echo-backend-green; do
  show_in_app_mesh describe-virtual-node \
    'virtualNode.{node: virtualNodeName, found: spec.serviceDiscovery.dns.hostname, status: status.status}' \
    --virtual-node-name "${name}_demos"
done
