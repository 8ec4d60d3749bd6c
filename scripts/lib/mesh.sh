# shellcheck shell=bash
# Writing a mesh with the aws CLI so that a step can be run twice. Needs common.sh.
#
# A create is never idempotent: the CLI sends a new client token each time. So: describe, then create or update. What went
# wrong is told by the error's name; exit codes differ between versions of the CLI.

# appmesh_has DESCRIBE-COMMAND ARGUMENTS...: does it exist? Any other error ends the script.
appmesh_has() {
  local errors
  if errors="$(aws appmesh "$@" 2>&1 >/dev/null)"; then return 0; fi
  case "$errors" in
    *'(NotFoundException)'*) return 1 ;;
    *) die "aws appmesh $1: $errors" ;;
  esac
}

# Nothing can be in a mesh that was made a moment ago: no need to ask.
MESH_IS_NEW=no

# ensure_mesh NAME
ensure_mesh() {
  if appmesh_has describe-mesh --mesh-name "$1"; then
    log "Mesh $1 is there already."
  else
    run aws appmesh create-mesh --mesh-name "$1" --query mesh.status.status --output text
    MESH_IS_NEW=yes
  fi
}

# create_or_update KIND FILE IDENTIFYING-FLAGS...: brings one resource to what its file says.
create_or_update() {
  local kind="$1" file="$2" member verb=create
  shift 2
  member="$(response_member "$kind")"
  if [ "$MESH_IS_NEW" = no ] && appmesh_has "describe-$kind" "$@"; then verb=update; fi
  # A file carries all its identifying names, except that a virtual service's has no mesh.
  if [ "$kind" = virtual-service ]; then set -- --mesh-name "$2"; else set --; fi
  run aws appmesh "$verb-$kind" "$@" --cli-input-json "file://$file" \
    --query "$member.status.status" --output text
}

response_member() {
  case "$1" in
    virtual-node) printf virtualNode ;;
    virtual-router) printf virtualRouter ;;
    virtual-service) printf virtualService ;;
    *) printf '%s' "$1" ;;
  esac
}

# update_route FILE MESH ROUTER ROUTE: writes the route, then reads its weights back.
update_route() {
  local errors
  show_route_change "$@"
  set -- "$@" aws appmesh update-route --cli-input-json "file://$1" --query route.status.status --output text
  print_command "${@:5}"
  # Its errors are shown, and what would help depends on them.
  if ! { errors="$("${@:5}" 2>&1 >&3)"; } 3>&1; then
    log "$errors"
    die "the route is as it was." "$(route_hint "$1" "$errors")"
  fi
  show_weights "$2" "$3" "$4"
}

# route_hint FILE ERRORS
route_hint() {
  case "$2" in
    *'(NotFoundException)'*) printf 'What a route names has to exist; the steps before this one create it. Or is a name in %s mistyped?' "$1" ;;
    *'(BadRequestException)'* | *'alidation'* | *'JSON'*) printf 'The message above says what is not allowed in %s. Mend it and run this step again.' "$1" ;;
    *) printf 'Nothing was changed. Whether the control plane answers: aws appmesh list-meshes' ;;
  esac
}

# show_weights MESH ROUTER ROUTE
show_weights() {
  run aws appmesh describe-route --mesh-name "$1" --virtual-router-name "$2" --route-name "$3" \
    --query route.spec.httpRoute.action.weightedTargets --output table
}

# list_names LIST-COMMAND QUERY ARGUMENTS...: one line of names, empty when there are none.
list_names() {
  local command="$1" query="$2"
  shift 2
  aws appmesh "$command" "$@" --query "$query" --output text
}

# delete_mesh NAME: with everything in it, in the order App Mesh accepts. Whatever is gone already is not asked for.
delete_mesh() {
  local mesh="$1" services routers routes nodes name route
  if ! appmesh_has describe-mesh --mesh-name "$mesh"; then
    log "Mesh $mesh is gone already."
    return 0
  fi
  services="$(list_names list-virtual-services 'virtualServices[].virtualServiceName' --mesh-name "$mesh")"
  for name in $services; do
    delete virtual-service --mesh-name "$mesh" --virtual-service-name "$name"
  done
  routers="$(list_names list-virtual-routers 'virtualRouters[].virtualRouterName' --mesh-name "$mesh")"
  for name in $routers; do
    routes="$(list_names list-routes 'routes[].routeName' --mesh-name "$mesh" --virtual-router-name "$name")"
    for route in $routes; do
      delete route --mesh-name "$mesh" --virtual-router-name "$name" --route-name "$route"
    done
    delete virtual-router --mesh-name "$mesh" --virtual-router-name "$name"
  done
  nodes="$(list_names list-virtual-nodes 'virtualNodes[].virtualNodeName' --mesh-name "$mesh")"
  for name in $nodes; do
    delete virtual-node --mesh-name "$mesh" --virtual-node-name "$name"
  done
  delete mesh --mesh-name "$mesh"
}

# delete KIND IDENTIFYING-FLAGS...
delete() {
  local kind="$1"
  shift
  run aws appmesh "delete-$kind" "$@" --query "$(response_member "$kind").status.status" --output text
}
