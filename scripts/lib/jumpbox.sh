# shellcheck shell=bash
# Calls from inside the cluster, by the names that pods use. Needs target.sh.

# service_address NAME: as pods call it.
service_address() {
  printf 'http://%s.%s.svc.cluster.local:80' "$1" "$TUTORIAL_NAMESPACE"
}

# ensure_jumpbox: a pod to call others from. It stays outside of the mesh, whatever becomes of the namespace.
ensure_jumpbox() {
  if ! kubectl get pod jumpbox --namespace "$TUTORIAL_NAMESPACE" >/dev/null 2>&1; then
    run kubectl run jumpbox --namespace "$TUTORIAL_NAMESPACE" --image=nginx:1.29 \
      --annotations=appmesh.k8s.aws/sidecarInjectorWebhook=disabled
  fi
  while_telling how_jumpbox_stands '' \
    kubectl wait pod/jumpbox --namespace "$TUTORIAL_NAMESPACE" --for=condition=Ready --timeout=120s >/dev/null ||
    die "the jumpbox does not get ready." "Look at it: kubectl describe pod jumpbox --namespace $TUTORIAL_NAMESPACE"
}

how_jumpbox_stands() {
  printf 'the jumpbox is not ready yet'
}

run_in_jumpbox() {
  run kubectl exec jumpbox --namespace "$TUTORIAL_NAMESPACE" -- "$@"
}

# call_from_jumpbox NAME: one request to a Service, shown with its status; any status will do.
call_from_jumpbox() {
  get_url_with "$(service_address "$1")/" run_in_jumpbox
}

# get_from_jumpbox NAME: the same, but anything else than 200 fails the script.
get_from_jumpbox() {
  call_from_jumpbox "$1"
  [ "$ANSWER_STATUS" = 200 ] || die "$1 answered $ANSWER_STATUS, not 200."
}

# answered_requests NAME: how many requests to / a service has answered, by its own count.
answered_requests() {
  kubectl exec jumpbox --namespace "$TUTORIAL_NAMESPACE" -- \
    curl --silent --show-error --fail --max-time 10 "$(service_address "$1")/metrics" |
    awk '/^http_requests_total\{.*route="\/"/ { sum += $NF } END { print sum + 0 }'
}
