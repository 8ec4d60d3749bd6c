#!/usr/bin/env bash
# Deletes mesh demomesh and everything in it, what you added by hand included: virtual services, routes, virtual routers,
# virtual nodes, the mesh. App Mesh refuses any other order.
#
# Usage: scripts/order/99-delete-mesh.sh [--force]
#   --force    also under running pods, which are cut off
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

spares_running_pods 98 demomesh "${1:-}"
delete_mesh demomesh
