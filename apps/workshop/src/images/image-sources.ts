import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CHECKOUT } from '../checkout.ts';
import { WorkshopError } from '../workshop-error.ts';

/** Where the program of an image is in the checkout; paths relative to it. */
export interface ImageSource {
  /** the package's folder, such as services/product */
  readonly folder: string;
  /** what the program starts with, such as services/product/src/main.ts */
  readonly entry: string;
  /** the folder of files to serve, which the package's script `build` writes; absent: the program is all there is */
  readonly static?: string;
}

/** What an app says in its package.json to be an image: `"workshop": { "image": { "entry": "src/main.ts", "static": "dist" } }`. */
interface ImageMember {
  readonly entry: string;
  readonly static?: string;
}

/** The names of the images this checkout can make, sorted: every service, and the apps whose package.json has `workshop.image`. */
export function listServices(checkout: string = CHECKOUT): readonly string[] {
  return [...imageSources(checkout).keys()].sort();
}

/** Throws a WorkshopError, with the names there are, when there is no such image. */
export function findImageSource(name: string, checkout: string = CHECKOUT): ImageSource {
  const source = imageSources(checkout).get(name);
  if (source !== undefined) return source;
  throw new WorkshopError(
    `there is no service ${JSON.stringify(name)} in this checkout; allowed: ${listServices(checkout).join(', ')}.`,
  );
}

function imageSources(checkout: string): ReadonlyMap<string, ImageSource> {
  const services = packagesIn(checkout, 'services').map(({ name, folder }) => {
    return [name, { folder, entry: `${folder}/src/main.ts` }] as const;
  });
  const apps = packagesIn(checkout, 'apps').flatMap(({ name, folder, image }) => {
    if (image === undefined) return [];
    const files = image.static === undefined ? {} : { static: `${folder}/${image.static}` };
    return [[name, { folder, entry: `${folder}/${image.entry}`, ...files }] as const];
  });
  return new Map<string, ImageSource>([...services, ...apps]);
}

function packagesIn(checkout: string, parent: string) {
  const directory = path.join(checkout, parent);
  if (!existsSync(directory)) return [];
  return readdirSync(directory).flatMap((name) => {
    const file = path.join(directory, name, 'package.json');
    if (!existsSync(file)) return [];
    const { workshop } = JSON.parse(readFileSync(file, 'utf8')) as { workshop?: { image?: ImageMember } };
    return [{ name, folder: `${parent}/${name}`, image: workshop?.image }];
  });
}
