#!/usr/bin/env bash
# Creates virtual node product-v15-vn. The waiting Envoys get their configuration, and the pods of product 1.5 become 2/2.
# No route names the node yet, so no request goes there.
#
# Usage: scripts/order/06-create-product-v15-node.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 05 deployments product-v15
needs 01 virtual_node demomesh product-vn

create_or_update virtual-node mesh/order/v15/product-v15-vn.json \
  --mesh-name demomesh --virtual-node-name product-v15-vn
wait_for_rollout product-v15
run kubectl get pods --namespace default -l app=product-v15
