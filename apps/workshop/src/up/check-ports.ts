import { findPortHolder } from '../ports/find-port-holder.ts';
import { isPortFree } from '../ports/is-port-free.ts';
import { DEFAULT_BASE_PORT, type FixedPorts, PORT_LABELS } from '../ports/plan-ports.ts';
import { WorkshopError } from '../workshop-error.ts';

/** Throws a WorkshopError that names every fixed port that is taken, by whom, and what to do. */
export async function checkPorts(ports: FixedPorts, basePort: number): Promise<void> {
  const taken: string[] = [];
  for (const [name, port] of Object.entries(ports) as [keyof FixedPorts, number][]) {
    if (await isPortFree(port)) continue;
    const holder = await findPortHolder(port);
    const by = holder === undefined ? '' : ` by process ${holder.pid} (${holder.name})`;
    taken.push(`  port ${port} on 127.0.0.1, for the ${PORT_LABELS[name]}, is taken${by}`);
  }
  if (taken.length === 0) return;
  const other = basePort === DEFAULT_BASE_PORT ? 7600 : DEFAULT_BASE_PORT;
  throw new WorkshopError(
    [
      'the environment cannot start:',
      ...taken,
      `End that process, or take other ports: ./workshop --base-port ${other} up, or WORKSHOP_BASE_PORT=${other} (0: any free ports).`,
    ].join('\n'),
  );
}
