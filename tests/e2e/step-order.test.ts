import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trackedFiles } from '../repository.ts';
import { createWorkshop, type Workshop } from './workshop.ts';

const MINUTE = 60_000;

/** Everything that a step could make or change in Kubernetes, as `kubectl get` has it. */
const KINDS =
  'namespaces,deployments,services,configmaps,secrets,jobs,serviceaccounts,meshes,virtualnodes,virtualservices,virtualrouters,virtualgateways,gatewayroutes';
/** In App Mesh, where the tutorial works on it directly: names and versions, which grow with each write. */
const LISTS = ['virtualNodes', 'virtualRouters', 'virtualServices', 'virtualRouter/product-vr/routes'];

/** For each step, in the tutorial's order, the latest of the earlier ones without which it can do nothing; 0 for none. */
const NEEDS: Readonly<Record<string, readonly number[]>> = {
  order: [0, 1, 2, 2, 2, 5, 6, 6, 2, 9, 10, 10, 1],
  echo: [0, 0, 0, 0, 4, 4, 6, 6, 6, 4, 10, 11, 12, 13, 14, 12, 16, 17, 18, 19, 19, 17, 19, 23, 19],
  hello: [0, 1, 2, 0, 3, 5, 5, 7, 8, 9, 9, 7, 9, 8, 14, 15, 15, 13],
  color: [0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 10, 6, 10, 13],
};

describe.each(Object.keys(NEEDS))('the steps of the %s tutorial', (tutorial) => {
  const scripts = trackedFiles(`scripts/${tutorial}/[0-9]*.sh`);
  const [teaching, cleanUp] = [
    scripts.filter((it) => numberOf(it) < 90),
    scripts.filter((it) => numberOf(it) >= 90),
  ];
  const needs = NEEDS[tutorial] ?? [];
  /** The steps whose latest need is what the condition asks for. */
  const thatNeed = (condition: (need: number) => boolean) =>
    teaching.filter((_, index) => condition(needs[index] ?? 0));
  let workshop: Workshop;
  beforeAll(async () => {
    workshop = await createWorkshop();
    await succeed('./workshop', 'up');
  }, 5 * MINUTE);
  afterAll(() => workshop.remove(), MINUTE);

  it('are each in the list of what steps need', () => {
    expect(teaching.map(numberOf)).toEqual(needs.map((_, index) => index + 1));
  });

  it('run too early each name the step that is missing, and change nothing', async () => {
    for (const step of teaching) {
      const early = thatNeed((need) => need === numberOf(step));
      const before = early.length === 0 ? undefined : await takeStock();
      for (const each of early) await refuse(each, step);
      if (before !== undefined) expect(await takeStock(), early.join()).toEqual(before);
      await succeed(step);
    }
  });

  it('run too late each name the step that is missing again, and change nothing', async () => {
    for (const step of cleanUp) await succeed(step);
    const before = await takeStock();
    for (const late of thatNeed((need) => need > 0)) await refuse(late);
    expect(await takeStock()).toEqual(before);
  });

  /** Expects that the step ends with naming the step that has to come before it: the given one, or any. */
  async function refuse(step: string, missing = `scripts/${tutorial}/`): Promise<void> {
    const { exitCode, stderr } = await workshop.run(step, []);
    expect({ step, exitCode, stderr }).toEqual({
      step,
      exitCode: 1,
      stderr: expect.stringMatching(new RegExp(`^Error: .+\\n(.*\\n)*The step that .+: ${missing}`, 'm')),
    });
  }

  async function succeed(command: string, ...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await workshop.run(command, args);
    expect({ command, exitCode, ...(exitCode === 0 ? {} : { stderr }) }).toEqual({ command, exitCode: 0 });
    return stdout;
  }

  async function takeStock(): Promise<unknown> {
    const listing = await workshop.shell(`kubectl get ${KINDS} --all-namespaces --output json`);
    const { items } = JSON.parse(listing) as { items: KubernetesItem[] };
    const objects = items.map(({ kind, metadata, spec, data }) => ({
      kind,
      name: `${metadata.namespace ?? ''}/${metadata.name}`,
      labels: metadata.labels,
      spec,
      data,
    }));
    const { appMeshApi } = await workshop.state();
    const inAppMesh = await Promise.all(
      LISTS.map(async (list) =>
        (await fetch(new URL(`/v20190125/meshes/demomesh/${list}`, appMeshApi))).text(),
      ),
    );
    return { objects, inAppMesh };
  }
});

interface KubernetesItem {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: object };
  readonly spec?: object;
  readonly data?: object;
}

function numberOf(script: string): number {
  return Number(path.basename(script).slice(0, 2));
}
