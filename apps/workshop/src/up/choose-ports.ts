import { ANY_PORTS, type FixedPorts, fixedPortsFrom } from '../ports/plan-ports.ts';
import { createPortAllocator } from '../ports/port-allocator.ts';

/** The fixed ports of an environment: above the base port, or any free ones when that is 0. */
export async function choosePorts(basePort: number): Promise<FixedPorts> {
  if (basePort !== 0) return fixedPortsFrom(basePort);
  const size = ANY_PORTS.last - ANY_PORTS.first;
  const allocator = createPortAllocator({
    ...ANY_PORTS,
    start: ANY_PORTS.first + Math.floor(Math.random() * size),
  });
  return {
    kubernetesApi: await allocator.allocate(),
    appMeshApi: await allocator.allocate(),
    xds: await allocator.allocate(),
    controlPlaneAdmin: await allocator.allocate(),
    serviceProxy: await allocator.allocate(),
    serviceProxyAdmin: await allocator.allocate(),
  };
}
