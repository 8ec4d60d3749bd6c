import { answersInside } from './checks/answers-inside.ts';
import { answersWith } from './checks/answers-with.ts';
import type { Check } from './checks/check.ts';
import { failingShareIs } from './checks/failing-share.ts';
import { firstRunOnly } from './checks/first-run-only.ts';
import { followsWeights } from './checks/follows-weights.ts';
import { restartLosesNothing, scalingLosesNothing } from './checks/loses-nothing.ts';
import {
  deploymentsAreGone,
  loadBalancerIsClosed,
  meshIsGone,
  objectsAreGone,
  proxiesAreGone,
} from './checks/nothing-left.ts';
import { showsOnly } from './checks/only-versions.ts';
import { podsAre } from './checks/pods-are.ts';
import { mentioned } from './checks/printed.ts';
import { proxiesAreSynced } from './checks/proxies-are.ts';
import { routeTargets } from './checks/route-targets.ts';
import { twinsAgree } from './checks/twins-agree.ts';
import type { Tutorial } from './tutorial.ts';
import type { TutorialRoute } from './tutorial-route.ts';

const KINDS = [
  'meshes',
  'virtualnodes',
  'virtualrouters',
  'virtualservices',
  'virtualgateways',
  'gatewayroutes',
] as const;
const CLIENT = 'color-teller-client';
const GATEWAY = 'color-gateway';
const [RED, BLUE, GREEN, ORANGE] = ['red', 'blue', 'green', 'orange'].map(
  (color) => `color-teller-backend-${color}`,
) as [string, string, string, string];
const CLIENT_NODE = 'client_color';
const COLOR = ':3000/gateway/color';
/** What Envoy answers for a name that the client's virtual node does not list. */
const REFUSED = { service: CLIENT, error: 'backend: answered 404' };

const colorRoute: TutorialRoute = {
  router: 'color-router_color',
  route: 'color',
  service: 'color',
  versionOf: {
    'backend-red_color': 'red',
    'backend-blue_color': 'blue',
    'backend-orange_color': 'orange',
  },
};

const nodeTwin = (name: string) =>
  twinsAgree({
    kind: 'virtualNode',
    name,
    path: `virtualNodes/${name}_color`,
    same: ['listeners', 'serviceDiscovery'],
  });

/** From the gateway on the pods are in the mesh for good. A second run finds them there, and what only holds outside of it is not to be seen. */
const beforeTheMesh = (...checks: readonly Check[]) => firstRunOnly(GATEWAY, ...checks);

