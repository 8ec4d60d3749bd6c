import { expect, it } from 'vitest';
import { formatSoftwareBillOfMaterials } from './software-bill-of-materials.ts';

it('names each package with its version, address, hash and what it needs, and is the same for the same packages', () => {
  const packages = [
    { id: 'services/order', name: '@mesh-workshop/order', needs: ['@scope/web@5.0.0'] },
    {
      id: '@scope/web@5.0.0',
      name: '@scope/web',
      version: '5.0.0',
      integrity: `sha512-${Buffer.alloc(64, 7).toString('base64')}`,
      needs: [],
    },
  ];
  const text = formatSoftwareBillOfMaterials(packages);
  expect(JSON.parse(text)).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { component: { type: 'application', name: '@mesh-workshop/order' } },
    components: [
      {
        type: 'library',
        name: '@scope/web',
        version: '5.0.0',
        purl: 'pkg:npm/%40scope/web@5.0.0',
        hashes: [{ alg: 'SHA-512', content: '07'.repeat(64) }],
      },
    ],
    dependencies: [{ ref: '@scope/web@5.0.0' }, { ref: 'services/order', dependsOn: ['@scope/web@5.0.0'] }],
  });
  expect(formatSoftwareBillOfMaterials(packages)).toBe(text);
  expect(text).not.toMatch(/timestamp|serialNumber/);
});
