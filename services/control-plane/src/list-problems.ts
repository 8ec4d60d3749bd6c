import type { DocumentResources } from './documents/document-resources.ts';
import type { EndpointProblems } from './endpoints/endpoint-problems.ts';
import type { ModelStage } from './model/model-stage.ts';
import type { Proxies } from './publish/proxies.ts';
import type { PublishProblem } from './publish/publish-problem.ts';

/** The stages that find something wrong. */
export interface ProblemSources {
  readonly documents: Pick<DocumentResources, 'problems' | 'locate'>;
  readonly model: Pick<ModelStage, 'problems'>;
  readonly endpointProblems: Pick<EndpointProblems, 'problems'>;
  readonly proxies: Pick<Proxies, 'problems'>;
}

/** Everything that is wrong anywhere in the pipeline, each thing once, however many proxies have it, where a document says it. */
export function listProblems({
  documents,
  model,
  endpointProblems,
  proxies,
}: ProblemSources): readonly PublishProblem[] {
  const later = [...model.problems(), ...endpointProblems.problems(), ...proxies.problems()];
  const found = [...documents.problems(), ...documents.locate(later)];
  return [...new Map(found.map((problem) => [JSON.stringify(problem), problem])).values()];
}