/** From a page and a backend to a mesh with a gateway, routes by cookie and header, an external API, and a release that is rolled back. */
export const colorTutorial: Tutorial = {
  name: 'color',
  meshName: 'color',
  namespace: 'color',
  loadBalancerService: GATEWAY,
  path: '/gateway/color',
  answer: { form: 'object', members: { color: 'color' } },
  routes: [colorRoute],
  loadAfter: '06-create-gateway.sh',
  loadUntil: '12-call-external-api.sh',
  checks: {
    '01-deploy-vanilla.sh': beforeTheMesh(
      ...podsAre('1/1', RED, CLIENT),
      answersInside(CLIENT, 200, { color: 'red' }, COLOR),
      answersInside(CLIENT, 200, { version: 'vanilla' }, ':3000/gateway/version'),
    ),
    '02-create-mesh.sh': [
      twinsAgree({ kind: 'mesh', name: 'color', path: '', same: ['egressFilter'] }),
      ...beforeTheMesh(answersInside(CLIENT, 200, { color: 'red' }, COLOR)),
    ],
    '03-create-virtual-nodes.sh': [
      nodeTwin('backend-red'),
      nodeTwin('client'),
      ...beforeTheMesh(...podsAre('1/1', RED, CLIENT), answersInside(CLIENT, 200, { color: 'red' }, COLOR)),
    ],
    '04-add-sidecars.sh': [
      ...podsAre('2/2', RED, CLIENT),
      proxiesAreSynced('backend-red_color', RED),
      proxiesAreSynced(CLIENT_NODE, CLIENT),
      answersInside(CLIENT, 404, REFUSED, COLOR),
    ],
    '05-create-virtual-service.sh': [
      twinsAgree({
        kind: 'virtualService',
        name: 'color-service',
        path: 'virtualServices/color-service.service.local',
        same: [],
      }),
      routeTargets(colorRoute, 'backend-red_color'),
      proxiesAreSynced(CLIENT_NODE, CLIENT),
      answersInside(CLIENT, 200, { color: 'red' }, COLOR),
      answersInside(CLIENT, 200, { version: 'v1' }, ':3000/gateway/version'),
    ],
    '06-create-gateway.sh': [
      twinsAgree({
        kind: 'gatewayRoute',
        name: 'client-route',
        path: 'virtualGateway/color-gateway_color/gatewayRoutes/client-route_color',
        same: [],
      }),
      ...podsAre('1/1', GATEWAY),
      mentioned('ClusterIP', 'LoadBalancer'),
      followsWeights(colorRoute),
      showsOnly({ color: 'red' }),
    ],
    '07-add-blue.sh': [nodeTwin('backend-blue'), ...podsAre('2/2', BLUE), showsOnly({ color: 'red' })],
    '08-split-colors.sh': [
      routeTargets(colorRoute, 'backend-red_color', 'backend-blue_color'),
      proxiesAreSynced(CLIENT_NODE, CLIENT),
      followsWeights(colorRoute),
      restartLosesNothing(RED, CLIENT, GATEWAY),
      scalingLosesNothing(BLUE, 2),
    ],
    '09-shift-to-blue.sh': [
      routeTargets(colorRoute, 'backend-blue_color'),
      proxiesAreSynced(CLIENT_NODE, CLIENT),
      followsWeights(colorRoute),
      showsOnly({ color: 'blue' }),
    ],
    '10-route-by-cookie.sh': [
      ...podsAre('2/2', GREEN),
      answersWith({ cookie: 'audience=beta' }, { color: 'green' }),
      answersWith({ cookie: 'theme=dark; audience=beta; lang=en' }, { color: 'green' }),
      answersWith({ cookie: 'audience=betatester' }, { color: 'blue' }),
      answersWith({}, { color: 'blue' }),
    ],
    '11-route-by-header.sh': [
      answersWith({ 'x-audience': 'beta' }, { color: 'green' }),
      answersWith({ 'x-audience': 'everybody' }, { color: 'blue' }),
      answersWith({ cookie: 'audience=beta' }, { color: 'green' }),
      answersWith({}, { color: 'blue' }),
    ],
    '12-call-external-api.sh': [
      mentioned('/color answered 200: {"color":"gold"}'),
      proxiesAreSynced(CLIENT_NODE, CLIENT),
      showsOnly({ color: 'blue' }),
    ],
    '13-release-orange.sh': [
      routeTargets(colorRoute, 'backend-blue_color', 'backend-orange_color'),
      proxiesAreSynced(CLIENT_NODE, CLIENT),
      // A fifth of the questions, and every other answer of it.
      failingShareIs({ expected: 10, least: 7, below: 13, failure: 'status 500' }),
    ],
    '14-roll-back.sh': [
      routeTargets(colorRoute, 'backend-blue_color'),
      proxiesAreSynced(CLIENT_NODE, CLIENT),
      showsOnly({ color: 'blue' }),
    ],
  },
  afterCleanUp: [
    meshIsGone(),
    deploymentsAreGone(RED, BLUE, GREEN, ORANGE, CLIENT, GATEWAY),
    objectsAreGone(...KINDS),
    proxiesAreGone(),
    loadBalancerIsClosed(),
  ],
  goOn: [
    'open the page:             "$(./workshop url color-gateway -n color)"',
    'watch the colors:          scripts/color/watch.sh',
    'look around:               eval "$(./workshop env)"; kubectl get pods,virtualnodes -n color; aws appmesh list-meshes',
    'shift again:               scripts/color/08-split-colors.sh, scripts/color/09-shift-to-blue.sh',
  ],
};
