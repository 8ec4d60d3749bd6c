#!/usr/bin/env bash
# Deletes mesh hello with everything in it. Whatever is gone already is passed over.
#
# Usage: scripts/hello/98-delete-mesh.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

if has deployment hello-gateway || has deployment hello-v1 || has deployment hello-v2; then
  die "pods of the mesh still run." "The steps that remove them: scripts/hello/96-delete-gateway.sh, scripts/hello/97-delete-deployments.sh"
fi
run kubectl delete virtualservices,virtualrouters,virtualnodes --all --namespace case-study --ignore-not-found
run kubectl delete mesh hello --ignore-not-found
