#!/usr/bin/env bash
# Creates the virtual router with one route: everything to hello v1.
#
# Usage: scripts/hello/08-create-router.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 07 objects virtualnode hello-v1
create mesh/hello/hello-router.yaml virtualrouter hello VirtualRouterActive
