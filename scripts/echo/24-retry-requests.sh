#!/usr/bin/env bash
# Gives the route a retry policy: a request that was answered 5xx is tried up to three more times. The backend is as bad as
# before; count again.
#
# Usage: scripts/echo/24-retry-requests.sh
# Environment:
#   TARGET     local (default) or kubernetes

set -Eeuo pipefail

# shellcheck source=../lib/target.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/target.sh"
# shellcheck source=../lib/echo.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/echo.sh"

accept_help_only "$@"
use_target

require_mesh
upgrade_mesh --set retryPolicy.enabled=true --set retryPolicy.maxRetries=3
wait_until_active virtualrouter vr-echo-backend VirtualRouterActive
show_in_app_mesh describe-route route.spec.httpRoute.retryPolicy \
  --virtual-router-name vr-echo-backend_demos --route-name vrr-echo-backend
count_statuses 200
