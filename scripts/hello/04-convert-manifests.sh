#!/usr/bin/env bash
# Tries the manifests of 2019 (v1beta1), which no cluster takes any more, and converts them. Nothing is applied.
#
# Usage: scripts/hello/04-convert-manifests.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

require_app_mesh_resources
if run kubectl apply -f mesh/hello/v1beta1/mesh.yaml; then
  die "this target took a Mesh of v1beta1, which our control plane does not read." "Remove it: kubectl delete -f mesh/hello/v1beta1/mesh.yaml"
fi
log "That is how old manifests end. The way out:"
run ./workshop mesh convert -f mesh/hello/v1beta1 -o .workshop/converted/hello --force
# Different is what they are meant to be; only a diff that fails (2) is a failure.
run diff -u mesh/hello/v1beta1/hello-service.yaml .workshop/converted/hello/hello-service.yaml || [ $? -eq 1 ]
log "The next steps apply mesh/hello, which is the same mesh: written for v1beta2, one object a file."
