#!/usr/bin/env bash
# Labels namespace demos, so that mesh demos takes it in and its pods get an Envoy. Only pods that start from now on do.
#
# Usage: scripts/echo/10-label-namespace.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 04 namespace demos

run kubectl label namespace demos mesh=demos appmesh.k8s.aws/sidecarInjectorWebhook=enabled --overwrite
run kubectl get namespace demos --show-labels
