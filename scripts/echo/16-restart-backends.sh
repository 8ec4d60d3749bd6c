#!/usr/bin/env bash
# Restarts the backends' pods, so that they come back with an Envoy next to them: 1/1 becomes 2/2.
#
# Usage: scripts/echo/16-restart-backends.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 06 deployments echo-backend-blue echo-backend-green
needs 12 objects virtualnode vn-echo-backend-blue vn-echo-backend-green

show_pods
restart echo-backend-blue echo-backend-green
show_pods
