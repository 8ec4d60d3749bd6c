import type { ObjectReference, Problem } from '@mesh-workshop/appmesh';

/** The API group of all App Mesh kinds. */
export const APP_MESH_GROUP = 'appmesh.k8s.aws';

/** Where a document was read from, so that a problem can point into it. */
export interface DocumentSource {
  /** Path of the file, as the user knows it. */
  readonly file: string;
  /** Line (from 1) of a member, `spec.listeners[0].portMapping.port`; undefined for a member that is not there. */
  readonly lineOf: (path: string) => number | undefined;
}

/** One Kubernetes object as it was read: from a file, or from a Kubernetes API. Nothing about it is believed yet. */
export interface KubernetesDocument {
  readonly content: unknown;
  /** Absent for objects that a Kubernetes API gave. */
  readonly source?: DocumentSource;
}

/** A namespace, as far as selectors look at it. */
export interface KubernetesNamespace {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A problem in one line, as compilers write them: `mesh/hello.yaml:12: VirtualNode case-study/hello-v1: ...`. */
export function describeDocumentProblem(problem: Problem<string>): string {
  const { file, line, object, message } = problem;
  const place = file === undefined ? [] : [line === undefined ? file : `${file}:${line}`];
  const subject = object === undefined ? [] : [describeObject(object)];
  return [...place, ...subject, message].join(': ');
}

/** An object as people call it: `VirtualNode case-study/hello-v1`. */
export function describeObject({ kind, namespace, name }: Omit<ObjectReference, 'apiVersion'>): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}
