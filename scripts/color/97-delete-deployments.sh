#!/usr/bin/env bash
# Removes the client, then the backends that it asks. Whatever is gone already is passed over.
#
# Usage: scripts/color/97-delete-deployments.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

remove_releases color-teller-client
remove_releases color-teller-backend-red color-teller-backend-blue color-teller-backend-green color-teller-backend-orange
in_outside remove_releases external-api
# Pods of helm test: hooks, which helm leaves behind.
run kubectl delete pods --namespace color -l app.kubernetes.io/part-of=color-tutorial,app.kubernetes.io/component=test
