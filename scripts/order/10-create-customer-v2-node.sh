#!/usr/bin/env bash
# Creates virtual node customer-v2-vn. The pods of customer 2.0 become 2/2; no request goes there yet.
#
# Usage: scripts/order/10-create-customer-v2-node.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 09 deployments customer-v2
needs 01 virtual_node demomesh customer-vn

create_or_update virtual-node mesh/order/v2/customer-v2-vn.json \
  --mesh-name demomesh --virtual-node-name customer-v2-vn
wait_for_rollout customer-v2
run kubectl get pods --namespace default -l app=customer-v2
