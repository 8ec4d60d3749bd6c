#!/usr/bin/env bash
# Deletes mesh demomesh and everything in it, what you added by hand included: virtual services, routes, virtual routers,
# virtual nodes, the mesh. App Mesh refuses any other order.
#
# Usage: scripts/order/99-delete-mesh.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

delete_mesh demomesh
