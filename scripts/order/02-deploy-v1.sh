#!/usr/bin/env bash
# Deploys version 1.0 of product, customer and order, and waits until their pods are ready: 2/2, the service and its Envoy.
#
# Usage: scripts/order/02-deploy-v1.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images come from (default: the chart's)

. "$(dirname "$0")/../lib/step.sh"

needs 01 virtual_service demomesh customer.default.svc.cluster.local

for service in product customer order; do
  deploy "$service" "charts/$service" --set-string version=1.0
done
for service in product customer order; do
  wait_for_rollout "$service"
done
run kubectl get pods --namespace default
