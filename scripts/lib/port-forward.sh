# shellcheck shell=bash
# A port of a pod or a Service on this machine, for as long as the script runs. Needs target.sh.

FORWARDER_PIDS=''
FORWARDER_DIRECTORY=''

# port_forward NAME NAMESPACE LOCAL:REMOTE: until the step ends, which calls stop_port_forwards. NAME is that of a Service, or a kind with a name, as in
# deployment/product. An empty LOCAL takes a free port.
# Sets FORWARDED_URL. Call it in the script's own shell, not in $(...): it would die with that.
port_forward() {
  local to="$1" output pid waited=0
  case "$to" in
    */*) ;;
    *) to="service/$to" ;;
  esac
  if [ -z "$FORWARDER_DIRECTORY" ]; then
    FORWARDER_DIRECTORY="$(mktemp -d)"
  fi
  output="$FORWARDER_DIRECTORY/${to#*/}"
  # The background job creates it too, but perhaps after the first look.
  : >"$output"
  if [ "$TARGET" = local ]; then
    # kubectl port-forward needs SPDY framing, which the local Kubernetes API does not speak.
    print_command ./workshop port-forward "$to" --namespace "$2" "$3"
    ./workshop port-forward "$to" --namespace "$2" "$3" >"$output" 2>&1 &
  else
    print_command kubectl port-forward "$to" --namespace "$2" "$3"
    kubectl port-forward "$to" --namespace "$2" "$3" >"$output" 2>&1 &
  fi
  pid=$!
  FORWARDER_PIDS="$FORWARDER_PIDS $pid"
  while ! grep -q '^Forwarding from 127' "$output"; do
    if ! kill -0 "$pid" 2>/dev/null || [ "$waited" -ge 100 ]; then
      die "the port of $to was not forwarded: $(cat "$output")"
    fi
    waited=$((waited + 1))
    sleep 0.2
  done
  # shellcheck disable=SC2034 # for the caller
  FORWARDED_URL="$(sed -n 's#^Forwarding from \(127[0-9.]*:[0-9]*\) .*#http://\1#p' "$output")"
}

stop_port_forwards() {
  local pid
  for pid in $FORWARDER_PIDS; do
    # It may have ended by itself; then there is nothing to stop.
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  FORWARDER_PIDS=''
  if [ -n "$FORWARDER_DIRECTORY" ]; then rm -rf "$FORWARDER_DIRECTORY"; fi
}
