import type { Problem } from '../problem.ts';
import { virtualServiceName } from '../resource-spec/resource-names.ts';
import { checkShape } from '../shape/check-shape.ts';
import { string } from '../shape/shape.ts';

const named = string({ min: 1, max: 255, pattern: /^[a-zA-Z0-9\-_]+$/ });

/**
 * Checks the name of a resource. `memberName` is the parameter's name as the API writes it in messages (`MeshName`,
 * `VirtualNodeName`); the name of a virtual service is a host name and may have dots.
 */
export function validateResourceName(memberName: string, value: string): readonly Problem[] {
  const shape = memberName === 'VirtualServiceName' ? virtualServiceName : named;
  const { problems } = checkShape(shape, value, memberName);
  return problems.map((problem) =>
    problem.code === 'pattern-mismatch'
      ? // The only message of this kind that App Mesh was seen to send.
        { ...problem, message: `${memberName} must match ${shape.pattern?.source}.` }
      : problem,
  );
}
