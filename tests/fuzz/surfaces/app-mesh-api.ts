import type { JsonValue } from '@mesh-workshop/json';
import { API_PREFIX, OPERATIONS } from '../../../services/control-plane/src/api/operations.ts';
import { KINDS, MESH_ARN } from '../../../services/control-plane/src/conformance/kinds.ts';
import { type HttpTemplate, makeHttpInput } from '../http-input.ts';
import { sendRequest } from '../send-request.ts';
import type { Surface } from '../surface.ts';
import { startControlPlane } from './control-plane-target.ts';

const TAGS = [{ key: 'team', value: 'a' }];
const QUERIES = [
  '',
  '?limit=1',
  '?limit=2&nextToken=x',
  '?meshOwner=000000000000',
  `?resourceArn=${MESH_ARN}`,
];
const NAMES = [
  'shop',
  'a',
  'node',
  'spare-node',
  'router',
  'spare-router',
  'gateway',
  'service.shop',
  'route',
];

/** Every operation, with the names that are there and some that are not. */
const TEMPLATES: readonly HttpTemplate[] = OPERATIONS.flatMap(({ name, method, path }) =>
  NAMES.flatMap((item, index) => {
    const kind = Object.entries(KINDS).find(([label]) => name.endsWith(label))?.[1];
    const parents: Readonly<Record<string, string>> = {
      meshName: 'shop',
      virtualRouterName: 'router',
      virtualGatewayName: 'gateway',
    };
    const labels = [...path.matchAll(/\{(\w+)\}/g)].map(([, label = '']) => label);
    const where = labels.reduce((text, label, position) => {
      const value = position === labels.length - 1 && path.endsWith('}') ? item : parents[label];
      return text.replace(`{${label}}`, encodeURIComponent(value ?? item));
    }, path);
    const query = QUERIES[index % QUERIES.length] ?? '';
    const body = kind
      ? {
          [kind.nameMember]: item,
          spec: (index % 2 === 0 ? kind.spec : kind.otherSpec) as JsonValue,
          tags: TAGS,
          clientToken: item,
        }
      : { tags: TAGS, tagKeys: ['team'] };
    return [
      {
        method,
        path: `${API_PREFIX}${where}${query}`,
        ...(method === 'PUT' ? { body: body as JsonValue } : {}),
      },
    ];
  }),
);

/** Raw HTTP to the App Mesh API. */
export const appMeshApi: Surface = {
  name: 'app-mesh-api',
  concurrency: 32,
  async start() {
    const target = await startControlPlane();
    const templates = [...TEMPLATES, { method: 'GET', path: '/openapi.json' }];
    return {
      target,
      send: (random) => sendRequest({ port: target.ports.api }, makeHttpInput(templates, {}, random)),
      settle: async () => undefined,
      end: () => target.end(),
    };
  },
};
