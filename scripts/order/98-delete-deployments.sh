#!/usr/bin/env bash
# Removes everything that was deployed. The caller goes first, then what it calls; the mesh is still there, so no request is
# lost on the way out. Whatever is gone already is passed over.
#
# Usage: scripts/order/98-delete-deployments.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

remove_releases order
remove_releases product customer product-v15 customer-v2
# Pods of `helm test`: hooks, which helm leaves behind.
run kubectl delete pods --namespace default -l app.kubernetes.io/part-of=order-tutorial,app.kubernetes.io/component=test
