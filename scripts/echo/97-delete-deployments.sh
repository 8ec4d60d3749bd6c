#!/usr/bin/env bash
# Removes the frontend, then the backends that it calls. Whatever is gone already is passed over.
#
# Usage: scripts/echo/97-delete-deployments.sh
# Environment:
#   TARGET     local (default) or kubernetes

set -Eeuo pipefail

# shellcheck source=../lib/target.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/target.sh"
# shellcheck source=../lib/echo.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/echo.sh"

accept_help_only "$@"
use_target

remove_releases echo-frontend-blue
remove_releases echo-backend-blue echo-backend-green
# Pods of `helm test`: hooks, which helm leaves behind.
run kubectl delete pods --namespace demos -l app.kubernetes.io/part-of=echo-tutorial,app.kubernetes.io/component=test
