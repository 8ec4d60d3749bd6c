import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../repository.ts';

function runBash(code: string, environment: Readonly<Record<string, string>>) {
  const script = `. scripts/lib/common.sh; . scripts/lib/target.sh; . scripts/lib/image.sh; . scripts/lib/registry.sh; ${code}`;
  return spawnSync('bash', ['-c', script], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...environment },
  });
}

describe('a registry', () => {
  test.for([
    ['111122223333.dkr.ecr.eu-central-1.amazonaws.com', 'eu-central-1', 'echo-backend'],
    ['111122223333.dkr.ecr.us-west-2.amazonaws.com/team/demos', 'us-west-2', 'team/demos/echo-backend'],
    ['111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1', 'echo-backend'],
  ])('%s in Amazon ECR has region %s and repository %s', ([REGISTRY = '', region, repository]) => {
    const { stdout } = runBash('is_ecr; echo "$?"; ecr_region; echo; repository_name echo-backend', {
      REGISTRY,
    });
    expect(stdout.split('\n')).toEqual(['0', region, repository]);
  });

  test.for(['localhost:5001', 'registry.example/team'])('%s has no repositories to be made', (REGISTRY) => {
    const { status, stdout, stderr } = runBash('require_ecr; echo went on', { REGISTRY });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toContain(`${REGISTRY} is not in Amazon ECR`);
  });
});

test('on the local target nothing is called, only shown', () => {
  // Without a PATH, any program it called would not be found.
  const code =
    'PATH=; use_registry; ensure_repository echo-backend; build_and_push echo-backend:11.0; delete_repository echo-backend';
  const { status, stdout, stderr } = runBash(code, { TARGET: 'local' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  expect(stderr).toContain('Not needed on the local target');
  for (const command of [
    'create-repository',
    'workshop bundle',
    'docker build',
    'docker push',
    'delete-repository',
  ]) {
    expect(stderr).toContain(command);
  }
});

test('a cluster needs a registry', () => {
  const { status, stderr } = runBash('use_registry', { TARGET: 'kubernetes' });
  expect(status).toBe(1);
  expect(stderr).toContain('REGISTRY is not set.');
});
