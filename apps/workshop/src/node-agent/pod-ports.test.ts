import type { Pod } from '@mesh-workshop/kubernetes-api';
import { expect, it } from 'vitest';
import { allocatePodPorts, containerPortsOf, portAnnotations } from './pod-ports.ts';

function allocator() {
  let port = 40_000;
  return async () => {
    port += 1;
    return port;
  };
}

it('leads traffic to the sidecar of a pod, and port-forward to the app and to the admin page', async () => {
  const ports = await allocatePodPorts([8080], 'sidecar', allocator());
  const annotations = portAnnotations(ports);
  expect(JSON.parse(annotations['mesh-workshop.dev/ports'] ?? '')).toEqual({
    8080: { address: '127.0.0.1', port: ports.sidecar?.ingress[8080] },
  });
  expect(JSON.parse(annotations['mesh-workshop.dev/app-ports'] ?? '')).toEqual({
    8080: ports.app[8080],
    9901: ports.sidecar?.admin,
  });
});

it('leads everything to the Envoy of a gateway, which has no app behind it', async () => {
  const ports = await allocatePodPorts([8088], 'gateway', allocator());
  expect(ports.app).toEqual({});
  const annotations = portAnnotations(ports);
  expect(JSON.parse(annotations['mesh-workshop.dev/app-ports'] ?? '')).toEqual({
    8088: ports.sidecar?.ingress[8088],
    9901: ports.sidecar?.admin,
  });
});

it("does not take Envoy's admin port for one with traffic", () => {
  const containers = [
    { name: 'app', image: 'a', ports: [{ containerPort: 8080 }] },
    { name: 'envoy', image: 'e', ports: [{ name: 'stats', containerPort: 9901 }] },
  ];
  expect(containerPortsOf({ containers } as Pod['spec'])).toEqual([8080]);
});
