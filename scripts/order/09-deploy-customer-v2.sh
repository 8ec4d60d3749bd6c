#!/usr/bin/env bash
# Deploys customer 2.0 next to customer 1.0, as customer-v2. As with product 1.5, its pods stay at 1/2 until their virtual node
# exists, and this step does not wait for them.
#
# Usage: scripts/order/09-deploy-customer-v2.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images come from (default: the chart's)

. "$(dirname "$0")/../lib/step.sh"

needs 02 deployments product customer order
comes_before 10 virtual_node demomesh customer-v2-vn

deploy customer-v2 charts/customer --set-string version=2.0 --set virtualNode=customer-v2-vn
log "Until virtual node customer-v2-vn exists, the pods of customer-v2 get to 1/2 and no further."
run kubectl get pods --namespace default -l app=customer-v2
