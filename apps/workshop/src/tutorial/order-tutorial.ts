import { followsWeights } from './checks/follows-weights.ts';
import { answersExactly } from './checks/load-balancer-answers.ts';
import { meshExists } from './checks/mesh-exists.ts';
import {
  deploymentsAreGone,
  loadBalancerIsClosed,
  meshIsGone,
  proxiesAreGone,
} from './checks/nothing-left.ts';
import { showsOnly } from './checks/only-versions.ts';
import { podsAreReady, podsWaitForTheirNode } from './checks/pods-are.ts';
import { printed } from './checks/printed.ts';
import { proxiesAreSynced, proxiesWaitForTheirNode } from './checks/proxies-are.ts';
import { routeTargets } from './checks/route-targets.ts';
import { versionsGone } from './checks/versions-gone.ts';
import type { Tutorial } from './tutorial.ts';
import type { TutorialRoute } from './tutorial-route.ts';

const productRoute: TutorialRoute = {
  router: 'product-vr',
  route: 'product-r',
  service: 'Product',
  versionOf: { 'product-vn': '1.0', 'product-v15-vn': '1.5' },
};
const customerRoute: TutorialRoute = {
  router: 'customer-vr',
  route: 'customer-r',
  service: 'Customer',
  versionOf: { 'customer-vn': '1.0', 'customer-v2-vn': '2.0' },
};

const ORDER_LINE = '{"service":"Order","version":"1.0"}';
const PRODUCT_LINE = '{"service":"Product","version":"1.0"}';
const CUSTOMER_LINE = '{"service":"Customer","version":"1.0"}';

/** Order, Product and Customer: two canaries and a rollback. */
export const orderTutorial: Tutorial = {
  name: 'order',
  meshName: 'demomesh',
  namespace: 'default',
  loadBalancerService: 'order',
  answer: { form: 'lines', services: ['Order', 'Product', 'Customer'] },
  routes: [productRoute, customerRoute],
  loadAfter: '02-deploy-v1.sh',
  checks: {
    '01-create-mesh.sh': [
      meshExists('order-vn', 'product-vn', 'customer-vn'),
      routeTargets(productRoute, 'product-vn'),
      routeTargets(customerRoute, 'customer-vn'),
    ],
    '02-deploy-v1.sh': [
      podsAreReady('order'),
      podsAreReady('product'),
      podsAreReady('customer'),
      proxiesAreSynced('order-vn', 'order'),
      proxiesAreSynced('product-vn', 'product'),
      proxiesAreSynced('customer-vn', 'customer'),
      answersExactly(ORDER_LINE, PRODUCT_LINE, CUSTOMER_LINE),
    ],
    '03-curl-services.sh': [printed(PRODUCT_LINE, CUSTOMER_LINE)],
    '04-curl-load-balancer.sh': [
      printed(ORDER_LINE, PRODUCT_LINE, CUSTOMER_LINE),
      showsOnly({ Order: '1.0', Product: '1.0', Customer: '1.0' }),
    ],
    '05-deploy-product-v15.sh': [
      podsWaitForTheirNode('product-v15', 'product-v15-vn'),
      proxiesWaitForTheirNode('product-v15-vn', 'product-v15'),
      showsOnly({ Product: '1.0' }),
    ],
    '06-create-product-v15-node.sh': [
      meshExists('product-v15-vn'),
      podsAreReady('product-v15'),
      proxiesAreSynced('product-v15-vn', 'product-v15'),
      showsOnly({ Product: '1.0' }),
    ],
    '07-canary-product.sh': [
      routeTargets(productRoute, 'product-vn', 'product-v15-vn'),
      proxiesAreSynced('order-vn', 'order'),
      followsWeights(productRoute),
    ],
    '08-shift-product.sh': [
      routeTargets(productRoute, 'product-v15-vn'),
      proxiesAreSynced('order-vn', 'order'),
      showsOnly({ Product: '1.5', Customer: '1.0' }),
    ],
    '09-deploy-customer-v2.sh': [
      podsWaitForTheirNode('customer-v2', 'customer-v2-vn'),
      proxiesWaitForTheirNode('customer-v2-vn', 'customer-v2'),
      showsOnly({ Customer: '1.0' }),
    ],
    '10-create-customer-v2-node.sh': [
      meshExists('customer-v2-vn'),
      podsAreReady('customer-v2'),
      proxiesAreSynced('customer-v2-vn', 'customer-v2'),
      showsOnly({ Customer: '1.0' }),
    ],
    '11-canary-customer.sh': [
      routeTargets(customerRoute, 'customer-vn', 'customer-v2-vn'),
      proxiesAreSynced('order-vn', 'order'),
      followsWeights(customerRoute),
    ],
    '12-shift-customer.sh': [
      routeTargets(customerRoute, 'customer-v2-vn'),
      proxiesAreSynced('order-vn', 'order'),
      showsOnly({ Order: '1.0', Product: '1.5', Customer: '2.0' }),
    ],
    '13-roll-back.sh': [
      routeTargets(productRoute, 'product-vn'),
      routeTargets(customerRoute, 'customer-vn'),
      proxiesAreSynced('order-vn', 'order'),
      versionsGone([productRoute, customerRoute]),
      showsOnly({ Order: '1.0', Product: '1.0', Customer: '1.0' }),
      answersExactly(ORDER_LINE, PRODUCT_LINE, CUSTOMER_LINE),
    ],
  },
  afterCleanUp: [
    meshIsGone(),
    deploymentsAreGone('order', 'product', 'customer', 'product-v15', 'customer-v2'),
    proxiesAreGone(),
    loadBalancerIsClosed(),
  ],
  goOn: [
    'watch the versions:        ./workshop watch "$(./workshop url order)"',
    'look around:               eval "$(./workshop env)"; kubectl get pods; aws appmesh list-meshes',
    'another canary:            edit the weights in mesh/order/v15/product-canary.json, then scripts/order/07-canary-product.sh',
    'roll back again:           scripts/order/13-roll-back.sh',
  ],
};
