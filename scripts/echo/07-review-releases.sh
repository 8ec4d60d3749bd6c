#!/usr/bin/env bash
# Shows what is there by now: releases, deployments, services.
#
# Usage: scripts/echo/07-review-releases.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

run helm list --namespace demos
run kubectl get deployments,services --namespace demos --output wide
