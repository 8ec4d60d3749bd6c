#!/usr/bin/env bash
# Deploys the green backend without its fault again.
#
# Usage: scripts/echo/25-mend-backend.sh
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

deploy_backend green 12.0
wait_for_rollout echo-backend-green
count_statuses 200
