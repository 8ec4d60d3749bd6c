import type { KubernetesDocument, KubernetesNamespace } from '@mesh-workshop/appmesh-kubernetes';
import type { SourceProblem } from './source-problem.ts';

/** What a source of App Mesh documents holds at one moment. */
export interface SourceDocuments {
  readonly documents: readonly KubernetesDocument[];
  /** Namespaces that the source itself describes. */
  readonly namespaces: readonly KubernetesNamespace[];
  /** About what could not be read at all. */
  readonly problems: readonly SourceProblem[];
}

/** Documents that change. */
export interface DocumentSource {
  /**
   * What is known; while the source is away, what was known last. Undefined until it is known for the first time: nothing may be made
   * of half of the documents, as what the other half defines would look deleted.
   */
  current(): SourceDocuments | undefined;
  stop(): Promise<void>;
}
