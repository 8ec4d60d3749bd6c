import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AppMeshClient,
  CreateMeshCommand,
  DescribeMeshCommand,
  ForbiddenException,
  ListTagsForResourceCommand,
  TagResourceCommand,
} from '@aws-sdk/client-app-mesh';
import { describe, expect, it, onTestFinished } from 'vitest';
import { callApi } from '../../testing/call-api.ts';
import { headOf, sendBytes } from '../../testing/send-bytes.ts';
import { startControlPlane, temporaryDirectory } from '../../testing/start-control-plane.ts';
import { ApiError } from '../errors.ts';
import { parseQuery } from '../parse-query.ts';
import { parseCredentials } from './parse-credentials.ts';
import { readClaim, type SignedHead, verifySignature } from './verify-signature.ts';

const OWNER = { accessKeyId: 'OWNER', secretAccessKey: 'owner-owner-owner-owner' };
const READER = {
  accessKeyId: 'READER',
  secretAccessKey: 'reader-reader-reader',
  sessionToken: 'for a while',
  operations: ['Describe*', 'ListMeshes'],
};

async function startGuarded(environment: Record<string, string> = {}) {
  const file = join(await temporaryDirectory(), 'credentials.json');
  await writeFile(file, JSON.stringify({ credentials: [OWNER, READER] }));
  const { apiUrl } = await startControlPlane({ CREDENTIALS_FILE: file, ...environment });
  const clientOf = (
    credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string },
    region = 'eu-central-1',
  ) => {
    const client = new AppMeshClient({
      endpoint: apiUrl,
      region,
      credentials: { ...credentials },
      maxAttempts: 1,
    });
    onTestFinished(() => client.destroy());
    return client;
  };
  return { apiUrl, clientOf };
}

async function nameOfError(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    (error: Error) => (error instanceof ApiError ? error.type : error.name),
  );
}

interface SignedRequest extends SignedHead {
  readonly body: Uint8Array;
}

/** The request that the SDK would have sent, and the moment at which it was signed. */
async function signedBy(
  client: AppMeshClient,
  command: TagResourceCommand | ListTagsForResourceCommand,
): Promise<{ request: SignedRequest; at: number }> {
  let seen: SignedRequest | undefined;
  client.middlewareStack.add(
    () => async (args) => {
      const { method, path, query, headers, body } = args.request as {
        method: string;
        path: string;
        query: Record<string, string>;
        headers: Record<string, string>;
        body?: Uint8Array;
      };
      const lower = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      );
      const pairs = Object.entries(query).map((pair) => pair.map(encodeURIComponent).join('='));
      seen = {
        method,
        path,
        query: parseQuery(pairs.join('&')),
        headers: lower,
        body: Buffer.from(body ?? ''),
      };
      throw new Error('not sent');
    },
    { step: 'finalizeRequest', priority: 'low', name: 'keep' },
  );
  await client.send(command as TagResourceCommand).catch(() => undefined);
  if (!seen) throw new Error('nothing was signed');
  return { request: seen, at: Date.now() };
}

