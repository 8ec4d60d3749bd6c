import path from 'node:path';
import { expect } from 'vitest';
import { trackedFiles } from '../repository.ts';
import type { Workshop } from './workshop.ts';

/** Everything that a step could make or change in Kubernetes, as `kubectl get` has it. */
const KINDS =
  'namespaces,deployments,services,configmaps,secrets,jobs,serviceaccounts,meshes,virtualnodes,virtualservices,virtualrouters,virtualgateways,gatewayroutes';
/** In App Mesh, where the tutorial works on it directly: names and versions, which grow with each write. */
const LISTS = ['virtualNodes', 'virtualRouters', 'virtualServices', 'virtualRouter/product-vr/routes'];

/** Checks that the steps of a tutorial look before they change anything. */
export interface StepChecks {
  /** The steps that are not for cleaning up. */
  readonly teaching: readonly string[];
  /** Before a step is run for the first time: those that need it have to name it, and to change nothing. */
  refuseEarlierThan(step: string): Promise<void>;
  /** After everything was cleaned up: whatever needs a step has to name it again, and to change nothing. */
  refuseAllLate(): Promise<void>;
}

/** For the steps of a tutorial, in their order, and for each the number of the latest that it needs. */
export function startStepChecks(workshop: Workshop, tutorial: string, needs: readonly number[]): StepChecks {
  const teaching = trackedFiles(`scripts/${tutorial}/[0-9]*.sh`).filter((it) => numberOf(it) < 90);
  const thatNeed = (condition: (need: number) => boolean) =>
    teaching.filter((_, index) => condition(needs[index] ?? 0));
  const begun = new Set<string>();

  /** Expects that the step ends with naming the step that has to come before it: the given one, or any. */
  async function refuse(step: string, missing = `scripts/${tutorial}/`): Promise<void> {
    const { exitCode, stderr } = await workshop.run(step, []);
    expect({ step, exitCode, stderr }).toEqual({
      step,
      exitCode: 1,
      stderr: expect.stringMatching(new RegExp(`^Error: .+\\n(.*\\n)*The step that .+: ${missing}`, 'm')),
    });
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

  async function refuseAll(steps: readonly string[], missing?: string): Promise<void> {
    const before = await takeStock();
    for (const step of steps) await refuse(step, missing);
    expect(await takeStock(), steps.join()).toEqual(before);
  }

  return {
    teaching,
    async refuseEarlierThan(step) {
      if (!teaching.includes(step) || begun.has(step)) return;
      begun.add(step);
      const early = thatNeed((need) => need === numberOf(step));
      if (early.length > 0) await refuseAll(early, step);
    },
    refuseAllLate: () => refuseAll(thatNeed((need) => need > 0)),
  };
}

interface KubernetesItem {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: object };
  readonly spec?: object;
  readonly data?: object;
}

function numberOf(script: string): number {
  return Number(path.basename(script).slice(0, 2));
}
