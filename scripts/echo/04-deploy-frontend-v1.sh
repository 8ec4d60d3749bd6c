#!/usr/bin/env bash
# Creates namespace demos with a jumpbox to call from, and deploys version 1.0 of the frontend, three pods behind a Service of
# type ClusterIP.
#
# Usage: scripts/echo/04-deploy-frontend-v1.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images come from (default: the chart's)

. "$(dirname "$0")/../lib/step.sh"

ensure_namespace
deploy_frontend 1.0 none
show_pods
ensure_jumpbox
get_from_jumpbox echo-frontend-blue
