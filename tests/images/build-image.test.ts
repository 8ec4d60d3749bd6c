import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { ROOT } from '../repository.ts';

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
