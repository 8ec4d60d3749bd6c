import type { ObjectReference } from '@mesh-workshop/appmesh';
import type { Labels } from '@mesh-workshop/label-selector';
import type { ObjectKind } from '../kinds/object-kinds.ts';
import type { JsonRecord } from './json-record.ts';
import type { KubernetesDocument } from './kubernetes-document.ts';
import type { Renames } from './member-path.ts';

/** An object that could be identified, in the form of v1beta2, whatever its document's version is. */
export interface KubernetesObject {
  readonly kind: ObjectKind;
  readonly name: string;
  /** Empty for a mesh. */
  readonly namespace: string;
  /** As the document names it. */
  readonly reference: ObjectReference;
  readonly labels: Labels;
  readonly finalizers: readonly string[];
  readonly generation?: number;
  /** RFC 3339, as Kubernetes writes it. */
  readonly createdAt?: string;
  /** RFC 3339; set while Kubernetes waits for the finalizers. */
  readonly deletedAt?: string;
  /** Maybe full of problems; see `usable`. */
  readonly spec: JsonRecord;
  /** False when the spec has errors, so that nothing can be made of it but its name. */
  readonly usable: boolean;
  readonly document: KubernetesDocument;
  /** From paths in `spec` to paths in the document. */
  readonly renames: Renames;
}

/** The key of an object among all objects: kind, namespace and name. */
export function objectKey(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}
