import { answersInside } from './checks/answers-inside.ts';
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
import { mentioned, printed } from './checks/printed.ts';
import { proxiesAreSynced } from './checks/proxies-are.ts';
import { routeTargets } from './checks/route-targets.ts';
import { twinsAgree } from './checks/twins-agree.ts';
import { refusesUndeclared } from './checks/undeclared-destination.ts';
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
const FRONTEND = 'echo-frontend-blue';
const BLUE = 'echo-backend-blue';
const GREEN = 'echo-backend-green';
const GATEWAY = 'gw-echo-frontend';
const FRONTEND_NODE = 'vn-echo-frontend-blue_demos';
const BLUE_NODE = 'vn-echo-backend-blue_demos';
const GREEN_NODE = 'vn-echo-backend-green_demos';

const backendRoute: TutorialRoute = {
  router: 'vr-echo-backend_demos',
  route: 'vrr-echo-backend',
  service: 'echo-backend',
  versionOf: { [BLUE_NODE]: '11.0', [GREEN_NODE]: '12.0' },
};

const nodeTwin = (name: string) =>
  twinsAgree({
    kind: 'virtualNode',
    name,
    path: `virtualNodes/${name}_demos`,
    same: ['listeners', 'serviceDiscovery'],
  });
const serviceTwin = (name: string) =>
  twinsAgree({
    kind: 'virtualService',
    name,
    path: `virtualServices/${name}.demos.svc.cluster.local`,
    same: [],
  });

/** Step 18 takes the frontend into the mesh for good. A second run finds it there, and what only holds outside of it is not to be seen. */
const beforeTheMesh = (...checks: readonly Check[]) => firstRunOnly(GATEWAY, ...checks);

