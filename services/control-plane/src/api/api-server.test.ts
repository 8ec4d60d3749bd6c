import {
  BadRequestException,
  ConflictException,
  CreateMeshCommand,
  CreateRouteCommand,
  CreateVirtualNodeCommand,
  CreateVirtualServiceCommand,
  DeleteMeshCommand,
  DeleteRouteCommand,
  DeleteVirtualNodeCommand,
  DeleteVirtualRouterCommand,
  DeleteVirtualServiceCommand,
  DescribeMeshCommand,
  DescribeRouteCommand,
  DescribeVirtualNodeCommand,
  ListMeshesCommand,
  ListRoutesCommand,
  ListTagsForResourceCommand,
  ListVirtualNodesCommand,
  NotFoundException,
  paginateListVirtualNodes,
  ResourceInUseException,
  TagResourceCommand,
  TooManyTagsException,
  UntagResourceCommand,
  UpdateMeshCommand,
  UpdateRouteCommand,
} from '@aws-sdk/client-app-mesh';
import { describe, expect, it } from 'vitest';
import { callApi } from '../testing/call-api.ts';
import { createShopMesh, nodeSpec, PRODUCT, routeSpec, sdkClient } from '../testing/shop-mesh.ts';
import { startControlPlane } from '../testing/start-control-plane.ts';

const ACCOUNT = '000000000000';

async function startApi() {
  const { apiUrl } = await startControlPlane();
  const client = sdkClient(apiUrl);
  return { apiUrl, client, call: callApi.bind(undefined, apiUrl) };
}

async function errorOf(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('expected an error');
  return error;
}

