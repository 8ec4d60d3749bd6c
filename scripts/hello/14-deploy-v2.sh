#!/usr/bin/env bash
# Deploys hello v2 next to v1, with its virtual node. No request gets there yet.
#
# Usage: scripts/hello/14-deploy-v2.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where images come from; a cluster needs it

. "$(dirname "$0")/../lib/step.sh"

needs 08 objects virtualrouter hello
create mesh/hello/hello-v2-node.yaml virtualnode hello-v2 VirtualNodeActive
deploy hello-v2 charts/hello --set-string version=v2 --set 'text=Hello from version 2'
wait_for_rollout hello-v2
show_pods