/** From ClusterIP to blue/green through the mesh, a gateway, and retries. */
export const echoTutorial: Tutorial = {
  name: 'echo',
  meshName: 'demos',
  namespace: 'demos',
  loadBalancerService: GATEWAY,
  answer: { form: 'object', members: { 'echo-frontend': 'version', 'echo-backend': 'backend' } },
  routes: [backendRoute],
  loadAfter: '19-create-gateway.sh',
  loadUntil: '22-inspect-envoy.sh',
  checks: {
    '01-install-control-plane.sh': [mentioned(...KINDS)],
    '02-create-repositories.sh': [mentioned('aws ecr create-repository', 'scanOnPush=true')],
    '03-push-images.sh': [
      mentioned('echo-frontend:1.0', 'echo-frontend:2.0', 'echo-backend:11.0', 'echo-backend:12.0'),
      mentioned('docker build', 'docker push', 'aws ecr list-images'),
    ],
    '04-deploy-frontend-v1.sh': [
      ...beforeTheMesh(...podsAre('1/1', FRONTEND)),
      answersInside(FRONTEND, 200, { version: '1.0' }),
    ],
    '05-upgrade-frontend-v2.sh': [
      ...beforeTheMesh(...podsAre('1/1', FRONTEND)),
      answersInside(FRONTEND, 200, { version: '2.0', backend: 'none' }),
    ],
    '06-deploy-backends.sh': [
      ...beforeTheMesh(...podsAre('1/1', BLUE, GREEN)),
      answersInside(BLUE, 200, { version: '11.0' }),
      answersInside(GREEN, 200, { version: '12.0' }),
    ],
    '07-review-releases.sh': [mentioned(FRONTEND, BLUE, GREEN, 'ClusterIP')],
    '08-curl-from-jumpbox.sh': [
      printed('{"version":"11.0"}', '{"version":"12.0"}'),
      answersInside(FRONTEND, 200, { version: '2.0', backend: 'none' }),
    ],
    '09-point-at-backend.sh': [
      ...beforeTheMesh(
        ...podsAre('1/1', FRONTEND),
        answersInside(FRONTEND, 200, { version: '2.0', backend: '11.0' }),
      ),
    ],
    '10-label-namespace.sh': beforeTheMesh(...podsAre('1/1', FRONTEND, BLUE, GREEN)),
    '11-create-mesh.sh': [twinsAgree({ kind: 'mesh', name: 'demos', path: '', same: ['egressFilter'] })],
    '12-create-backend-nodes.sh': [nodeTwin('vn-echo-backend-blue'), nodeTwin('vn-echo-backend-green')],
    '13-create-backend-router.sh': [
      twinsAgree({
        kind: 'virtualRouter',
        name: 'vr-echo-backend',
        path: 'virtualRouters/vr-echo-backend_demos',
        same: ['listeners'],
      }),
      routeTargets(backendRoute, BLUE_NODE),
    ],
    '14-create-backend-service.sh': [serviceTwin('vs-echo-backend')],
    '15-create-frontend-node.sh': [
      nodeTwin('vn-echo-frontend-blue'),
      serviceTwin('vs-echo-frontend'),
      ...beforeTheMesh(...podsAre('1/1', FRONTEND, BLUE, GREEN)),
    ],
    '16-restart-backends.sh': [
      ...podsAre('2/2', BLUE, GREEN),
      ...beforeTheMesh(...podsAre('1/1', FRONTEND)),
      proxiesAreSynced(BLUE_NODE, BLUE),
      proxiesAreSynced(GREEN_NODE, GREEN),
      ...beforeTheMesh(answersInside(FRONTEND, 200, { version: '2.0', backend: '11.0' })),
    ],
    '17-restart-frontend.sh': [
      ...podsAre('2/2', FRONTEND),
      proxiesAreSynced(FRONTEND_NODE, FRONTEND),
      refusesUndeclared(FRONTEND, BLUE),
    ],
    '18-call-virtual-service.sh': [
      ...podsAre('2/2', FRONTEND),
      proxiesAreSynced(FRONTEND_NODE, FRONTEND),
      answersInside(FRONTEND, 200, { version: '2.0', backend: '11.0' }),
    ],
    '19-create-gateway.sh': [
      twinsAgree({
        kind: 'virtualGateway',
        name: 'vg-echo-frontend',
        path: 'virtualGateways/vg-echo-frontend_demos',
        same: ['listeners'],
      }),
      twinsAgree({
        kind: 'gatewayRoute',
        name: 'vgr-echo-frontend',
        path: 'virtualGateway/vg-echo-frontend_demos/gatewayRoutes/vgr-echo-frontend_demos',
        same: [],
      }),
      ...podsAre('1/1', GATEWAY),
      followsWeights(backendRoute),
      showsOnly({ 'echo-frontend': '2.0', 'echo-backend': '11.0' }),
    ],
    '20-split-backend.sh': [
      routeTargets(backendRoute, BLUE_NODE, GREEN_NODE),
      proxiesAreSynced(FRONTEND_NODE, FRONTEND),
      followsWeights(backendRoute),
      restartLosesNothing(BLUE, GREEN),
      scalingLosesNothing(BLUE, 2),
    ],
    '21-shift-backend.sh': [
      routeTargets(backendRoute, GREEN_NODE),
      proxiesAreSynced(FRONTEND_NODE, FRONTEND),
      followsWeights(backendRoute),
      showsOnly({ 'echo-frontend': '2.0', 'echo-backend': '12.0' }),
    ],
    '22-inspect-envoy.sh': [
      printed('LIVE'),
      mentioned(BLUE_NODE, GREEN_NODE),
      restartLosesNothing(FRONTEND, GATEWAY),
      scalingLosesNothing(FRONTEND, 5),
      scalingLosesNothing(GATEWAY, 2),
      showsOnly({ 'echo-frontend': '2.0', 'echo-backend': '12.0' }),
    ],
    '23-break-backend.sh': [...podsAre('2/2', GREEN), failingShareIs({ expected: 20, least: 15, below: 25 })],
    '24-retry-requests.sh': [
      proxiesAreSynced(FRONTEND_NODE, FRONTEND),
      // One in five fails; with three more tries all four have to: 0.2 to the fourth.
      failingShareIs({ expected: 0.16, least: 0, below: 1 }),
    ],
    '25-mend-backend.sh': [
      ...podsAre('2/2', GREEN),
      showsOnly({ 'echo-frontend': '2.0', 'echo-backend': '12.0' }),
    ],
  },
  afterCleanUp: [
    meshIsGone(),
    deploymentsAreGone(FRONTEND, BLUE, GREEN, GATEWAY),
    objectsAreGone(...KINDS),
    proxiesAreGone(),
    loadBalancerIsClosed(),
  ],
  goOn: [
    'watch the versions:        ./workshop watch "$(./workshop url gw-echo-frontend -n demos)"',
    'look around:               eval "$(./workshop env)"; kubectl get pods,virtualnodes -n demos; aws appmesh list-meshes',
    'shift again:               scripts/echo/20-split-backend.sh, scripts/echo/21-shift-backend.sh',
  ],
};
