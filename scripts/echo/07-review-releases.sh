#!/usr/bin/env bash
# Shows what is there by now: releases, deployments, services.
#
# Usage: scripts/echo/07-review-releases.sh
# Environment:
#   TARGET     local (default) or kubernetes

set -Eeuo pipefail

# shellcheck source=../lib/target.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/target.sh"
# shellcheck source=../lib/echo.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/echo.sh"

accept_help_only "$@"
use_target

run helm list --namespace demos
run kubectl get deployments,services --namespace demos --output wide
