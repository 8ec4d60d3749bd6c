import type { Check } from './checks/check.ts';
import { firstRunOnly } from './checks/first-run-only.ts';
import { followsWeights } from './checks/follows-weights.ts';
import { restartLosesNothing } from './checks/loses-nothing.ts';
import {
  deploymentsAreGone,
  loadBalancerIsClosed,
  meshIsGone,
  objectsAreGone,
  proxiesAreGone,
} from './checks/nothing-left.ts';
import { objectRollsBack } from './checks/object-rolled-back.ts';
import { showsOnly } from './checks/only-versions.ts';
import { podsAre } from './checks/pods-are.ts';
import { mentioned } from './checks/printed.ts';
import { proxiesAreSynced } from './checks/proxies-are.ts';
import { routeTargets } from './checks/route-targets.ts';
import { twinsAgree } from './checks/twins-agree.ts';
import type { Tutorial } from './tutorial.ts';
import type { TutorialRoute } from './tutorial-route.ts';

const GATEWAY = 'hello-gateway';
const V1 = 'hello-v1';
const V2 = 'hello-v2';
const V1_NODE = 'hello-v1-case-study';
const V2_NODE = 'hello-v2-case-study';

const helloRoute: TutorialRoute = {
  router: 'hello-case-study',
  route: 'hello-case-study',
  service: 'hello',
  versionOf: { [V1_NODE]: 'v1', [V2_NODE]: 'v2' },
};

const nodeTwin = (name: string) =>
  twinsAgree({
    kind: 'virtualNode',
    name,
    path: `virtualNodes/${name}-case-study`,
    same: ['listeners', 'serviceDiscovery'],
  });

/** A second run finds hello v1 in the mesh. */
const beforeTheMesh = (...checks: readonly Check[]) => firstRunOnly(GATEWAY, ...checks);

/** The mesh by kubectl apply: injection, a gateway, a canary at 10 %, promotion and rollback. */
export const helloTutorial: Tutorial = {
  name: 'hello',
  meshName: 'hello',
  namespace: 'case-study',
  loadBalancerService: GATEWAY,
  answer: { form: 'object', members: { hello: 'version' } },
  routes: [helloRoute],
  loadAfter: '13-create-gateway.sh',
  checks: {
    '01-check-access.sh': [
      mentioned('appmesh:CreateVirtualNode', 'job.batch/awscli condition met', '"meshes"'),
    ],
    '02-deploy-v1.sh': [
      ...beforeTheMesh(...podsAre('1/1', V1)),
      mentioned('"text":"Hello from version 1","version":"v1"'),
    ],
    '03-label-namespace.sh': [
      mentioned('mesh=hello', 'appmesh.k8s.aws/sidecarInjectorWebhook=enabled'),
      ...beforeTheMesh(...podsAre('1/1', V1)),
    ],
    '04-convert-manifests.sh': [
      // Which words they are depends on what the API tells kubectl about its kinds.
      mentioned('error: ', 'That is how old manifests end.'),
      mentioned('Converted 7 documents in 7 files', '+kind: VirtualRouter', '-  meshName: hello'),
    ],
    '05-create-mesh.sh': [twinsAgree({ kind: 'mesh', name: 'hello', path: '', same: [] })],
    '06-create-service-node.sh': [nodeTwin('hello')],
    '07-create-v1-node.sh': [nodeTwin(V1)],
    '08-create-router.sh': [
      twinsAgree({
        kind: 'virtualRouter',
        name: 'hello',
        path: 'virtualRouters/hello-case-study',
        same: ['listeners'],
      }),
      routeTargets(helloRoute, V1_NODE),
    ],
    '09-create-virtual-service.sh': [
      twinsAgree({
        kind: 'virtualService',
        name: 'hello',
        path: 'virtualServices/hello.case-study.svc.cluster.local',
        same: [],
      }),
    ],
    '10-create-placeholder.sh': [mentioned('hello ', 'ClusterIP', '9080/TCP')],
    '11-describe-mesh.sh': [
      mentioned('"meshName": "hello"', V1_NODE, 'hello.case-study.svc.cluster.local'),
      ...beforeTheMesh(...podsAre('1/1', V1)),
    ],
    '12-bounce-pods.sh': [...podsAre('2/2', V1), proxiesAreSynced(V1_NODE, V1)],
    '13-create-gateway.sh': [
      twinsAgree({
        kind: 'virtualGateway',
        name: GATEWAY,
        path: `virtualGateways/${GATEWAY}_case-study`,
        same: ['listeners'],
      }),
      twinsAgree({
        kind: 'gatewayRoute',
        name: 'hello',
        path: `virtualGateway/${GATEWAY}_case-study/gatewayRoutes/hello_case-study`,
        same: [],
      }),
      ...podsAre('1/1', GATEWAY),
      showsOnly({ hello: 'v1' }),
    ],
    '14-deploy-v2.sh': [
      nodeTwin(V2),
      ...podsAre('2/2', V2),
      proxiesAreSynced(V2_NODE, V2),
      showsOnly({ hello: 'v1' }),
    ],
    '15-start-canary.sh': [
      routeTargets(helloRoute, V1_NODE, V2_NODE),
      followsWeights(helloRoute, { requests: 3000, tolerancePoints: 2 }),
      restartLosesNothing(V1, V2),
    ],
    '16-observe-canary.sh': [mentioned('"version":"v1"', '"version":"v2"', ' 200\n')],
    '17-promote-v2.sh': [
      routeTargets(helloRoute, V2_NODE),
      showsOnly({ hello: 'v2' }),
      restartLosesNothing(GATEWAY),
    ],
    '18-roll-back.sh': [
      routeTargets(helloRoute, V1_NODE),
      showsOnly({ hello: 'v1' }),
      objectRollsBack({
        route: helloRoute,
        promoted: 'mesh/hello/promoted/hello-router.yaml',
        rolledBack: 'mesh/hello/hello-router.yaml',
        wanted: 'v1',
      }),
      showsOnly({ hello: 'v1' }),
    ],
  },
  afterCleanUp: [
    meshIsGone(),
    deploymentsAreGone(V1, V2, GATEWAY),
    objectsAreGone(
      'meshes',
      'virtualnodes',
      'virtualrouters',
      'virtualservices',
      'virtualgateways',
      'gatewayroutes',
    ),
    proxiesAreGone(),
    loadBalancerIsClosed(),
  ],
  goOn: [
    'watch the versions:        ./workshop watch "$(./workshop url hello-gateway -n case-study)"',
    'look around:               eval "$(./workshop env)"; kubectl get pods,virtualnodes -n case-study; aws appmesh list-meshes',
    'another canary:            edit the weights in mesh/hello/canary/hello-router.yaml, then scripts/hello/15-start-canary.sh',
    'roll back again:           scripts/hello/18-roll-back.sh',
  ],
};
