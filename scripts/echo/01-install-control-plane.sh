#!/usr/bin/env bash
# Makes sure that the control plane is there, with the App Mesh resources that this tutorial is made of.
#
# Usage: scripts/echo/01-install-control-plane.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

if [ "$TARGET" = local ]; then
  log "The control plane is there: ./workshop up has started it."
fi
require_app_mesh_resources
run kubectl api-resources --api-group=appmesh.k8s.aws
