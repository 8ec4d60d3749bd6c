#!/usr/bin/env bash
# Deletes mesh demos with everything in it, the jumpbox, and namespace demos.
#
# Usage: scripts/echo/98-delete-mesh.sh
# Environment:
#   TARGET     local (default) or kubernetes

set -Eeuo pipefail

# shellcheck source=../lib/target.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/target.sh"
# shellcheck source=../lib/echo.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/echo.sh"

accept_help_only "$@"
use_target

run helm uninstall mesh --namespace demos --ignore-not-found --wait
run kubectl delete pod jumpbox --namespace demos --ignore-not-found
run kubectl delete namespace demos --ignore-not-found
