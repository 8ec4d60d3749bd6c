#!/usr/bin/env bash
# Makes every fifth answer of the green backend a 500, and counts what arrives at the gateway.
#
# Usage: scripts/echo/23-break-backend.sh
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

deploy_backend green 12.0 --set failureRate=20
wait_for_rollout echo-backend-green
count_statuses 200
