#!/usr/bin/env bash
# Redeploys the frontend so that it calls one of the backends by its name: three new pods, only to call somebody else.
#
# Usage: scripts/echo/09-point-at-backend.sh [COLOR]
#   COLOR      blue (default) or green
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images come from (default: the chart's)

set -Eeuo pipefail

# shellcheck source=../lib/target.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/target.sh"
# shellcheck source=../lib/echo.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/echo.sh"

color=blue
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help)
      usage
      exit 0
      ;;
    blue | green) color="$1" ;;
    *) usage_error "unknown argument: $1" ;;
  esac
  shift
done
use_target

deploy_frontend 2.0 "$(service_address "echo-backend-$color")"
ensure_jumpbox
call_from_jumpbox echo-frontend-blue
show_pods
