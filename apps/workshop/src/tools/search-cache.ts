import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Remembers what was learned about an executable (its version, whether it works), as long as the file stays the same: asking every
 * tool at every `up` would take seconds. An answer is text; undefined answers are not kept.
 */
export async function rememberAbout(
  executable: string,
  question: string,
  cacheDirectory: string,
  ask: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const file = path.join(cacheDirectory, 'tool-answers.json');
  const key = `${question} ${executable} ${fingerprint(executable)}`;
  const known = read(file)[key];
  if (known !== undefined) return known;
  const answer = await ask();
  if (answer !== undefined) write(file, { ...read(file), [key]: answer });
  return answer;
}

function fingerprint(executable: string): string {
  try {
    const { size, mtimeMs, ino } = statSync(executable);
    return `${size}:${mtimeMs}:${ino}`;
  } catch {
    return 'gone';
  }
}

function read(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}

function write(file: string, answers: Record<string, string>): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(answers, null, 1));
  renameSync(temporary, file);
}
