#!/usr/bin/env bash
# Asks both backends and the frontend for their version from the jumpbox, a pod in the same namespace.
#
# Usage: scripts/echo/08-curl-from-jumpbox.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

ensure_jumpbox
for service in echo-backend-blue echo-backend-green echo-frontend-blue; do
  get_from_jumpbox "$service"
done