describe('resources', () => {
  it('are created, described, updated, listed and deleted as the SDK expects', async () => {
    const { client } = await startApi();
    await createShopMesh(client);
    const address = { meshName: 'shop', virtualRouterName: 'product-vr', routeName: 'product-r' };

    const before = await client.send(new DescribeRouteCommand(address));
    expect(before.route).toMatchObject({
      ...address,
      spec: routeSpec({ 'product-vn': 1 }),
      status: { status: 'ACTIVE' },
      metadata: {
        arn: `arn:aws:appmesh:us-west-2:${ACCOUNT}:mesh/shop/virtualRouter/product-vr/route/product-r`,
        version: 1,
        meshOwner: ACCOUNT,
        resourceOwner: ACCOUNT,
      },
    });
    expect(before.route?.metadata?.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(Math.abs(Date.now() - (before.route?.metadata?.createdAt?.getTime() ?? 0))).toBeLessThan(60_000);

    const updated = await client.send(
      new UpdateRouteCommand({ ...address, spec: routeSpec({ 'product-vn': 7 }) }),
    );
    expect(updated.route?.metadata).toMatchObject({ version: 2, uid: before.route?.metadata?.uid });
    expect(updated.route?.spec).toEqual(routeSpec({ 'product-vn': 7 }));

    const list = await client.send(new ListRoutesCommand(address));
    expect(list.routes).toMatchObject([{ ...address, version: 2, meshOwner: ACCOUNT }]);
    expect(list.nextToken).toBeUndefined();

    const deleted = await client.send(new DeleteRouteCommand(address));
    expect(deleted.route?.status?.status).toBe('DELETED');
    expect(await errorOf(client.send(new DescribeRouteCommand(address)))).toBeInstanceOf(NotFoundException);
  });

  it('come back with the spec as it was given', async () => {
    const { client, call } = await startApi();
    expect((await client.send(new CreateMeshCommand({ meshName: 'bare' }))).mesh?.spec).toEqual({});
    const spec = { egressFilter: { type: 'ALLOW_ALL' as const } };
    expect((await client.send(new UpdateMeshCommand({ meshName: 'bare', spec }))).mesh?.spec).toEqual(spec);
    // The body is the object itself, without an envelope, and times are numbers.
    const { body } = await call('GET', '/meshes/bare');
    expect(Object.keys(body).sort()).toEqual(['meshName', 'metadata', 'spec', 'status']);
    expect(body.metadata).toMatchObject({ createdAt: expect.any(Number) });
  });

  it('are paged in a stable order, whatever comes and goes between two pages', async () => {
    const { client } = await startApi();
    await client.send(new CreateMeshCommand({ meshName: 'big' }));
    const names = Array.from({ length: 25 }, (_, index) => `node-${String(index).padStart(2, '0')}`);
    await Promise.all(
      names.map((virtualNodeName) =>
        client.send(new CreateVirtualNodeCommand({ meshName: 'big', virtualNodeName, spec: nodeSpec('x') })),
      ),
    );
    const seen: (string | undefined)[] = [];
    for await (const page of paginateListVirtualNodes({ client, pageSize: 10 }, { meshName: 'big' })) {
      seen.push(...(page.virtualNodes ?? []).map(({ virtualNodeName }) => virtualNodeName));
      const gone = page.virtualNodes?.[0]?.virtualNodeName;
      await client.send(new DeleteVirtualNodeCommand({ meshName: 'big', virtualNodeName: gone }));
    }
    expect(seen).toEqual(names);
  });

  it('refuse a limit out of range and a token of another list', async () => {
    const { client } = await startApi();
    for (const meshName of ['a', 'b']) await client.send(new CreateMeshCommand({ meshName }));
    const tooMany = await errorOf(client.send(new ListMeshesCommand({ limit: 101 })));
    expect(tooMany).toBeInstanceOf(BadRequestException);
    expect(tooMany.message).toBe('limit is "101"; allowed: 1 to 100.');
    const { nextToken } = await client.send(new ListMeshesCommand({ limit: 1 }));
    const foreign = await errorOf(client.send(new ListVirtualNodesCommand({ meshName: 'a', nextToken })));
    expect(foreign.message).toBe('nextToken is not one that this list has returned.');
  });

  it('do not take tag keys that begin with "aws:", in capitals or not', async () => {
    const { client } = await startApi();
    const { mesh } = await client.send(new CreateMeshCommand({ meshName: 'shop' }));
    const resourceArn = mesh?.metadata?.arn;
    const message = (key: string) => `tags[0].key "${key}" begins with "aws:", which is reserved for AWS.`;
    for (const key of ['aws:stack', 'AWS:stack']) {
      const tags = [{ key, value: 'a' }];
      const created = await errorOf(client.send(new CreateMeshCommand({ meshName: 'tagged', tags })));
      const tagged = await errorOf(client.send(new TagResourceCommand({ resourceArn, tags })));
      expect([created.name, created.message]).toEqual(['BadRequestException', message(key)]);
      expect([tagged.name, tagged.message]).toEqual(['BadRequestException', message(key)]);
    }
    const untag = new UntagResourceCommand({ resourceArn, tagKeys: ['team', 'aws:stack'] });
    expect((await errorOf(client.send(untag))).message).toBe(
      'tagKeys[1] "aws:stack" begins with "aws:", which is reserved for AWS.',
    );
    await client.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'aws', value: 'a:' }] }));
  });

  it('keep their tags through updates, and change them by ARN', async () => {
    const { client } = await startApi();
    const { mesh } = await client.send(
      new CreateMeshCommand({ meshName: 'shop', tags: [{ key: 'team', value: 'shop' }] }),
    );
    const resourceArn = mesh?.metadata?.arn;
    await client.send(new UpdateMeshCommand({ meshName: 'shop', spec: {} }));
    await client.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'stage', value: 'test' }] }));
    const tags = async () => (await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
    expect(await tags()).toEqual([
      { key: 'stage', value: 'test' },
      { key: 'team', value: 'shop' },
    ]);
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['team'] }));
    expect(await tags()).toEqual([{ key: 'stage', value: 'test' }]);
    const many = Array.from({ length: 50 }, (_, index) => ({ key: `k${index}`, value: '' }));
    const error = await errorOf(client.send(new TagResourceCommand({ resourceArn, tags: many })));
    expect(error).toBeInstanceOf(TooManyTagsException);
    const missing = { resourceArn: `${resourceArn}/virtualNode/none` };
    expect(await errorOf(client.send(new ListTagsForResourceCommand(missing)))).toBeInstanceOf(
      NotFoundException,
    );
  });
});

