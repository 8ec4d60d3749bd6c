#!/usr/bin/env bash
# Sends all of the backend's requests to green. Blue keeps running, so that there is a way back.
#
# Usage: scripts/echo/21-shift-backend.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 11 release mesh
needs 19 deployments gw-echo-frontend

shift_backend 0 100
