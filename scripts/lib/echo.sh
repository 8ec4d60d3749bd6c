# shellcheck shell=bash
# What the steps of the echo tutorial share. Needs target.sh.

# shellcheck disable=SC2034 # target.sh reads it
TUTORIAL_NAMESPACE=demos
MESH_RELEASE=mesh

# service_address NAME: as pods call it.
service_address() {
  printf 'http://%s.%s.svc.cluster.local:80' "$1" "$TUTORIAL_NAMESPACE"
}

ensure_namespace() {
  if kubectl get namespace "$TUTORIAL_NAMESPACE" >/dev/null 2>&1; then return; fi
  run kubectl create namespace "$TUTORIAL_NAMESPACE"
}

# ensure_jumpbox: a pod to call others from. It stays outside of the mesh, whatever becomes of the namespace.
ensure_jumpbox() {
  if ! kubectl get pod jumpbox --namespace "$TUTORIAL_NAMESPACE" >/dev/null 2>&1; then
    run kubectl run jumpbox --namespace "$TUTORIAL_NAMESPACE" --image=nginx:1.29 \
      --annotations=appmesh.k8s.aws/sidecarInjectorWebhook=disabled
  fi
  kubectl wait pod/jumpbox --namespace "$TUTORIAL_NAMESPACE" --for=condition=Ready --timeout=120s >/dev/null ||
    die "the jumpbox does not get ready." "Look at it: kubectl describe pod jumpbox --namespace $TUTORIAL_NAMESPACE"
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

# deploy_frontend VERSION BACKEND: a URL, or none.
deploy_frontend() {
  deploy echo-frontend-blue charts/echo-frontend --set color=blue --set-string "version=$1" --set "backend=$2"
  wait_for_rollout echo-frontend-blue
}

# deploy_backend COLOR VERSION [HELM ARGUMENTS...]
deploy_backend() {
  local color="$1" version="$2"
  shift 2
  deploy "echo-backend-$color" charts/echo-backend --set "color=$color" --set-string "version=$version" "$@"
}

# restart DEPLOYMENT...: new pods, one after the other, and waits for them.
restart() {
  local name
  for name in "$@"; do
    run kubectl rollout restart "deployment/$name" --namespace "$TUTORIAL_NAMESPACE"
  done
  for name in "$@"; do
    wait_for_rollout "$name"
  done
}

show_pods() {
  run kubectl get pods --namespace "$TUTORIAL_NAMESPACE" -l 'app'
}

# require_app_mesh_resources: the kinds that the control plane brings into a cluster.
require_app_mesh_resources() {
  local kinds
  kinds="$(kubectl api-resources --api-group=appmesh.k8s.aws --no-headers 2>/dev/null)" || kinds=''
  case "$kinds" in
    *VirtualGateway*) ;;
    *) die "this target does not know the App Mesh resources (appmesh.k8s.aws)." \
      "They come with the control plane: ./workshop up starts it, on a cluster it has to be installed." ;;
  esac
}

# upgrade_mesh HELM ARGUMENTS...: what earlier steps have set stays.
upgrade_mesh() {
  upgrade_release "$MESH_RELEASE" charts/echo-mesh --reset-then-reuse-values "$@"
}

# require_mesh: for the steps that add to it.
require_mesh() {
  require_app_mesh_resources
  helm status "$MESH_RELEASE" --namespace "$TUTORIAL_NAMESPACE" >/dev/null 2>&1 ||
    die "there is no release $MESH_RELEASE in namespace $TUTORIAL_NAMESPACE." "The step that makes it: scripts/echo/11-create-mesh.sh"
}

# wait_until_active KIND NAME CONDITION: until the control plane has taken in what is written there now.
wait_until_active() {
  local generation
  generation="$(kubectl get "$1" "$2" --namespace "$TUTORIAL_NAMESPACE" --output jsonpath='{.metadata.generation}')"
  if wait_for "$1/$2" "jsonpath={.status.observedGeneration}=$generation" && wait_for "$1/$2" "condition=$3"; then return; fi
  die "$1 $2 does not become active." "Why: kubectl describe $1 $2 --namespace $TUTORIAL_NAMESPACE"
}

wait_for() {
  kubectl wait "$1" --namespace "$TUTORIAL_NAMESPACE" --for="$2" --timeout=60s >/dev/null
}

# show_in_cluster KIND: one half of the twin view.
show_in_cluster() {
  run kubectl get "$1" --namespace "$TUTORIAL_NAMESPACE"
}

# show_in_app_mesh DESCRIBE-COMMAND QUERY IDENTIFYING-FLAGS...: the other half. App Mesh's name of an object is its name and its
# namespace, unless the object says otherwise.
show_in_app_mesh() {
  local command="$1" query="$2"
  shift 2
  run aws appmesh "$command" --mesh-name demos "$@" --query "$query" --output table
}

# shift_backend BLUE GREEN: writes the weights, then shows what the route and a few hundred requests make of them.
shift_backend() {
  upgrade_mesh --set "blueWeight=$1" --set "greenWeight=$2"
  wait_until_active virtualrouter vr-echo-backend VirtualRouterActive
  show_in_app_mesh describe-route route.spec.httpRoute.action.weightedTargets \
    --virtual-router-name "vr-echo-backend_$TUTORIAL_NAMESPACE" --route-name vrr-echo-backend
  count_backends 200
}

# ask_gateway REQUESTS CURL-ARGUMENTS...: as many requests, over one connection. `?` and the number only tell them apart.
ask_gateway() {
  local requests="$1" url
  shift
  url="$(service_url gw-echo-frontend "$TUTORIAL_NAMESPACE")"
  run curl --silent --max-time 60 "$@" "$url/?[1-$requests]"
}

# count_backends REQUESTS: how many answers came from which version of the backend.
count_backends() {
  ask_gateway "$1" | grep -o '"backend":"[^"]*"' | sort | uniq -c
}

# count_statuses REQUESTS: how many answers had which status; 000 is no answer at all, and to be counted like the others.
count_statuses() {
  { ask_gateway "$1" --output /dev/null --write-out '%{http_code}\n' || true; } | sort | uniq -c
}
