// The Kubernetes API with its controllers as a program of its own, to be fuzzed: nothing runs its pods.

import { createKubernetesApi, type KubernetesObject, startControllers } from '@mesh-workshop/kubernetes-api';

const [FIRST_NODE_PORT, LAST_NODE_PORT] = [30_000, 32_767];
let nodePort = FIRST_NODE_PORT;
const say = (entry: object) => process.stdout.write(`${JSON.stringify(entry)}\n`);

const api = await createKubernetesApi({
  host: '127.0.0.1',
  port: 0,
  podRuntime: {
    logs: async (_ref, options, out) => {
      out.write(JSON.stringify(options));
    },
    exec: async (_ref, { command }, { stdout }) => {
      stdout.write(command.join(' '));
      return 0;
    },
  },
});
startControllers(api, {
  nodePorts: {
    allocate: async () => {
      nodePort = nodePort === LAST_NODE_PORT ? FIRST_NODE_PORT : nodePort + 1;
      return nodePort;
    },
    release: () => undefined,
  },
  podPort: () => undefined,
  // What the API refuses is tried again; anything else is a fault of the controller.
  onProblem: (message) => say({ level: message.includes(': ApiError: ') ? 'warn' : 'error', msg: message }),
});

// A namespace is emptied some time after it is deleted: those that are made stay.
const KEPT = new Set(['namespaces']);
process.on('message', (message) => {
  if (message !== 'settle') return;
  for (const definition of api.store.registry.all()) {
    if (KEPT.has(definition.plural)) continue;
    for (const { metadata } of api.store.list(definition)) {
      const { namespace, name } = metadata;
      if (metadata.finalizers !== undefined)
        api.store.modify(definition, namespace, name, (it: KubernetesObject) => ({
          ...it,
          metadata: { ...it.metadata, finalizers: [] },
        }));
      // It may be gone by now, or with its owner.
      if (api.store.get(definition, namespace, name) === undefined) continue;
      api.store.delete(definition, namespace, name, { gracePeriodSeconds: 0 });
    }
  }
  process.send?.('settled');
});
const { port, token, certificateAuthority } = api;
say({ msg: 'ready', port, token, certificateAuthority });
