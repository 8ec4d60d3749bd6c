import type { JsonObject } from '@mesh-workshop/json';

/** What each field manager applied last to each object, by uid: what server-side apply needs to know what was dropped. */
export class AppliedConfigurations {
  readonly #byUid = new Map<string, Map<string, JsonObject>>();

  get(uid: string, manager: string): JsonObject | undefined {
    return this.#byUid.get(uid)?.get(manager);
  }

  /** What all other managers applied last. */
  others(uid: string, manager: string): readonly JsonObject[] {
    return [...(this.#byUid.get(uid) ?? [])]
      .filter(([name]) => name !== manager)
      .map(([, applied]) => applied);
  }

  set(uid: string, manager: string, applied: JsonObject): void {
    const managers = this.#byUid.get(uid) ?? new Map<string, JsonObject>();
    managers.set(manager, applied);
    this.#byUid.set(uid, managers);
  }

  /** Call when the object is gone. */
  forget(uid: string): void {
    this.#byUid.delete(uid);
  }
}