describe('with credentials configured', () => {
  it('the SDK is let in with a good signature, and its region is in the ARN of its mesh and all in it', async () => {
    const { clientOf } = await startGuarded();
    const client = clientOf(OWNER, 'ap-south-1');
    const { mesh } = await client.send(new CreateMeshCommand({ meshName: 'shop' }));
    expect(mesh?.metadata?.arn).toBe('arn:aws:appmesh:ap-south-1:000000000000:mesh/shop');
    // A path, a query and a body with everything that is encoded differently in the parts of a signature.
    const resourceArn = mesh?.metadata?.arn;
    const tags = [{ key: 'a b+c', value: 'ü/ä %&=' }];
    await client.send(new TagResourceCommand({ resourceArn, tags }));
    expect((await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual(tags);
    const reader = clientOf(READER);
    expect((await reader.send(new DescribeMeshCommand({ meshName: 'shop' }))).mesh).toEqual(mesh);
  });

  it('each way of not being let in has the name that AWS gives it', async () => {
    const { apiUrl, clientOf } = await startGuarded();
    const describeMesh = new DescribeMeshCommand({ meshName: 'shop' });
    const wrongSecret = clientOf({ ...OWNER, secretAccessKey: 'something-else-else' });
    expect(await nameOfError(wrongSecret.send(describeMesh))).toBe('InvalidSignatureException');
    const stranger = clientOf({ ...OWNER, accessKeyId: 'STRANGER' });
    expect(await nameOfError(stranger.send(describeMesh))).toBe('UnrecognizedClientException');
    const withoutToken = clientOf({
      accessKeyId: READER.accessKeyId,
      secretAccessKey: READER.secretAccessKey,
    });
    expect(await nameOfError(withoutToken.send(describeMesh))).toBe('UnrecognizedClientException');
    expect(await callApi(apiUrl, 'GET', '/meshes')).toMatchObject({
      status: 403,
      errorType: 'MissingAuthenticationTokenException',
      requestId: expect.any(String),
    });
    const basic = await fetch(`${apiUrl}/v20190125/meshes`, { headers: { authorization: 'Basic eDp5' } });
    expect([basic.status, basic.headers.get('x-amzn-errortype')]).toEqual([
      403,
      'IncompleteSignatureException',
    ]);
  });

  it('a credential may be for some operations only', async () => {
    const { clientOf } = await startGuarded();
    const refused = clientOf(READER).send(new CreateMeshCommand({ meshName: 'shop' }));
    await expect(refused).rejects.toBeInstanceOf(ForbiddenException);
    await expect(refused).rejects.toThrow('READER is not allowed to call CreateMesh.');
  });
});

async function verify({ body, ...head }: SignedRequest, now: number): Promise<void> {
  await verifySignature(head, readClaim(head, [OWNER], now), body);
}

describe('a stranger', () => {
  const REGION = 'us-west-2/appmesh/aws4_request';
  const dateTime = () => new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const claimOf = (accessKeyId: string, signedHeaders: string) =>
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${dateTime().slice(0, 8)}/${REGION}, SignedHeaders=${signedHeaders}, Signature=${'0'.repeat(64)}`;

  it.each(['constructor', '__proto__', 'hasownproperty', 'toString'])(
    'who says that a header %s is signed is refused like every other',
    async (name) => {
      const { apiUrl } = await startGuarded();
      const headers = {
        host: 'localhost',
        'x-amz-date': dateTime(),
        authorization: claimOf('OWNER', `${name};host;x-amz-date`),
      };
      const answer = await sendBytes(Number(new URL(apiUrl).port), headOf('GET /v20190125/meshes', headers));
      expect(answer).toMatch(/^HTTP\/1.1 403 [\s\S]*IncompleteSignatureException[\s\S]*was not sent/);
    },
  );

  it('is answered before the body of the request is read, and so is who has no requests left', async () => {
    const { apiUrl, clientOf } = await startGuarded({ RATE_LIMIT: '0.000001' });
    const port = Number(new URL(apiUrl).port);
    // A body is announced and never comes: who waits for it does not answer.
    const headers = { host: 'localhost', 'content-length': '1000000' };
    expect(await sendBytes(port, headOf('PUT /v20190125/meshes', headers))).toContain(
      'MissingAuthenticationTokenException',
    );
    const signed = {
      ...headers,
      'x-amz-date': dateTime(),
      authorization: claimOf('STRANGER', 'host;x-amz-date'),
    };
    expect(await sendBytes(port, headOf('PUT /v20190125/meshes', signed))).toContain(
      'UnrecognizedClientException',
    );
    await clientOf(OWNER).send(new CreateMeshCommand({ meshName: 'shop' }));
    const another = {
      ...headers,
      'x-amz-date': dateTime(),
      authorization: claimOf('OWNER', 'host;x-amz-date'),
    };
    expect(await sendBytes(port, headOf('PUT /v20190125/meshes', another))).toContain(
      'TooManyRequestsException',
    );
  });
});

describe('a request that was signed for one meaning', () => {
  it('has no other: a plus sign in the query is one for the signature and for the operation', async () => {
    const { apiUrl, clientOf } = await startGuarded();
    const { request } = await signedBy(
      clientOf(OWNER),
      new ListTagsForResourceCommand({ resourceArn: 'arn:a+b' }),
    );
    const headers = { ...request.headers } as Record<string, string>;
    const port = Number(new URL(apiUrl).port);
    const send = (query: string) => sendBytes(port, headOf(`GET /v20190125/tags?${query}`, headers));
    expect(await send('resourceArn=arn%3Aa%2Bb')).toContain('Resource with ARN arn:a+b is not present');
    expect(await send('resourceArn=arn:a+b')).toContain('Resource with ARN arn:a+b is not present');
    expect(await send('resourceArn=arn:a%20b')).toContain('InvalidSignatureException');
  });

  it('is refused with a path that a signature takes for that one', async () => {
    const { apiUrl, clientOf } = await startGuarded();
    const { request } = await signedBy(
      clientOf(OWNER),
      new ListTagsForResourceCommand({ resourceArn: 'arn:a' }),
    );
    const port = Number(new URL(apiUrl).port);
    for (const path of ['/v20190125/meshes/../tags', '/v20190125//tags', '/v20190125/./tags']) {
      const headers = { ...request.headers } as Record<string, string>;
      const answer = await sendBytes(port, headOf(`GET ${path}?resourceArn=arn%3Aa`, headers));
      expect(answer).toMatch(/^HTTP\/1.1 400 [\s\S]*is empty/);
    }
  });
});

describe('verifySignature', () => {
  it('refuses a signed request of which anything was changed, and one that is too old or too new', async () => {
    const client = new AppMeshClient({
      endpoint: 'http://127.0.0.1:1',
      region: 'us-west-2',
      credentials: { ...OWNER },
    });
    const tags = [{ key: 'a', value: 'b' }];
    const { request, at } = await signedBy(client, new TagResourceCommand({ resourceArn: 'arn:x y', tags }));
    const outcome = (changed: Partial<SignedRequest>, now = at) =>
      nameOfError(verify({ ...request, ...changed }, now));
    expect(await outcome({})).toBe('no error');
    const { headers, query, body } = request;
    expect(await outcome({ query: parseQuery(`${query}0`) })).toBe('InvalidSignatureException');
    expect(await outcome({ path: '/v20190125/untag' })).toBe('InvalidSignatureException');
    expect(await outcome({ method: 'DELETE' })).toBe('InvalidSignatureException');
    expect(await outcome({ body: Buffer.concat([body, Buffer.from(' ')]) })).toBe(
      'InvalidSignatureException',
    );
    expect(await outcome({ headers: { ...headers, host: 'elsewhere' } })).toBe('InvalidSignatureException');
    const { host: _host, ...withoutHost } = headers;
    expect(await outcome({ headers: withoutHost })).toBe('IncompleteSignatureException');
    const authorization = String(headers.authorization);
    for (const [part, replacement, name] of [
      ['us-west-2', 'us-east-1', 'InvalidSignatureException'],
      ['/appmesh/', '/s3/', 'InvalidSignatureException'],
      ['host;', '', 'IncompleteSignatureException'],
      [/.$/, '', 'IncompleteSignatureException'],
    ] as const)
      expect(
        await outcome({ headers: { ...headers, authorization: authorization.replace(part, replacement) } }),
      ).toBe(name);
    expect(await outcome({}, at + 290_000)).toBe('no error');
    expect(await outcome({}, at + 310_000)).toBe('InvalidSignatureException');
    expect(await outcome({}, at - 310_000)).toBe('InvalidSignatureException');
  });
});

describe('parseCredentials', () => {
  it('says what is wrong, and never a secret', () => {
    expect(parseCredentials(JSON.stringify({ credentials: [OWNER, READER] }))).toEqual({
      credentials: [OWNER, READER],
    });
    const wrongs = [
      '{',
      '{"credentials": []}',
      JSON.stringify({ credentials: [OWNER, OWNER] }),
      JSON.stringify({ credentials: [{ ...OWNER, secretAccessKey: 'short-secret' }] }),
      JSON.stringify({ credentials: [{ ...READER, operations: ['*Mesh'], secret: 1 }, null] }),
    ].map(parseCredentials);
    expect(wrongs).toEqual([
      { wrong: 'it is not valid JSON' },
      { wrong: 'it needs a member "credentials", a list of at least one' },
      { wrong: 'accessKeyId "OWNER" is there twice' },
      { wrong: 'credentials[0].secretAccessKey must be a string of at least 16 characters' },
      {
        wrong: expect.stringMatching(
          /^credentials\[0\]\.secret is not known.*\.operations.*credentials\[1\] must/,
        ),
      },
    ]);
  });
});

describe('a request that is none', () => {
  it('is answered like every other, with its request id and the type of the error', async () => {
    const { apiUrl, apiPort } = await startControlPlane();
    const huge = await sendBytes(
      apiPort,
      `GET /v20190125/meshes HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
    );
    expect(huge).toMatch(
      /^HTTP\/1.1 431 [\s\S]*x-amzn-RequestId: [\s\S]*RequestHeaderFieldsTooLargeException/,
    );
    const garbage = await sendBytes(apiPort, 'what is this\r\n\r\n');
    expect(garbage).toMatch(/^HTTP\/1.1 400 [\s\S]*x-amzn-RequestId: [\s\S]*BadRequestException/);
    expect(await callApi(apiUrl, 'GET', '/meshes')).toMatchObject({ status: 200 });
  });
});
