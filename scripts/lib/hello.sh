# shellcheck shell=bash
# shellcheck disable=SC2034 # the other libraries read what is set here
# What the steps of the hello tutorial share.

TUTORIAL_NAMESPACE=case-study
MESH_NAME=hello
GATEWAY_SERVICE='hello-gateway'
GATEWAY_PATH=/

# has KIND NAME: whether the tutorial's namespace has the object.
has() {
  [ -n "$(kubectl get "$1" "$2" --namespace "$TUTORIAL_NAMESPACE" --ignore-not-found --output name)" ]
}

# create FILE KIND NAME CONDITION: applies one object of App Mesh and waits until it is active. One that is there stays as it is: a
# later step may have changed it.
create() {
  if has "$2" "$3"; then
    log "$2 $3 is there already; it stays as it is."
  else
    run kubectl apply -f "$1"
  fi
  wait_until_active "$2" "$3" "$4"
  show_in_cluster "$2"
}

# router_targets: the virtual nodes that requests go to now, one a line with its weight; empty without a router.
router_targets() {
  kubectl get virtualrouter hello --namespace "$TUTORIAL_NAMESPACE" --ignore-not-found \
    --output jsonpath='{range .spec.routes[0].httpRoute.action.weightedTargets[*]}{.virtualNodeRef.name} {.weight}{"\n"}{end}'
}

# shift_traffic FILE: writes the router, waits until the control plane has it, and shows the weights that the API reports.
shift_traffic() {
  show_object_change "$1"
  run kubectl apply -f "$1"
  wait_until_active virtualrouter hello VirtualRouterActive
  show_in_app_mesh describe-route route.spec.httpRoute.action.weightedTargets \
    --virtual-router-name hello-case-study --route-name hello-case-study
}
