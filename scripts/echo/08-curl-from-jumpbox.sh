#!/usr/bin/env bash
# Asks both backends and the frontend for their version from the jumpbox, a pod in the same namespace.
#
# Usage: scripts/echo/08-curl-from-jumpbox.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 04 deployments echo-frontend-blue
needs 06 deployments echo-backend-blue echo-backend-green

ensure_jumpbox
for service in echo-backend-blue echo-backend-green echo-frontend-blue; do
  get_from_jumpbox "$service"
done
