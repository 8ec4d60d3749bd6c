import type { Resource } from '@mesh-workshop/appmesh';
import { describe, expect, it } from 'vitest';
import type { ResolvedDocuments } from '../documents/document-resources.ts';
import { Feed } from '../feed.ts';
import type { StoreChange } from '../store/resource-store.ts';
import { type ModelChange, ModelStage } from './model-stage.ts';

const MESH: Resource = {
  kind: 'mesh',
  meshName: 'shop',
  spec: {},
  owner: { kind: 'api' },
  tags: {},
  metadata: {
    arn: 'arn:aws:appmesh:us-west-2:000000000000:mesh/shop',
    uid: 'u',
    version: 1,
    createdAt: 0,
    lastUpdatedAt: 0,
    meshOwner: '000000000000',
    resourceOwner: '000000000000',
  },
};
const CHANGE: StoreChange = { id: 1, operation: 'CreateMesh', resourceId: 'mesh/shop', version: 1 };

function start() {
  const feed = new Feed<StoreChange>();
  const documentsFeed = new Feed<ResolvedDocuments>();
  const store = { resources: [] as Resource[], reads: 0 };
  const documents = { ready: false };
  const model = new ModelStage(
    {
      all() {
        store.reads += 1;
        return store.resources;
      },
      follow: (follower) => feed.follow(follower),
    },
    { isReady: () => documents.ready, follow: (follower) => documentsFeed.follow(follower) },
  );
  const changes: ModelChange[] = [];
  model.follow((change) => changes.push(change));
  return { model, store, documents, feed, documentsFeed, changes };
}

describe('ModelStage', () => {
  it('resolves when somebody asks, and once for each change', () => {
    const { model, store, feed } = start();
    expect(store.reads).toBe(0);
    expect(model.current()).toEqual(new Map());
    expect(model.problems()).toEqual([]);
    expect(store.reads).toBe(1);
    store.resources = [MESH];
    feed.tell(CHANGE);
    expect(store.reads).toBe(1);
    expect([...model.current().keys()]).toEqual(['shop']);
    expect([...model.current().keys()]).toEqual(['shop']);
    expect(store.reads).toBe(2);
  });

  it('tells which resource has changed, when the model has the change', () => {
    const { model, store, feed, changes } = start();
    const seen: string[][] = [];
    model.follow(() => seen.push([...model.current().keys()]));
    store.resources = [MESH];
    feed.tell(CHANGE);
    expect(changes).toEqual([CHANGE]);
    expect(seen).toEqual([['shop']]);
  });

  it('is whole when all documents are known, and tells so once', () => {
    const { model, documents, documentsFeed, changes } = start();
    expect(model.isWhole()).toBe(false);
    documents.ready = true;
    const resolved: ResolvedDocuments = { resolution: { resources: [], objects: [] } as never, problems: [] };
    documentsFeed.tell(resolved);
    documentsFeed.tell(resolved);
    expect(model.isWhole()).toBe(true);
    expect(changes).toEqual([undefined]);
  });
});
