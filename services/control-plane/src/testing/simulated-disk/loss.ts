/** What a power failure takes of that which was not synced. */
export interface Loss {
  /** How much of a write to a file is on the disk, from 0 to 1. */
  data(): number;
  /** Whether a truncation is on the disk. */
  truncation(): boolean;
  /** Whether a change of a name in a directory is on the disk. */
  name(): boolean;
  /** Whether a file whose write was cut short has its full length all the same, with zeros. */
  zeros(): boolean;
}

/** All that was not synced. */
export const LOSES_EVERYTHING: Loss = {
  data: () => 0,
  truncation: () => false,
  name: () => false,
  zeros: () => false,
};
/** New names are there, with nothing in their files. */
export const LOSES_DATA: Loss = {
  data: () => 0,
  truncation: () => false,
  name: () => true,
  zeros: () => false,
};
/** The same, and the files are as long as they should be. */
export const LEAVES_ZEROS: Loss = {
  data: () => 0,
  truncation: () => false,
  name: () => true,
  zeros: () => true,
};
/** All bytes are there, also those cut off, under the old names. */
export const LOSES_NAMES: Loss = {
  data: () => 1,
  truncation: () => false,
  name: () => false,
  zeros: () => false,
};

/** Some of all, as `random` has it. */
export function losesAtRandom(random: () => number): Loss {
  return {
    data: () => Math.max(0, Math.min(1, random() * 3 - 1)),
    truncation: () => random() < 0.5,
    name: () => random() < 0.5,
    zeros: () => random() < 0.3,
  };
}
