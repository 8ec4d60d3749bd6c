#!/usr/bin/env bash
# Deploys hello v1 behind a load balancer of its own, without a mesh, and calls it.
#
# Usage: scripts/hello/02-deploy-v1.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where images come from; a cluster needs it

. "$(dirname "$0")/../lib/step.sh"

needs 01 namespace case-study
comes_before 12 sidecars hello-v1

deploy hello-v1 charts/hello --set-string version=v1 --set 'text=Hello from version 1' --set serviceType=LoadBalancer
wait_for_rollout hello-v1
show_pods
get_url "$(service_url hello-v1 case-study)/"
