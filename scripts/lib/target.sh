# shellcheck shell=bash
# Where a step happens. TARGET=local (default): what `./workshop up` started. TARGET=kubernetes: the current context of
# kubectl, and the App Mesh API at AWS_ENDPOINT_URL_APP_MESH. Needs common.sh.

TARGET="${TARGET:-local}"
# Where the tutorial's releases and pods are; a tutorial that is not at home here sets it to its own.
TUTORIAL_NAMESPACE=default

# use_target: sets the environment for aws, kubectl and helm, and goes to the checkout.
use_target() {
  cd "$ROOT" || exit
  case "$TARGET" in
    local) use_local_target ;;
    kubernetes) use_kubernetes_target ;;
    *)
      log "Error: TARGET is '$TARGET'; it may be 'local' or 'kubernetes'."
      exit 2
      ;;
  esac
  # Without it the aws CLI would call AWS, where App Mesh is no more.
  [ -n "${AWS_ENDPOINT_URL_APP_MESH:-}" ] ||
    die "AWS_ENDPOINT_URL_APP_MESH is not set." "Set it to the App Mesh API of the control plane in your cluster."
}

use_local_target() {
  local exports
  exports="$(./workshop env)" || die "there is no environment to work on." "Start it: ./workshop up"
  eval "$exports"
}

use_kubernetes_target() {
  require_command kubectl "See https://kubernetes.io/docs/tasks/tools/"
  require_command helm "See https://helm.sh/docs/intro/install/"
  require_command aws "See https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html"
  export AWS_PAGER=''
  loopback_goes_direct
}

ensure_namespace() {
  if kubectl get namespace "$TUTORIAL_NAMESPACE" >/dev/null 2>&1; then return; fi
  run kubectl create namespace "$TUTORIAL_NAMESPACE"
}

# deploy RELEASE CHART [HELM ARGUMENTS...]: REGISTRY, if set, says where the images come from.
deploy() {
  local release="$1" chart="$2"
  shift 2
  if [ -n "${REGISTRY:-}" ]; then set -- "$@" --set-string "registry=$REGISTRY"; fi
  upgrade_release "$release" "$chart" "$@"
}

# upgrade_release RELEASE CHART [HELM ARGUMENTS...]: the chart's notes are for whoever installs it, not for each upgrade.
upgrade_release() {
  local release="$1" chart="$2"
  shift 2
  run helm upgrade --install "$release" "$chart" --namespace "$TUTORIAL_NAMESPACE" "$@" |
    awk '/does not exist[.] Installing it now/ { installs = 1 }
      /^NOTES:/ && !installs { notes = 1 }
      !notes'
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

# remove_releases RELEASE...: and waits until their pods have finished what they were doing, which Helm does not.
remove_releases() {
  local releases
  releases="$(
    IFS=,
    printf '%s' "$*"
  )"
  while_telling how_leaving_stands "app in ($releases)" \
    run helm uninstall "$@" --namespace "$TUTORIAL_NAMESPACE" --ignore-not-found --wait
  wait_until_gone "app in ($releases)"
}

# service_url NAME NAMESPACE: the address of a Service of type LoadBalancer, from outside.
service_url() {
  local host port
  if [ "$TARGET" = local ]; then
    ./workshop url "$1" --namespace "$2"
    return
  fi
  kubectl wait "service/$1" --namespace "$2" --for=jsonpath='{.status.loadBalancer.ingress}' --timeout=180s >&2 ||
    die "Service $1 has no load balancer." \
      "Where a cluster has none (kind, for one): kubectl port-forward service/$1 --namespace $2 8080:80"
  host="$(kubectl get service "$1" --namespace "$2" \
    --output jsonpath='{.status.loadBalancer.ingress[0].hostname}{.status.loadBalancer.ingress[0].ip}')"
  port="$(kubectl get service "$1" --namespace "$2" --output jsonpath='{.spec.ports[0].port}')"
  printf 'http://%s:%s\n' "$host" "$port"
}
