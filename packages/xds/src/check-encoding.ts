import type { JsonObject } from '@mesh-workshop/json';
import { requireMessage } from './encoding/descriptor-registry.ts';
import { encodeResource } from './encoding/encode-resource.ts';
import { type EncodingProblem, findEncodingProblems } from './encoding/find-encoding-problems.ts';
import { ADS_ORDER, type ResourceSet } from './resource-set.ts';
import type { XdsProblem } from './xds-problem.ts';

/**
 * Problems of encoding, all of them, in the order in which types are sent: an unknown member, a camelCase alias, a
 * wrong enum value or type, an `Any` of an unknown type.
 */
export function checkEncoding(set: ResourceSet): readonly XdsProblem[] {
  const problems: XdsProblem[] = [];
  for (const type of ADS_ORDER) {
    for (const [name, json] of Object.entries(set[type])) {
      const encoding = encodeResource(type, json);
      if ('problems' in encoding) {
        problems.push(...encoding.problems.map((problem) => ({ type, name, ...problem })));
      }
    }
  }
  return problems;
}

/**
 * The same for a message that is no resource, such as `envoy.config.bootstrap.v3.Bootstrap`. Throws when the message is
 * not in the descriptor set.
 */
export function checkMessage(messageName: string, json: JsonObject): readonly EncodingProblem[] {
  return findEncodingProblems(requireMessage(messageName), json);
}
