/** From the paths of a converted document to the paths of the one it was made from. */
export type Renames = ReadonlyMap<string, string>;

/** The path before a conversion: the longest renamed path that it starts with is put back. */
export function originalPath(renames: Renames, path: string): string {
  for (let end = path.length; end > 0; end = boundaryBefore(path, end)) {
    const original = renames.get(path.slice(0, end));
    if (original !== undefined) return original + path.slice(end);
  }
  return path;
}

/** The path of the member around a member; empty for the whole document. */
export function parentPath(path: string): string {
  return path.slice(0, boundaryBefore(path, path.length));
}

function boundaryBefore(path: string, end: number): number {
  return Math.max(0, path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1));
}
