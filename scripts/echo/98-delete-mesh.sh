#!/usr/bin/env bash
# Deletes mesh demos with everything in it, the jumpbox, and namespace demos.
#
# Usage: scripts/echo/98-delete-mesh.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

run helm uninstall mesh --namespace demos --ignore-not-found --wait
run kubectl delete pod jumpbox --namespace demos --ignore-not-found
run kubectl delete namespace demos --ignore-not-found
