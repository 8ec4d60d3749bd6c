#!/usr/bin/env bash
# Creates namespace case-study, and proves that a pod in it can talk to the App Mesh API: a Job lists the meshes.
#
# Usage: scripts/hello/01-check-access.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

require_app_mesh_resources
ensure_namespace
log "On AWS the role of the nodes needs this policy (mesh/hello/k8s-appmesh-worker-policy.json); our control plane looks at no policy:"
cat mesh/hello/k8s-appmesh-worker-policy.json
# Where the API is, as this shell knows it.
kubectl create configmap app-mesh-api --namespace case-study --dry-run=client --output yaml \
  --from-literal="AWS_ENDPOINT_URL_APP_MESH=${APP_MESH_API_IN_CLUSTER:-$AWS_ENDPOINT_URL_APP_MESH}" \
  --from-literal="AWS_REGION=${AWS_REGION:-us-west-2}" | kubectl apply -f -
# A Job runs once; for another run it is made anew.
run kubectl delete job awscli --namespace case-study --ignore-not-found
run kubectl apply -f mesh/hello/awscli-job.yaml
run kubectl wait job/awscli --namespace case-study --for=condition=complete --timeout=120s ||
  die "the Job did not reach the App Mesh API." "Why: kubectl describe job awscli --namespace case-study, kubectl logs jobs/awscli --namespace case-study"
run kubectl logs jobs/awscli --namespace case-study
