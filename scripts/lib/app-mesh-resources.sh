# shellcheck shell=bash
# A mesh that is defined by objects of Kubernetes (appmesh.k8s.aws). Needs target.sh, and a tutorial that sets MESH_NAME.

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

# show_in_cluster KIND: one half of the twin view.
show_in_cluster() {
  run kubectl get "$1" --namespace "$TUTORIAL_NAMESPACE"
}

# show_in_app_mesh DESCRIBE-COMMAND QUERY IDENTIFYING-FLAGS...: the other half, in mesh MESH_NAME. App Mesh's name of
# an object is its name and its namespace, unless the object says otherwise.
show_in_app_mesh() {
  local command="$1" query="$2"
  shift 2
  run aws appmesh "$command" --mesh-name "$MESH_NAME" "$@" --query "$query" --output table
}
