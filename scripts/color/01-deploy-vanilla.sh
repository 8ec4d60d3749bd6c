#!/usr/bin/env bash
# Deploys the application as it is, without a mesh: a backend that tells red, and the client that serves the page and asks
# the backend by its own name.
#
# Usage: scripts/color/01-deploy-vanilla.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images come from (default: the chart's)

. "$(dirname "$0")/../lib/step.sh"

comes_before 02 mesh color
ensure_namespace
deploy_color red
deploy_client vanilla http://color-teller-backend-red.color.svc.cluster.local:3000 LoadBalancer
show_pods
ask_from_jumpbox
say_where_the_page_is color-teller-client
