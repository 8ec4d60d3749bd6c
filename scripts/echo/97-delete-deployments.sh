#!/usr/bin/env bash
# Removes the frontend, then the backends that it calls. Whatever is gone already is passed over.
#
# Usage: scripts/echo/97-delete-deployments.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

remove_releases echo-frontend-blue
remove_releases echo-backend-blue echo-backend-green
# Pods of `helm test`: hooks, which helm leaves behind.
run kubectl delete pods --namespace demos -l app.kubernetes.io/part-of=echo-tutorial,app.kubernetes.io/component=test
