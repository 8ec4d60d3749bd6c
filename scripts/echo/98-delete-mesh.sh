#!/usr/bin/env bash
# Deletes mesh demos with everything in it, the jumpbox, and namespace demos.
#
# Usage: scripts/echo/98-delete-mesh.sh [--force]
#   --force    also under running pods, which are cut off
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

spares_running_pods 97 demos "${1:-}"
run helm uninstall mesh --namespace demos --ignore-not-found --wait
run kubectl delete pod jumpbox --namespace demos --ignore-not-found
run kubectl delete namespace demos --ignore-not-found
