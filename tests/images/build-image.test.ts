import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../repository.ts';
import { docker, importNodeImage, whyNoImages } from './docker.ts';

const SCRIPT = join(ROOT, 'scripts/images/build-image.sh');
/** As no image of anybody is called. */
const REGISTRY = `mesh-workshop-test-${process.pid}`;

function buildImage(image: string, runner: string) {
  const script = '. scripts/lib/common.sh; . scripts/lib/image.sh; build_image "$1" "$2"';
  return spawnSync('bash', ['-c', script, 'bash', image, runner], {
    cwd: ROOT,
    encoding: 'utf8',
    // With a socket as its input, bash takes itself for a remote shell and reads ~/.bashrc.
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, BASE_IMAGE: 'base.example/node:24' },
  });
}

test.for(['product', 'product:', 'product:-rc', 'registry.example:5000/product', 'product:1.5+2'])(
  'the image %s, which has no version a service could answer with, is refused',
  (image) => {
    const refused = buildImage(image, 'run');
    expect({ status: refused.status, stdout: refused.stdout }).toEqual({ status: 1, stdout: '' });
    expect(refused.stderr).toContain(`Error: the image '${image}' has no version`);
    expect(refused.stderr).toContain('product:1.5');
  },
);

test.for([
  ['product:1.5', 'product', 'sample-service'],
  ['product:vanilla', 'product', 'sample-service'],
  ['localhost:5001/team/control-plane:1.0', 'control-plane', 'control-plane'],
])('%s is built without a network from the bundle of %s', ([image = '', service, stage]) => {
  const shown = buildImage(image, 'print_command');
  const [bundle, build] = shown.stderr.trim().split('\n');
  expect(bundle).toBe(`$ ./workshop bundle ${service} .workshop/contexts/${service}`);
  expect(build).toMatch(/^\$ docker build --network=none --file scripts\/images\/Dockerfile /);
  expect(build).toContain(` --target ${stage} `);
  expect(build).toContain(' --build-arg BASE=base.example/node:24 ');
  expect(build).toMatch(new RegExp(` --tag ${image} \\.workshop/contexts/${service}$`));
});

describe('with a Docker engine', () => {
  const reason = whyNoImages();
  const ownBase = `${REGISTRY}/node:1.0`;
  const base = process.env.BASE_IMAGE || ownBase;

  beforeAll(() => {
    if (reason === undefined && base === ownBase) importNodeImage(ownBase);
  });

  afterAll(() => {
    if (reason !== undefined) return;
    const listed = docker('images', '--format={{.Repository}}:{{.Tag}}', `--filter=reference=${REGISTRY}/*`);
    const images = listed.split('\n').filter((image) => image !== '' && image !== ownBase);
    if (images.length > 0) docker('rmi', '--force', ...images);
    if (base !== ownBase) return;
    // Without BuildKit, docker also builds the stages that it was not asked for, and keeps them without a name.
    docker('image', 'prune', '--force', `--filter=label=org.opencontainers.image.base.name=${ownBase}`);
    docker('rmi', ownBase);
  });

  test.for([
    ['product', '1.5', 'http://127.0.0.1:8080/', { service: 'Product', version: '1.5' }],
    ['control-plane', '1.0', 'http://127.0.0.1:7403/proxies', { proxies: [] }],
  ] as const)(
    'the image of %s runs for an ordinary user, gets healthy and ends when told to',
    {
      timeout: 180_000,
    },
    async ([service, version, url, expected], ctx) => {
      if (reason !== undefined) return ctx.skip(reason);
      const image = `${REGISTRY}/${service}:${version}`;
      // Twice, because a step of a tutorial may be run again.
      for (const _ of [1, 2]) {
        execFileSync(SCRIPT, [image], { env: { ...process.env, BASE_IMAGE: base }, stdio: 'pipe' });
      }
      const labels = JSON.parse(docker('inspect', '--format', '{{json .Config.Labels}}', image)) as unknown;
      expect(labels).toMatchObject({
        'org.opencontainers.image.title': service,
        'org.opencontainers.image.version': version,
        'org.opencontainers.image.base.name': base,
      });

      // As strict as the charts are. A network is not needed: it is asked from within.
      const strict = ['--network=none', '--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges'];
      const container = docker(
        'run',
        '--detach',
        '--health-interval=1s',
        '--volume=/state',
        ...strict,
        image,
      );
      try {
        const inspect = (what: string) => docker('inspect', '--format', `{{${what}}}`, container);
        await expect.poll(() => inspect('.State.Health.Status')).toBe('healthy');
        const ask = `fetch('${url}').then((it) => it.text()).then(console.log)`;
        expect(JSON.parse(docker('exec', container, 'node', '-e', ask))).toEqual(expected);
        expect(docker('exec', container, 'node', '-p', 'process.getuid()')).toBe('1000');
        docker('stop', '--time=30', container);
        expect(inspect('.State.ExitCode')).toBe('0');
      } finally {
        docker('rm', '--force', '--volumes', container);
      }
    },
  );
});
