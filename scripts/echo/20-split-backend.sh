#!/usr/bin/env bash
# Sends half of the backend's requests to blue and half to green, and counts who answers. No pod is restarted.
#
# Usage: scripts/echo/20-split-backend.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 11 release mesh
needs 19 deployments gw-echo-frontend

shift_backend 50 50
