#!/usr/bin/env bash
# Has the pods of hello v1 come back, each with an Envoy: 1/1 becomes 2/2.
#
# Usage: scripts/hello/12-bounce-pods.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 02 objects deployment hello-v1
needs 07 objects virtualnode hello-v1
show_pods
# A label that changes makes new pods, one after the other.
run kubectl patch deployment hello-v1 --namespace case-study --patch \
  "{\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"date\":\"$(date +%s)\"}}}}}"
wait_for_rollout hello-v1
show_pods
get_url "$(service_url hello-v1 case-study)/"