describe('references', () => {
  it('to something that is missing are NotFoundException in the words of App Mesh', async () => {
    const { client } = await startApi();
    const noMesh = await errorOf(client.send(new DescribeMeshCommand({ meshName: 'none' })));
    expect(noMesh).toBeInstanceOf(NotFoundException);
    const noParent = await errorOf(
      client.send(new CreateVirtualNodeCommand({ meshName: 'none', virtualNodeName: 'x', spec: {} })),
    );
    expect(noParent).toBeInstanceOf(NotFoundException);

    await createShopMesh(client);
    const route = { meshName: 'shop', virtualRouterName: 'product-vr', spec: routeSpec({ gone: 1 }) };
    for (const command of [
      new CreateRouteCommand({ ...route, routeName: 'new' }),
      new UpdateRouteCommand({ ...route, routeName: 'product-r' }),
    ]) {
      const error = await errorOf(client.send(command));
      expect(error).toBeInstanceOf(NotFoundException);
      expect(error.message).toBe(
        `VirtualNode with name gone is not present under mesh shop for account ${ACCOUNT}`,
      );
      expect(error).toMatchObject({ $metadata: { httpStatusCode: 404 } });
    }
    const noProvider = await errorOf(
      client.send(
        new CreateVirtualServiceCommand({
          meshName: 'shop',
          virtualServiceName: 'x.local',
          spec: { provider: { virtualRouter: { virtualRouterName: 'gone' } } },
        }),
      ),
    );
    expect(noProvider).toBeInstanceOf(NotFoundException);
    const otherOwner = await errorOf(
      client.send(new DescribeMeshCommand({ meshName: 'shop', meshOwner: '111111111111' })),
    );
    expect(otherOwner).toBeInstanceOf(NotFoundException);
  });

  it('keep what they lead to from being deleted', async () => {
    const { client } = await startApi();
    await createShopMesh(client);
    const meshName = 'shop';
    const inUse = [
      [
        new DeleteMeshCommand({ meshName }),
        `please delete VirtualServices before deleting the Mesh. They are: ${PRODUCT}.`,
      ],
      [
        new DeleteVirtualNodeCommand({ meshName, virtualNodeName: 'product-vn' }),
        'VirtualNode with name product-vn cannot be deleted because it is the target of one or more routes. Used by: Route product-vr/product-r.',
      ],
      [
        new DeleteVirtualRouterCommand({ meshName, virtualRouterName: 'product-vr' }),
        'Used by: Route product-vr/product-r, VirtualService',
      ],
    ] as const;
    for (const [command, message] of inUse) {
      const error = await errorOf(client.send(command as DeleteMeshCommand));
      expect(error).toBeInstanceOf(ResourceInUseException);
      expect(error.message).toContain(message);
    }
    await client.send(new DeleteVirtualServiceCommand({ meshName, virtualServiceName: PRODUCT }));
    await client.send(
      new DeleteRouteCommand({ meshName, virtualRouterName: 'product-vr', routeName: 'product-r' }),
    );
    await client.send(new DeleteVirtualRouterCommand({ meshName, virtualRouterName: 'product-vr' }));
    for (const virtualNodeName of ['product-vn', 'order-vn'])
      await client.send(new DeleteVirtualNodeCommand({ meshName, virtualNodeName }));
    await client.send(new DeleteMeshCommand({ meshName }));
    expect((await client.send(new ListMeshesCommand({}))).meshes).toEqual([]);
  });
});

describe('a repeated request', () => {
  it('with the same clientToken has the same answer, and with another body is ConflictException', async () => {
    const { client } = await startApi();
    await client.send(new CreateMeshCommand({ meshName: 'shop' }));
    const create = { meshName: 'shop', virtualNodeName: 'x', spec: nodeSpec('x'), clientToken: 'token-1' };
    const first = await client.send(new CreateVirtualNodeCommand(create));
    const again = await client.send(new CreateVirtualNodeCommand(create));
    expect(again.virtualNode).toEqual(first.virtualNode);
    const other = await errorOf(
      client.send(new CreateVirtualNodeCommand({ ...create, spec: nodeSpec('other') })),
    );
    expect(other).toBeInstanceOf(ConflictException);
    const newToken = await errorOf(
      client.send(new CreateVirtualNodeCommand({ ...create, clientToken: 'token-2' })),
    );
    expect(newToken).toBeInstanceOf(ConflictException);
    expect(newToken.message).toBe(
      `VirtualNode with name x already exists under mesh shop for account ${ACCOUNT}`,
    );
  });

  it('of which twenty arrive together makes one resource', async () => {
    const { client } = await startApi();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => client.send(new CreateMeshCommand({ meshName: 'shop' }))),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    for (const reason of reasons) expect(reason).toBeInstanceOf(ConflictException);
  });
});

