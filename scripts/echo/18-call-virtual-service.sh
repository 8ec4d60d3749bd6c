#!/usr/bin/env bash
# Redeploys the frontend for the last time: from now on it calls vs-echo-backend, and the mesh decides who answers.
#
# Usage: scripts/echo/18-call-virtual-service.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images come from (default: the chart's)

set -Eeuo pipefail

# shellcheck source=../lib/target.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/target.sh"
# shellcheck source=../lib/echo.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/echo.sh"

accept_help_only "$@"
use_target

deploy_frontend 2.0 "$(service_address vs-echo-backend)"
ensure_jumpbox
get_from_jumpbox echo-frontend-blue
