# shellcheck shell=bash
# shellcheck disable=SC2034 # the other libraries read what is set here
# What the steps of the color tutorial share.

TUTORIAL_NAMESPACE=color
MESH_NAME=color
GATEWAY_SERVICE='color-gateway'
GATEWAY_PATH=/gateway/color

# deploy_color COLOR [HELM ARGUMENTS...]: a backend that tells it.
deploy_color() {
  local color="$1"
  shift
  deploy "color-teller-backend-$color" charts/color-teller-backend --set "colorName=$color" "$@"
  wait_for_rollout "color-teller-backend-$color"
}

# deploy_client VERSION BACKEND SERVICE-TYPE
deploy_client() {
  deploy color-teller-client charts/color-teller-client --set-string "version=$1" --set "colorBackend=$2" \
    --set "serviceType=$3"
  wait_for_rollout color-teller-client
}

# in_outside COMMAND...: in the namespace that has no mesh, where somebody else's service is.
in_outside() (
  TUTORIAL_NAMESPACE="color-outside"
  "$@"
)

# deploy_outside: a service behind a load balancer, that knows nothing of the mesh.
deploy_outside() {
  in_outside ensure_namespace
  in_outside deploy external-api charts/color-teller-backend --set colorName=gold --set serviceType=LoadBalancer
  in_outside wait_for_rollout external-api
}

outside_url() {
  service_url external-api color-outside
}

# apply_objects FILE...
apply_objects() {
  local file
  for file in "$@"; do
    run kubectl apply --filename "$file"
  done
}

# change_route FILE: writes the router of the colors, then shows what a few hundred questions make of it.
change_route() {
  show_object_change "$1"
  apply_objects "$1"
  wait_until_active virtualrouter color-router VirtualRouterActive
  show_in_app_mesh describe-route route.spec.httpRoute.action.weightedTargets \
    --virtual-router-name color-router_color --route-name color
  count_answers color 200
}

# ask_from_jumpbox: the client by its Service, any status will do.
ask_from_jumpbox() {
  ensure_jumpbox
  get_url_with http://color-teller-client.color.svc.cluster.local:3000/gateway/color run_in_jumpbox
}

# A GET as a program in the client's pod makes it: through the proxy of its environment, where there is one.
# shellcheck disable=SC2016 # it is JavaScript
ASK_AS_CLIENT='
const [, url] = process.argv;
const { host, pathname } = new URL(url);
const proxy = process.env.http_proxy;
const { hostname, port } = new URL(proxy ?? url);
const options = { hostname, port, path: proxy ? url : pathname, headers: { host }, timeout: 10000 };
require("node:http").get(options, (answer) => {
  let body = "";
  answer.on("data", (chunk) => { body += chunk; });
  answer.on("end", () => console.log(`${url} answered ${answer.statusCode}: ${body.trim().slice(0, 200)}`));
}).on("error", (error) => console.log(`${url} gave no answer: ${error.message}`));'

# ask_as_client URL: any answer will do.
ask_as_client() {
  log "\$ kubectl exec deployment/color-teller-client --namespace color -- node -e '(a GET)' $1"
  kubectl exec deployment/color-teller-client --container color-teller-client --namespace color -- node -e "$ASK_AS_CLIENT" "$1"
}

say_where_the_page_is() {
  log "The page: $(service_url "$1" color)/"
}
