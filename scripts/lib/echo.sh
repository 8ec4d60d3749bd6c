# shellcheck shell=bash
# shellcheck disable=SC2034 # the other libraries read what is set here
# What the steps of the echo tutorial share.

TUTORIAL_NAMESPACE=demos
TUTORIAL_IMAGES="$(images_of echo)"
TUTORIAL_REPOSITORIES='echo-frontend echo-backend'
MESH_NAME=demos
GATEWAY_SERVICE='gw-echo-frontend'
GATEWAY_PATH=/
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

# missing_calls_to_virtual_service: what step 18 changes.
missing_calls_to_virtual_service() {
  [ "$(variable_of echo-frontend-blue BACKEND)" = "$(service_address vs-echo-backend)" ] ||
    printf 'the frontend does not call vs-echo-backend.'
}

# missing_faults: what step 23 makes.
missing_faults() {
  case "$(variable_of echo-backend-green FAILURE_RATE)" in
    '' | 0) printf 'the green backend does not fail, so that there is nothing to try again.' ;;
  esac
}

# variable_of DEPLOYMENT NAME: nothing when there is no such deployment.
variable_of() {
  kubectl get deployment "$1" --namespace "$TUTORIAL_NAMESPACE" --ignore-not-found \
    --output jsonpath="{.spec.template.spec.containers[0].env[?(@.name==\"$2\")].value}"
}

# shift_backend BLUE GREEN: writes the weights, then shows what the route and a few hundred requests make of them.
shift_backend() {
  upgrade_mesh --set "blueWeight=$1" --set "greenWeight=$2"
  show_release_change "$MESH_RELEASE"
  wait_until_active virtualrouter vr-echo-backend VirtualRouterActive
  show_in_app_mesh describe-route route.spec.httpRoute.action.weightedTargets \
    --virtual-router-name "vr-echo-backend_$TUTORIAL_NAMESPACE" --route-name vrr-echo-backend
  count_answers backend 200
}
