import { readJson } from './read-json.ts';

/** Weight by virtual node name, as a route has it. */
export type RouteWeights = Readonly<Record<string, number>>;

/** One route of a mesh. */
export interface RouteName {
  readonly router: string;
  readonly route: string;
}

/**
 * Looks at one mesh through the App Mesh REST API. The steps themselves use the aws CLI; a look from the side is
 * cheaper and independent of it.
 */
export interface AppMeshReader {
  meshExists(): Promise<boolean>;
  virtualNodeExists(name: string): Promise<boolean>;
  /** What the API says of the resource at a path below the mesh, such as `virtualNodes/product-vn`; undefined when there is none. */
  describe(path: string): Promise<ResourceDescription | undefined>;
  /** The weights of a route's targets; undefined when there is no such route. */
  routeWeights(name: RouteName): Promise<RouteWeights | undefined>;
}

/** What every resource of App Mesh has. */
export interface ResourceDescription {
  readonly metadata: { readonly arn: string };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: { readonly status: string };
}

interface RouteDocument {
  readonly spec: {
    readonly httpRoute?: {
      readonly action: {
        readonly weightedTargets: readonly { readonly virtualNode: string; readonly weight: number }[];
      };
    };
  };
}

/** `appMeshApi` is the base URL of the API, without the version in the path. */
export function createAppMeshReader(
  appMeshApi: string,
  meshName: string,
  signal: AbortSignal,
): AppMeshReader {
  const mesh = new URL(`/v20190125/meshes/${meshName}`, appMeshApi).href;
  return {
    meshExists: async () => (await readJson(mesh, signal)) !== undefined,
    virtualNodeExists: async (name) => (await readJson(`${mesh}/virtualNodes/${name}`, signal)) !== undefined,
    describe: async (path) =>
      (await readJson(path === '' ? mesh : `${mesh}/${path}`, signal)) as ResourceDescription | undefined,
    async routeWeights({ router, route }) {
      const document = await readJson(`${mesh}/virtualRouter/${router}/routes/${route}`, signal);
      if (document === undefined) return undefined;
      const targets = (document as RouteDocument).spec.httpRoute?.action.weightedTargets ?? [];
      return Object.fromEntries(targets.map((target) => [target.virtualNode, target.weight]));
    },
  };
}
