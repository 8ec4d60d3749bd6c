# shellcheck shell=bash
# shellcheck disable=SC2034 # the other libraries read what is set here
# What the steps of the echo tutorial share.

TUTORIAL_NAMESPACE=demos
TUTORIAL_IMAGES='echo-frontend:1.0 echo-frontend:2.0 echo-backend:11.0 echo-backend:12.0'
TUTORIAL_REPOSITORIES='echo-frontend echo-backend'
MESH_NAME=demos
MESH_RELEASE=mesh

# deploy_frontend VERSION BACKEND: a URL, or none.
deploy_frontend() {
  set -- --set color=blue --set-string "version=$1" --set "backend=$2"
  # Nothing scales by CPU there, and the pods share a laptop's: a twentieth of the work is enough.
  if [ "$TARGET" = local ]; then set -- "$@" --set cpuRounds=50000; fi
  deploy echo-frontend-blue charts/echo-frontend "$@"
  wait_for_rollout echo-frontend-blue
}

# deploy_backend COLOR VERSION [HELM ARGUMENTS...]
deploy_backend() {
  local color="$1" version="$2"
  shift 2
  deploy "echo-backend-$color" charts/echo-backend --set "color=$color" --set-string "version=$version" "$@"
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
