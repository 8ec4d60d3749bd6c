#!/usr/bin/env bash
# Shows the other half of the mesh: what the App Mesh API says.
#
# Usage: scripts/hello/11-describe-mesh.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 09 objects virtualservice hello
run aws appmesh describe-mesh --mesh-name hello
run aws appmesh list-virtual-nodes --mesh-name hello --query 'virtualNodes[].virtualNodeName' --output text
run aws appmesh list-virtual-services --mesh-name hello --query 'virtualServices[].virtualServiceName' --output text
show_in_app_mesh describe-route route.spec.httpRoute.action.weightedTargets \
  --virtual-router-name hello-case-study --route-name hello-case-study
