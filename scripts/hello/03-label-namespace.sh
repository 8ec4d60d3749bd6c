#!/usr/bin/env bash
# Says of namespace case-study that it belongs to mesh hello, and that its new pods get an Envoy. Pods that run already stay as they are.
#
# Usage: scripts/hello/03-label-namespace.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 02 objects deployment hello-v1
comes_before 12 sidecars hello-v1

run kubectl label namespace case-study mesh=hello appmesh.k8s.aws/sidecarInjectorWebhook=enabled --overwrite
run kubectl get namespace case-study --show-labels
show_pods
