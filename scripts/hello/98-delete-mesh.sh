#!/usr/bin/env bash
# Deletes mesh hello with everything in it. Whatever is gone already is passed over.
#
# Usage: scripts/hello/98-delete-mesh.sh [--force]
#   --force    also under running pods, which are cut off
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

spares_running_pods 97 hello "${1:-}"
run kubectl delete virtualservices,virtualrouters,virtualnodes --all --namespace case-study --ignore-not-found
run kubectl delete mesh hello --ignore-not-found
