import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../repository.ts';
import { type DockerEngine, startDockerEngine, whyNoEngine } from './docker-engine.ts';
import { readImageList } from './image-list.ts';
import { importNodeImage } from './program-image.ts';

const IMAGES = readImageList().map(({ image }) => image);
const BASE = 'node-of-this-machine:1.0';
const MEGABYTE = 1_000_000;
/** What docker gives a container before it kills it. */
const GRACE_MS = 10_000;

describe('with a Docker engine of its own', () => {
  const reason = whyNoEngine();
  let engine: DockerEngine;

  beforeAll(async () => {
    if (reason !== undefined) return;
    engine = await startDockerEngine();
    importNodeImage(engine, BASE);
    runScript('01-build-images.sh');
  }, 600_000);

  afterAll(() => engine?.stop());

  /** Runs a script of scripts/images; returns its result, and fails with what it said. */
  function runScript(name: string, ...args: readonly string[]) {
    const env = { ...engine.environment, REGISTRY: engine.registry, BASE_IMAGE: BASE };
    return engine.run(['bash', '-c', '"$@" 2>&1', 'bash', join(ROOT, 'scripts/images', name), ...args], {
      env,
    });
  }

  test('what is built already is not built again', (ctx) => {
    if (reason !== undefined) return ctx.skip(reason);
    expect(runScript('01-build-images.sh')).toContain(`Built 0 of ${IMAGES.length}; the others were there.`);
  });

  test.for(IMAGES)(
    'the image %s is healthy as an ordinary user with a read-only root, is small, and ends when told to',
    async (image, ctx) => {
      if (reason !== undefined) return ctx.skip(reason);
      const name = `${engine.registry}/${image}`;
      const [service = '', version] = image.split(':');
      expect(JSON.parse(engine.docker('inspect', '--format', '{{json .Config.Labels}}', name))).toMatchObject(
        {
          'org.opencontainers.image.title': service,
          'org.opencontainers.image.version': version,
          'org.opencontainers.image.base.name': BASE,
        },
      );
      const size = (of: string) => Number(engine.docker('image', 'inspect', '--format', '{{.Size}}', of));
      expect(size(name) - size(BASE)).toBeLessThan((service === 'control-plane' ? 40 : 15) * MEGABYTE);

      // As strict as the charts are. A network is not needed: it is asked from within.
      const strict = ['--network=none', '--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges'];
      const container = engine.docker(
        'run',
        '--detach',
        '--health-interval=1s',
        '--volume=/state',
        ...strict,
        name,
      );
      try {
        const inspect = (what: string) => engine.docker('inspect', '--format', `{{${what}}}`, container);
        await expect.poll(() => inspect('.State.Health.Status')).toBe('healthy');
        expect(engine.docker('exec', container, 'node', '-p', 'process.getuid()')).toBe('1000');
        const write = "try { fs.writeFileSync('/app/x', '') } catch (error) { console.log(error.code) }";
        expect(engine.docker('exec', container, 'node', '-e', write)).toMatch(/^(EROFS|EACCES)$/);
        const materials = JSON.parse(
          engine.docker('exec', container, 'node', '-p', "fs.readFileSync('/app/sbom.cdx.json', 'utf8')"),
        );
        expect(materials).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
        expect(materials.components.length).toBeGreaterThan(20);
        const before = Date.now();
        engine.docker('stop', `--time=${GRACE_MS / 1000}`, container);
        expect(Date.now() - before).toBeLessThan(GRACE_MS);
        expect(inspect('.State.ExitCode')).toBe('0');
      } finally {
        engine.docker('rm', '--force', '--volumes', container);
      }
    },
  );

  test('all go to a registry once, are deleted here, and come back by digest', (ctx) => {
    if (reason !== undefined) return ctx.skip(reason);
    expect(runScript('02-push-images.sh')).toContain(`Pushed ${IMAGES.length} of ${IMAGES.length};`);
    expect(runScript('02-push-images.sh')).toContain(`Pushed 0 of ${IMAGES.length};`);
    const listed = runScript('03-list-images.sh').split('\n');
    expect(listed.filter((line) => / MB +yes$/.test(line))).toHaveLength(IMAGES.length);
    // For whoever runs this: the sizes are what a reader of the log wants to see.
    process.stdout.write(`${listed.join('\n')}\n`);
    const digests = IMAGES.map((image) =>
      engine.docker(
        'image',
        'inspect',
        '--format',
        '{{index .RepoDigests 0}} {{.Id}}',
        `${engine.registry}/${image}`,
      ),
    );

    runScript('99-delete-images.sh', '--local');
    expect(engine.docker('images', '--quiet', `--filter=reference=${engine.registry}/*`)).toBe('');
    for (const known of digests) {
      const [byDigest = '', id = ''] = known.split(' ');
      engine.docker('pull', '--quiet', byDigest);
      expect(engine.docker('image', 'inspect', '--format', '{{.Id}}', byDigest)).toBe(id);
    }
  });

  test('one image is deleted from the registry, the other version of it stays', (ctx) => {
    if (reason !== undefined) return ctx.skip(reason);
    expect(runScript('99-delete-images.sh', 'product:1.5')).toContain(
      'Deleted product:1.5 from the registry.',
    );
    expect(runScript('99-delete-images.sh', 'product:1.5')).toContain(
      'The registry does not have product:1.5.',
    );
    const ask = (version: string) =>
      engine.run(['docker', 'manifest', 'inspect', '--insecure', `${engine.registry}/product:${version}`]);
    expect(() => ask('1.5')).toThrow('no such manifest');
    expect(ask('1.0')).toContain('"config"');
  });
});
