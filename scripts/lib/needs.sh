# shellcheck shell=bash
# What has to be there before a step changes anything. A step says it in its first lines, with the step that makes it:
#   needs 02 deployments product customer order
# What stands after the number is a function here, or in the tutorial's own file, with missing_ before its name: it prints what
# is missing as a sentence, and nothing when all is there. Needs target.sh, mesh.sh and next-step.sh.

# needs STEP WHAT ARGUMENTS...
needs() {
  local step="$1" what="$2" missing
  shift 2
  missing="$("missing_$what" "$@")"
  [ -z "$missing" ] || die "$missing" "The step that makes it: $(step_script "$step")"
}

# comes_before STEP WHAT ARGUMENTS...: says so when that later step has been done: the page shows what comes without it.
comes_before() {
  local step="$1" what="$2" missing
  shift 2
  missing="$("missing_$what" "$@")"
  if [ -n "$missing" ]; then return; fi
  log "Note: $(step_script "$step") has been done already, so what comes now is not what the page shows for this step."
  if [ "$TARGET" = local ]; then
    log "      Back to before this step: ./workshop reset $TUTORIAL $(step_number "$0")"
  fi
}

missing_namespace() {
  [ -n "$(kubectl get namespace "$1" --ignore-not-found --output name)" ] || printf 'there is no namespace %s.' "$1"
}

missing_mesh() {
  [ -n "$(kubectl get mesh "$1" --ignore-not-found --output name 2>/dev/null)" ] || printf 'there is no mesh %s.' "$1"
}

# missing_deployments NAME...: in the tutorial's namespace, as everything here.
missing_deployments() {
  missing_objects deployment "$@"
}

# missing_objects KIND NAME...
missing_objects() {
  local kind="$1" found name
  shift
  found="$(kubectl get "$kind" "$@" --namespace "$TUTORIAL_NAMESPACE" --ignore-not-found --output name)"
  for name in "$@"; do
    if ! printf '%s\n' "$found" | grep -q "/$name\$"; then
      printf 'there is no %s %s in namespace %s.' "$kind" "$name" "$TUTORIAL_NAMESPACE"
      return
    fi
  done
}

# missing_label KEY=VALUE: of the tutorial's namespace.
missing_label() {
  [ -n "$(kubectl get namespaces --selector "kubernetes.io/metadata.name=$TUTORIAL_NAMESPACE,$1" --output name)" ] ||
    printf 'namespace %s has no label %s, so that its pods get no Envoy.' "$TUTORIAL_NAMESPACE" "$1"
}

# missing_sidecars DEPLOYMENT...: an Envoy next to each of their pods; those that are on their way out, and may be the ones from before, do not count.
missing_sidecars() {
  local name
  for name in "$@"; do
    if ! kubectl get pods --namespace "$TUTORIAL_NAMESPACE" --selector "app=$name" \
      --output jsonpath='{range .items[*]}{.metadata.deletionTimestamp}/{.spec.containers[*].name} {.spec.initContainers[*].name}{"\n"}{end}' |
      awk '/^\// { pods++ } /^\/(.* )?envoy( |$)/ { with++ } END { exit with != pods || pods == 0 }'; then
      printf 'the pods of %s have no Envoy next to them.' "$name"
      return
    fi
  done
}

# missing_virtual_node MESH NAME
missing_virtual_node() {
  appmesh_has describe-virtual-node --mesh-name "$1" --virtual-node-name "$2" ||
    printf 'there is no virtual node %s in mesh %s.' "$2" "$1"
}

# missing_virtual_service MESH NAME
missing_virtual_service() {
  appmesh_has describe-virtual-service --mesh-name "$1" --virtual-service-name "$2" ||
    printf 'there is no virtual service %s in mesh %s.' "$2" "$1"
}

# missing_release NAME
missing_release() {
  helm status "$1" --namespace "$TUTORIAL_NAMESPACE" >/dev/null 2>&1 ||
    printf 'there is no release %s in namespace %s.' "$1" "$TUTORIAL_NAMESPACE"
}

# spares_running_pods STEP MESH [--force]: a step that takes the mesh away refuses while pods are in it, unless it is forced to.
spares_running_pods() {
  local step="$1" mesh="$2" pods
  if [ "${3:-}" = --force ]; then return; fi
  pods="$(kubectl get pods --namespace "$TUTORIAL_NAMESPACE" --output \
    jsonpath='{range .items[*]}{.metadata.name}{" "}{.metadata.annotations}{.spec.containers[*].env[*].value}{"\n"}{end}' |
    awk -v ours="mesh/$mesh/virtual" 'index($0, ours) { printf "%s%s", separator, $1; separator = ", " }')"
  [ -z "$pods" ] || die "these pods are running in mesh $mesh, and would be cut off: $pods" \
    "The step that ends them without losing a request: $(step_script "$step")
To cut them off: $0 --force"
}
