import type { Resource } from '@mesh-workshop/appmesh';
import { ApiError, badRequest } from './errors.ts';
import { requireApiOwned } from './lookup.ts';
import type { Answer, ApiContext, ApiRequest } from './operation.ts';
import { cutPage } from './paging.ts';
import { MAX_TAGS, parseTagKeys, parseTags, type Tags } from './parse-tags.ts';

/** Most tags on a page. */
const MAX_PAGE = 50;

export function listTagsForResource(context: ApiContext, { query }: ApiRequest): Answer {
  const resource = requireTagged(context, query);
  const tags = Object.entries(resource.tags)
    .map(([key, value]) => ({ key, value }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = cutPage(tags, ({ key }) => key, query, resource.metadata.arn, MAX_PAGE);
  return {
    body: { tags: page.items, ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }) },
  };
}

/** Adds tags, and replaces those whose key is there already. */
export async function tagResource(context: ApiContext, { query, body }: ApiRequest): Promise<Answer> {
  const violations = unknownMembers(body, 'tags');
  const added = parseTags(body.tags, violations);
  if (violations.length > 0) throw badRequest(violations);
  return changeTags(context, query, 'TagResource', (tags) => ({ ...tags, ...added }));
}

export async function untagResource(context: ApiContext, { query, body }: ApiRequest): Promise<Answer> {
  const violations = unknownMembers(body, 'tagKeys');
  const removed = parseTagKeys(body.tagKeys, violations);
  if (violations.length > 0) throw badRequest(violations);
  return changeTags(context, query, 'UntagResource', (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.has(key))),
  );
}

/** Tags are no part of the spec: the resource's version stays. */
async function changeTags(
  context: ApiContext,
  query: URLSearchParams,
  operation: string,
  changed: (tags: Tags) => Tags,
): Promise<Answer> {
  const { store } = context;
  return store.writeInTurn(requireTagged(context, query).meshName, async () => {
    const resource = requireTagged(context, query);
    requireApiOwned(resource, 'The resource');
    const tags = changed(resource.tags);
    const count = Object.keys(tags).length;
    if (count > MAX_TAGS)
      throw new ApiError(
        'TooManyTagsException',
        `${resource.metadata.arn} would have ${count} tags; allowed: at most ${MAX_TAGS}.`,
      );
    return { body: {}, change: await store.put({ ...resource, tags }, { operation }) };
  });
}

function unknownMembers(body: ApiRequest['body'], allowed: string): string[] {
  const unknown = Object.keys(body).filter((member) => member !== allowed);
  return unknown.map((member) => `${member} is not a member of this request; allowed: ${allowed}.`);
}

function requireTagged({ store }: ApiContext, query: URLSearchParams): Resource {
  const arn = query.get('resourceArn');
  if (arn === null || arn === '') throw new ApiError('BadRequestException', 'resourceArn is required.');
  const resource = store.withArn(arn);
  if (resource) return resource;
  throw new ApiError('NotFoundException', `Resource with ARN ${arn} is not present`);
}
