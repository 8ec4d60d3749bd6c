import type { Problem } from '@mesh-workshop/appmesh';
import { resourceId } from '@mesh-workshop/appmesh';
import type { KubernetesResolution } from '../resolve/resolve-kubernetes-resources.ts';
import { documentProblem } from './document-problem.ts';

/**
 * Problems that a later stage found in resources (`checkAgainstMesh`, `resolveMeshModels`), as problems of the documents that
 * define them: with the document's path, file and line. Those of other resources stay as they are.
 */
export function locateProblems<Code extends string>(
  problems: readonly Problem<Code>[],
  { resources }: Pick<KubernetesResolution, 'resources'>,
): readonly Problem<Code>[] {
  const byId = new Map(resources.map((resource) => [resourceId(resource.key), resource]));
  return problems.map((problem) => {
    const resource = problem.resource === undefined ? undefined : byId.get(problem.resource);
    return resource === undefined ? problem : documentProblem(resource, problem);
  });
}