describe('bad input', () => {
  it.each([
    ['malformed JSON', '{"meshName": ', /^The request body is not valid JSON/],
    ['a list', '[]', /^The request body must be a JSON object\.$/],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), /^The request body is not valid JSON/],
    ['a missing name', {}, /^meshName is required and must be a string\.$/],
    ['a wrong name', { meshName: 'a b' }, /^MeshName must match \^\[a-zA-Z0-9\\-_\]\+\$\.$/],
    ['an unknown member', { meshName: 'a', bogus: 1 }, /^bogus is not a member of CreateMeshInput/],
    ['a bad token', { meshName: 'a', clientToken: '' }, /^clientToken must be/],
    ['tags of another shape', { meshName: 'a', tags: { a: 'b' } }, /^tags must be a list/],
    ['two violations', { meshName: 'a b', spec: { x: 1 } }, /^2 violations: MeshName must .* spec\.x is not/],
  ])('%s is BadRequestException 400', async (_title, body, message) => {
    const { call } = await startApi();
    const answer = await call('PUT', '/meshes', body);
    expect(answer).toMatchObject({ status: 400, errorType: 'BadRequestException' });
    expect(answer.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.body.message).toMatch(message);
  });

  it('reports every violation of a spec together', async () => {
    const { call } = await startApi();
    await call('PUT', '/meshes', { meshName: 'shop' });
    const answer = await call('PUT', '/meshes/shop/virtualNodes', {
      virtualNodeName: 'x',
      spec: { listeners: [{ portMapping: { port: 0, protocol: 'smtp' } }] },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.message).toContain('spec.listeners[0].portMapping.port');
    expect(answer.body.message).toContain('spec.listeners[0].portMapping.protocol');
  });

  it('refuses a body that is too large', async () => {
    const { call } = await startApi();
    const answer = await call('PUT', '/meshes', { meshName: 'x'.repeat(2_000_000) });
    expect(answer).toMatchObject({ status: 413, errorType: 'RequestEntityTooLargeException' });
  });

  it.each([
    ['PUT', '/meshes/a/virtualGateways/g/gatewayRoutes/r', 'is no operation of the App Mesh API.'],
    ['POST', '/meshes', 'This path has PUT (CreateMesh), GET (ListMeshes).'],
    ['GET', '/nothing', 'GET /v20190125/nothing is no operation of the App Mesh API.'],
    // The API's own spelling: routes are under the singular.
    ['GET', '/meshes/a/virtualRouters/r/routes', 'is no operation'],
  ])('%s %s is UnknownOperationException 404 that says what is there', async (method, path, message) => {
    const { call } = await startApi();
    const answer = await call(method, path);
    expect(answer).toMatchObject({ status: 404, errorType: 'UnknownOperationException' });
    expect(answer.body.message).toContain(message);
  });

  it('decodes the labels of a path one by one', async () => {
    const { call } = await startApi();
    expect(await call('GET', '/meshes/%2E%2E%2Fx')).toMatchObject({
      status: 400,
      body: { message: 'MeshName must match ^[a-zA-Z0-9\\-_]+$.' },
    });
    expect(await call('GET', '/meshes/%zz')).toMatchObject({ status: 400, errorType: 'BadRequestException' });
  });

  it('changes nothing', async () => {
    const { client, call } = await startApi();
    await createShopMesh(client);
    const node = { meshName: 'shop', virtualNodeName: 'product-vn' };
    const before = await client.send(new DescribeVirtualNodeCommand(node));
    await call('PUT', '/meshes/shop/virtualNodes/product-vn', '{"spec"');
    await call('PUT', '/meshes/shop/virtualNodes/product-vn', { spec: { listeners: 'all' } });
    const after = await client.send(new DescribeVirtualNodeCommand(node));
    expect(after.virtualNode).toEqual(before.virtualNode);
  });
});
