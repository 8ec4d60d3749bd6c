#!/usr/bin/env bash
# Creates mesh demomesh with what version 1 of the three services needs: virtual nodes, virtual routers with one route
# each, and virtual services for product and customer. Run again, it brings all of them back to what mesh/order says.
#
# Usage: scripts/order/01-create-mesh.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

MESH=demomesh
ensure_mesh "$MESH"

for service in order product customer; do
  create_or_update virtual-node "mesh/order/$service-vn.json" --mesh-name "$MESH" --virtual-node-name "$service-vn"
done

# Routes name virtual nodes, and belong to a router.
for service in order product customer; do
  create_or_update virtual-router "mesh/order/$service-vr.json" --mesh-name "$MESH" --virtual-router-name "$service-vr"
  create_or_update route "mesh/order/$service-r.json" \
    --mesh-name "$MESH" --virtual-router-name "$service-vr" --route-name "$service-r"
done

# The names that order calls. Nobody in the mesh calls order, so it has none.
for service in product customer; do
  create_or_update virtual-service "mesh/order/$service-vs.json" \
    --mesh-name "$MESH" --virtual-service-name "$service.default.svc.cluster.local"
done
