#!/usr/bin/env bash
# Removes hello v1 and v2. Whatever is gone already is passed over.
#
# Usage: scripts/hello/97-delete-deployments.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

if has deployment hello-gateway; then
  die "the gateway still sends requests to hello." "The step that removes it: scripts/hello/96-delete-gateway.sh"
fi
remove_releases hello-v1 hello-v2
# Pods of `helm test`: hooks, which helm leaves behind.
run kubectl delete pods --namespace case-study -l app.kubernetes.io/part-of=hello-tutorial,app.kubernetes.io/component=test
