#!/usr/bin/env bash
# Asks both backends and the frontend for their version from the jumpbox, a pod in the same namespace.
#
# Usage: scripts/echo/08-curl-from-jumpbox.sh
# Environment:
#   TARGET     local (default) or kubernetes

set -Eeuo pipefail

# shellcheck source=../lib/target.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/target.sh"
# shellcheck source=../lib/echo.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/echo.sh"

accept_help_only "$@"
use_target

ensure_jumpbox
for service in echo-backend-blue echo-backend-green echo-frontend-blue; do
  get_from_jumpbox "$service"
done
