#!/usr/bin/env bash
# Deploys product 1.5 next to product 1.0, as product-v15. Its virtual node is not there yet, so its pods stay at 1/2: their
# Envoy waits for its configuration. That is what this step shows; it does not wait for them.
#
# Usage: scripts/order/05-deploy-product-v15.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images come from (default: the chart's)

. "$(dirname "$0")/../lib/step.sh"

needs 02 deployments product customer order
comes_before 06 virtual_node demomesh product-v15-vn

deploy product-v15 charts/product --set-string version=1.5 --set virtualNode=product-v15-vn
log "Until virtual node product-v15-vn exists, the pods of product-v15 get to 1/2 and no further."
run kubectl get pods --namespace default -l app=product-v15
