# shellcheck shell=bash
# Waiting that is never silent: what is awaited, how far it is, and at once the reason why it may not come. Needs target.sh.

# The longest silence, in seconds.
SAYS_SOMETHING_AFTER=5
WATCHER_PID=''

# while_telling FUNCTION ARGUMENT COMMAND...: runs the command. Meanwhile FUNCTION ARGUMENT is asked again and again for one
# line about how it stands; words after " because " in it are a reason, which is said as soon as it is known.
while_telling() {
  local explain="$1" about="$2" status=0
  shift 2
  tell_how_it_stands "$explain" "$about" "$$" >&2 &
  WATCHER_PID=$!
  "$@" || status=$?
  stop_telling
  return "$status"
}

stop_telling() {
  if [ -z "$WATCHER_PID" ]; then return; fi
  kill "$WATCHER_PID" 2>/dev/null || true
  wait "$WATCHER_PID" 2>/dev/null || true
  WATCHER_PID=''
}

# Ends with the script, also when that was killed.
tell_how_it_stands() {
  local explain="$1" about="$2" script="$3" started=$SECONDS said=$SECONDS line reason told=''
  trap 'kill $! 2>/dev/null; exit 0' TERM
  pause_one_second
  while kill -0 "$script" 2>/dev/null; do
    line="$("$explain" "$about" 2>/dev/null)" || line=''
    reason=''
    case "$line" in *' because '*) reason="${line#* because }" ;; esac
    if [ -n "$line" ] && { [ "$reason" != "$told" ] || [ $((SECONDS - said)) -ge "$SAYS_SOMETHING_AFTER" ]; }; then
      log "  $((SECONDS - started)) s: $line"
      said=$SECONDS
      told="$reason"
    fi
    pause_one_second
  done
}

# In the background, as bash takes a signal only between two commands; without the script's output, which it would hold open.
pause_one_second() {
  sleep 1 >/dev/null 2>&1 &
  wait $!
}

# wait_for_rollout DEPLOYMENT: until all its pods are ready and the old ones are gone.
wait_for_rollout() {
  WAITING_SINCE="$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  while_telling how_rollout_stands "$1" \
    run kubectl rollout status "deployment/$1" --namespace "$TUTORIAL_NAMESPACE" --timeout=120s ||
    die "deployment $1 does not get ready: $(how_rollout_stands "$1")" \
      "Look at it: kubectl describe pods --namespace $TUTORIAL_NAMESPACE -l app=$1"
}

# how_rollout_stands DEPLOYMENT: what the pods' containers wait for, or their Envoys, which the control plane knows.
how_rollout_stands() {
  local pods events
  pods="$(kubectl get pods --namespace "$TUTORIAL_NAMESPACE" --selector "app=$1" --output \
    jsonpath='{range .items[*]}{.metadata.name}{"\t"}{.status.containerStatuses[*].ready}{"\t"}{.metadata.deletionTimestamp}{"\t"}{.status.containerStatuses[*].state.waiting.reason}{"\t"}{.status.containerStatuses[*].state.waiting.message}{"\n"}{end}')"
  events="$(kubectl get events --namespace "$TUTORIAL_NAMESPACE" --output \
    jsonpath='{range .items[?(@.reason=="EnvoyWaits")]}{.involvedObject.name}{"\t"}{.lastTimestamp}{"\t"}{.message}{"\n"}{end}')"
  # Of what was said before this wait began nothing need be true any more.
  printf '%s\n' "$events" 'PODS' "$pods" | awk -F '\t' -v since="${WAITING_SINCE:-}" '
    $0 == "PODS" { pods = 1; next }
    !pods { if ($2 > since) waits[$1] = $3; next }
    $1 == "" { next }
    $3 != "" { leaving++; next }
    { all++ }
    $2 != "" && $2 !~ /false/ { ready++; next }
    why == "" && $4 != "" && $4 != "ContainerCreating" { why = $1 ": " $4 ($5 == "" ? "" : ", " $5) }
    why == "" && $1 in waits { why = "the Envoy of " $1 " waits: " waits[$1] }
    END {
      printf "%d of %d pods are ready", ready, all
      if (leaving) printf ", %d on their way out", leaving
      if (why != "") printf " because %s", why
    }'
}

# wait_until_active KIND NAME CONDITION: until the control plane has taken in what is written there now.
wait_until_active() {
  local generation
  generation="$(kubectl get "$1" "$2" --namespace "$TUTORIAL_NAMESPACE" --output jsonpath='{.metadata.generation}')"
  if while_telling how_object_stands "$1/$2" wait_for "$1/$2" "jsonpath={.status.observedGeneration}=$generation" &&
    while_telling how_object_stands "$1/$2" wait_for "$1/$2" "condition=$3"; then return; fi
  die "$1 $2 does not become active: $(how_object_stands "$1/$2")" \
    "All about it: kubectl describe $1 $2 --namespace $TUTORIAL_NAMESPACE"
}

wait_for() {
  kubectl wait "$1" --namespace "$TUTORIAL_NAMESPACE" --for="$2" --timeout=60s >/dev/null
}

# how_object_stands KIND/NAME: what its conditions say.
how_object_stands() {
  kubectl get "$1" --namespace "$TUTORIAL_NAMESPACE" --output \
    jsonpath='{range .status.conditions[*]}{.status}{"\t"}{.reason}{"\t"}{.message}{"\n"}{end}' |
    awk -F '\t' -v object="$1" '
      $1 != "True" { why = why (why == "" ? "" : "; ") ($3 == "" ? $2 : $3) }
      END { printf "%s is not active yet", object; if (why != "") printf " because %s", why }'
}

# how_leaving_stands SELECTOR
how_leaving_stands() {
  kubectl get pods --namespace "$TUTORIAL_NAMESPACE" --selector "$1" --output name |
    awk 'END { printf "%d pods are finishing their requests", NR }'
}

# wait_until_gone SELECTOR: until its pods have finished what they were doing.
wait_until_gone() {
  while_telling how_leaving_stands "$1" \
    run kubectl wait pods --namespace "$TUTORIAL_NAMESPACE" -l "$1" --for=delete --timeout=90s
}
