import type { NodePorts } from '@mesh-workshop/kubernetes-api';
import type { PortAllocator } from './port-allocator.ts';

/**
 * Node ports by the Service they are for: one that goes and comes back gets the port it had, so that an address on somebody's screen
 * stays right, unless others have needed every other port in the meantime.
 */
export function keepNodePorts(pool: PortAllocator): NodePorts {
  const given = new Map<string, number>();
  /** Of Services that are gone, the one that went first first. */
  const kept = new Map<string, number>();
  return {
    async allocate({ namespace, service, port }) {
      const owner = `${namespace}/${service}:${port}`;
      const known = kept.get(owner);
      if (known !== undefined) {
        kept.delete(owner);
        given.set(owner, known);
        return known;
      }
      for (;;) {
        try {
          const found = await pool.allocate();
          given.set(owner, found);
          return found;
        } catch (error) {
          const [oldest] = kept;
          if (oldest === undefined) throw error;
          kept.delete(oldest[0]);
          pool.release(oldest[1]);
        }
      }
    },
    release({ namespace, service, port }, nodePort) {
      const owner = `${namespace}/${service}:${port}`;
      if (given.get(owner) !== nodePort) {
        pool.release(nodePort);
        return;
      }
      given.delete(owner);
      kept.set(owner, nodePort);
    },
  };
}
