import { isDeepStrictEqual } from 'node:util';
import { type MeshModel, parseProxyIdentity } from '@mesh-workshop/appmesh';
import type { ProxyNode } from '@mesh-workshop/xds';
import type { ResolvedEndpoints } from '../endpoints/resolve-endpoints.ts';
import type { InstanceLookup } from '../endpoints/resolve-instances.ts';
import { type ProxyTranslation, type TranslationInput, translateProxy } from './translate-proxy.ts';

/** One answer of the endpoints that a translation was made with. */
interface Answer {
  readonly given: unknown;
  readonly ask: (input: TranslationInput) => unknown;
  /** Not the endpoints alone decide it, but all meshes too. */
  readonly isOfMeshes: boolean;
}

/** A translation, and all that it was made from. */
interface Known {
  readonly translation: ProxyTranslation;
  readonly mesh: MeshModel | undefined;
  readonly answers: readonly Answer[];
  /** The whole input for which the answers were compared last. */
  compared: TranslationInput;
}

/** Proxies that are translated alike, of which `node` is one. */
interface Translated {
  readonly node: ProxyNode;
}

/**
 * Translates again only what has changed: as long as nothing that a translation was made from is different, it is the same object,
 * with its problems. What a translation is made from is what it is given of the mesh, its own virtual node or gateway, and every answer of the endpoints that it asked for.
 */
export class Translations {
  readonly #translate: typeof translateProxy;
  readonly #known = new WeakMap<Translated, Known>();

  constructor(translate = translateProxy) {
    this.#translate = translate;
  }

  translate(proxies: Translated, input: TranslationInput): ProxyTranslation {
    const known = this.#known.get(proxies);
    const mesh = ownPart(proxies.node, input);
    if (known && isSamePart(known.mesh, mesh) && hasSameAnswers(known, input)) return known.translation;
    const answers: Answer[] = [];
    const meshes = new Map(mesh ? [[mesh.meshName, mesh]] : []);
    const endpoints = noteAnswers(input, answers);
    const translation = this.#translate(proxies.node, { ...input, meshes, endpoints });
    this.#known.set(proxies, { translation, mesh, answers, compared: input });
    return translation;
  }
}

/** What the proxies of a node may be told of its mesh. */
function ownPart({ id }: ProxyNode, { meshes }: TranslationInput): MeshModel | undefined {
  const identity = parseProxyIdentity(id);
  const mesh = identity && meshes.get(identity.meshName);
  if (!mesh) return undefined;
  const { kind, name } = identity;
  const own = <T>(members: ReadonlyMap<string, T>, isOwnKind: boolean) => {
    const member = isOwnKind ? members.get(name) : undefined;
    return new Map(member === undefined ? [] : [[name, member]]);
  };
  return {
    meshName: mesh.meshName,
    egressFilter: mesh.egressFilter,
    virtualNodes: own(mesh.virtualNodes, kind === 'virtualNode'),
    virtualGateways: own(mesh.virtualGateways, kind === 'virtualGateway'),
  };
}

/** The model keeps the objects of what has not changed. */
function isSamePart(one: MeshModel | undefined, other: MeshModel | undefined): boolean {
  if (!one || !other) return one === other;
  const [node, gateway] = [[...one.virtualNodes.values()][0], [...one.virtualGateways.values()][0]];
  return (
    one.egressFilter === other.egressFilter &&
    node === [...other.virtualNodes.values()][0] &&
    gateway === [...other.virtualGateways.values()][0]
  );
}

function hasSameAnswers(known: Known, input: TranslationInput): boolean {
  const hasEndpoints = known.compared.endpoints === input.endpoints;
  const hasMeshes = known.compared.meshes === input.meshes;
  const isSame = known.answers.every(
    ({ given, ask, isOfMeshes }) =>
      (hasEndpoints && (hasMeshes || !isOfMeshes)) || isDeepStrictEqual(given, ask(input)),
  );
  if (isSame) known.compared = input;
  return isSame;
}

/** The endpoints of `input`, which note what they answer. */
function noteAnswers(input: TranslationInput, answers: Answer[]): ResolvedEndpoints {
  const note = <T>(ask: (input: TranslationInput) => T, isOfMeshes = false): T => {
    const given = ask(input);
    answers.push({ given, ask, isOfMeshes });
    return given;
  };
  // The instances of a Cloud Map service may be pods of any mesh's nodes, so these are looked for in the whole.
  const instances: InstanceLookup = (query, port) =>
    note(({ endpoints, meshes }) => endpoints.instancesIn(meshes)(query, port), true);
  return {
    ...input.endpoints,
    lookup: (query) => note(({ endpoints }) => endpoints.lookup(query)),
    instancesIn: () => instances,
    get services() {
      return note(({ endpoints }) => endpoints.services);
    },
  };
}
