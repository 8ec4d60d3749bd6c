import net from 'node:net';
import { type Check, SETTLES_WITHIN_MS } from './check.ts';

/** The mesh is gone from the App Mesh API. */
export function meshIsGone(): Check {
  return {
    title: 'the mesh is gone',
    withinMs: 0,
    lookAt: ['aws appmesh list-meshes', 'control-plane.log'],
    async look({ appMesh, meshName }) {
      const exists = await appMesh.meshExists();
      return {
        passed: !exists,
        expected: `no mesh ${meshName}`,
        seen: exists ? 'it is still there' : 'none',
      };
    },
  };
}

/** No deployment, replica set, pod or service of these names is left. */
export function deploymentsAreGone(...deployments: readonly string[]): Check {
  return {
    title: 'no deployment, pod or service of the tutorial is left',
    withinMs: SETTLES_WITHIN_MS,
    lookAt: ['kubectl get all', 'pods/'],
    async look({ kubectl, namespace }) {
      const selector = `app in (${deployments.join(',')})`;
      const names = await kubectl(
        'get',
        'deployments,replicasets,pods,services',
        '--namespace',
        namespace,
        '--selector',
        selector,
        '--output',
        'name',
      );
      const left = names.split('\n').filter((name) => name !== '');
      return {
        passed: left.length === 0,
        expected: 'none',
        seen: left.length === 0 ? 'none' : left.join(', '),
      };
    },
  };
}

/** The namespace is gone, and so are all objects of these kinds, wherever they were. */
export function objectsAreGone(...kinds: readonly string[]): Check {
  return {
    title: `the namespace is gone, and no object of the kinds ${kinds.join(', ')} is left`,
    withinMs: SETTLES_WITHIN_MS,
    lookAt: ['control-plane.log', 'kubectl get namespaces'],
    async look({ kubectl, namespace }) {
      const objects = await kubectl('get', kinds.join(), '--all-namespaces', '--output', 'name');
      const found = await kubectl('get', 'namespace', namespace, '--ignore-not-found', '--output', 'name');
      const left = `${objects}\n${found}`.split('\n').filter((name) => name !== '');
      return {
        passed: left.length === 0,
        expected: 'none',
        seen: left.length === 0 ? 'none' : left.join(', '),
      };
    },
  };
}

/** No Envoy of the mesh is connected any more. */
export function proxiesAreGone(): Check {
  return {
    title: 'no sidecar is connected any more',
    withinMs: SETTLES_WITHIN_MS,
    lookAt: ['control-plane.log', 'pods/'],
    async look({ admin, meshName }) {
      const left = (await admin.proxies()).filter((proxy) => proxy.nodeId.includes(`mesh/${meshName}/`));
      return {
        passed: left.length === 0,
        expected: 'none',
        seen: left.length === 0 ? 'none' : left.map((proxy) => proxy.pod ?? proxy.proxyId).join(', '),
      };
    },
  };
}

/** Nobody listens on the load balancer's port any more. */
export function loadBalancerIsClosed(): Check {
  return {
    title: 'the load balancer has closed its port',
    withinMs: SETTLES_WITHIN_MS,
    lookAt: ['service-proxy.log'],
    async look({ loadBalancer }) {
      // Cleaned up twice: it had no address before either.
      const url = await loadBalancer().catch(() => undefined);
      if (url === undefined) return { passed: true, expected: 'nobody listens', seen: 'it has no address' };
      const open = await accepts(url);
      return {
        passed: !open,
        expected: `nobody listens on ${url.host}`,
        seen: open ? 'a connection is accepted' : 'refused',
      };
    },
  };
}

function accepts(url: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: url.hostname, port: Number(url.port || 80) });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
