import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import type { Dependency } from './list-dependencies.ts';

/** The Package URL of a package of the npm registry: https://github.com/package-url/purl-spec */
function packageUrl({ name, version }: Dependency): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

/**
 * A bill of materials as CycloneDX 1.6 JSON (https://cyclonedx.org/docs/1.6/json/): what an image's program is made of, the program first. The same list gives the
 * same text: it has no time and no number of its own.
 */
export function formatSoftwareBillOfMaterials([program, ...others]: readonly Dependency[]): string {
  const bom = new Models.Bom();
  const components = new Map(
    [program, ...others].flatMap((it) => (it === undefined ? [] : [[it, toComponent(it, it === program)]])),
  );
  const byId = new Map([...components].map(([{ id }, component]) => [id, component]));
  for (const [{ needs }, component] of components) {
    for (const id of needs) {
      const needed = byId.get(id);
      if (needed !== undefined) component.dependencies.add(needed.bomRef);
    }
  }
  const [first, ...rest] = components.values();
  if (first !== undefined) bom.metadata.component = first;
  for (const component of rest) bom.components.add(component);
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function toComponent(dependency: Dependency, isProgram: boolean): Models.Component {
  const { id, name, version, integrity } = dependency;
  const type = isProgram ? Enums.ComponentType.Application : Enums.ComponentType.Library;
  const component = new Models.Component(type, name, { bomRef: id });
  if (version === undefined) {
    component.licenses.add(new Models.SpdxLicense('Apache-2.0'));
    return component;
  }
  component.version = version;
  component.purl = packageUrl(dependency);
  const [algorithm, hash] = integrity?.split('-') ?? [];
  if (algorithm === 'sha512' && hash !== undefined)
    component.hashes.set(Enums.HashAlgorithm['SHA-512'], Buffer.from(hash, 'base64').toString('hex'));
  return component;
}
