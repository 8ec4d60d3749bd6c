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
import { sendBytes } from '../../testing/send-bytes.ts';
import { startControlPlane, temporaryDirectory } from '../../testing/start-control-plane.ts';
import { ApiError } from '../errors.ts';
import { parseCredentials } from './parse-credentials.ts';
import { type SignedRequest, verifySignature } from './verify-signature.ts';

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

/** The request that the SDK would have sent, and the moment at which it was signed. */
async function signedBy(
  client: AppMeshClient,
  command: TagResourceCommand,
): Promise<{ request: SignedRequest; at: number }> {
  let seen: SignedRequest | undefined;
  client.middlewareStack.add(
    () => async (args) => {
      const { method, path, query, headers, body } = args.request as {
        method: string;
        path: string;
        query: Record<string, string>;
        headers: Record<string, string>;
        body: Uint8Array;
      };
      const lower = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      );
      const pairs = Object.entries(query).map((pair) => pair.map(encodeURIComponent).join('='));
      seen = { method, path, query: pairs.join('&'), headers: lower, body: Buffer.from(body) };
      throw new Error('not sent');
    },
    { step: 'finalizeRequest', priority: 'low', name: 'keep' },
  );
  await client.send(command).catch(() => undefined);
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
      nameOfError(verifySignature({ ...request, ...changed }, [OWNER], now));
    expect(await outcome({})).toBe('no error');
    const { headers, query, body } = request;
    expect(await outcome({ query: `${query}0` })).toBe('InvalidSignatureException');
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
