#!/usr/bin/env bash
# Shows what is there by now: releases, deployments, services.
#
# Usage: scripts/echo/07-review-releases.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 04 deployments echo-frontend-blue
needs 06 deployments echo-backend-blue echo-backend-green

run helm list --namespace demos
run kubectl get deployments,services --namespace demos --output wide
