import { isDeepStrictEqual } from 'node:util';
import type { MeshModel } from '@mesh-workshop/appmesh';

type Meshes = ReadonlyMap<string, MeshModel>;

/**
 * The models of `now`, with the objects of `before` for each virtual node and gateway that has the same content. So whoever has looked at
 * one before sees by its identity that there is nothing new.
 */
export function keepUnchanged(before: Meshes, now: Meshes): Meshes {
  return new Map([...now].map(([name, mesh]) => [name, keepMembers(before.get(name), mesh)]));
}

function keepMembers(before: MeshModel | undefined, now: MeshModel): MeshModel {
  if (!before) return now;
  return {
    ...now,
    virtualNodes: keepEqual(before.virtualNodes, now.virtualNodes),
    virtualGateways: keepEqual(before.virtualGateways, now.virtualGateways),
  };
}

function keepEqual<T>(before: ReadonlyMap<string, T>, now: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  return new Map(
    [...now].map(([name, member]) => {
      const known = before.get(name);
      return [name, known !== undefined && isDeepStrictEqual(known, member) ? known : member];
    }),
  );
}
