#!/usr/bin/env bash
# Makes an API outside of the mesh a virtual service, so that the client may call it: before, its Envoy answers 404, and then
# the API does. Unless EXTERNAL_API names one, a service in a namespace without a mesh, behind a load balancer of its own,
# plays that part.
#
# Usage: scripts/color/12-call-external-api.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   EXTERNAL_API   a URL such as http://api.example.com/status (default: a service of namespace color-outside)

. "$(dirname "$0")/../lib/step.sh"

needs 06 deployments color-gateway
if [ -z "${EXTERNAL_API:-}" ]; then
  deploy_outside
  EXTERNAL_API="$(outside_url)/color"
fi
case "$EXTERNAL_API" in
  http://*) ;;
  *) die "EXTERNAL_API is '$EXTERNAL_API'." "Set it to a URL such as http://api.example.com/status" ;;
esac
address="${EXTERNAL_API#http://}"
path="/${address#*/}"
address="${address%%/*}"
port="${address##*:}"
if [ "$port" = "$address" ]; then port=80; fi

ask_as_client "http://external-api.service.local:$port$path"
log "\$ sed 's/api.example.com/${address%:*}/; s/port: 80/port: $port/' mesh/color/external/node.yaml | kubectl apply --filename -"
sed "s/api.example.com/${address%:*}/; s/port: 80/port: $port/" mesh/color/external/node.yaml | kubectl apply --filename -
apply_objects mesh/color/external/service.yaml mesh/color/external/client.yaml
wait_until_active virtualnode external-api VirtualNodeActive
wait_until_active virtualservice external-api VirtualServiceActive
wait_until_active virtualnode client VirtualNodeActive
tries=0
until ask_as_client "http://external-api.service.local:$port$path" | grep 'answered 200'; do
  tries=$((tries + 1))
  [ "$tries" -lt 30 ] || die "the external API does not answer 200 through the mesh." "Does it without: curl $EXTERNAL_API ?"
  sleep 1
done
