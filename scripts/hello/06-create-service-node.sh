#!/usr/bin/env bash
# Creates the virtual node for the virtual service, as the walkthrough has it. No pod is behind it.
#
# Usage: scripts/hello/06-create-service-node.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 05 mesh hello
create mesh/hello/hello-node.yaml virtualnode hello VirtualNodeActive
