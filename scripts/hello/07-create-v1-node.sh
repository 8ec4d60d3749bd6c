#!/usr/bin/env bash
# Creates the virtual node for the physical service: the pods of hello v1.
#
# Usage: scripts/hello/07-create-v1-node.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 05 mesh hello
create mesh/hello/hello-v1-node.yaml virtualnode hello-v1 VirtualNodeActive
