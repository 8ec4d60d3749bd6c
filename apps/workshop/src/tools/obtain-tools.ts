import { mkdir, readlink, rename, symlink } from 'node:fs/promises';
import path from 'node:path';
import { whileTelling } from '../progress/while-telling.ts';
import { AWS_CLI } from './aws-cli.ts';
import { ENVOY } from './envoy.ts';
import { HELM, KUBECTL } from './kubectl-and-helm.ts';
import { SHELLCHECK } from './shellcheck.ts';
import type { FoundTool, MissingTool, ToolContext, ToolName, ToolRecipe } from './tool.ts';

/** All tools, in the order people see them. */
export const TOOL_RECIPES: Readonly<Record<ToolName, ToolRecipe>> = {
  envoy: ENVOY,
  kubectl: KUBECTL,
  helm: HELM,
  aws: AWS_CLI,
  shellcheck: SHELLCHECK,
};

/** What came out for each tool asked for. */
export interface ToolsResult {
  readonly found: Readonly<Partial<Record<ToolName, FoundTool>>>;
  readonly missing: readonly { readonly tool: MissingTool; readonly problem?: string }[];
}

/** Finds the tools, downloads those that can be, and links all into `bin`. Throws nothing: what is missing is in the result. */
export async function obtainTools(context: ToolContext, names: readonly ToolName[]): Promise<ToolsResult> {
  const found: Partial<Record<ToolName, FoundTool>> = {};
  const missing: { tool: MissingTool; problem?: string }[] = [];
  await mkdir(context.paths.tools, { recursive: true });
  // kubectl and helm come in one download: it is tried once.
  const installations = new Map<ToolRecipe['install'], Promise<void>>();
  const installOnce = (install: ToolRecipe['install']) => {
    const installation = installations.get(install) ?? install(context);
    installations.set(install, installation);
    return installation;
  };
  const lookedAt = new Set<ToolName>();
  const find = async (name: ToolName) => {
    lookedAt.add(name);
    try {
      return await TOOL_RECIPES[name].find(context);
    } finally {
      lookedAt.delete(name);
    }
  };
  const obtainAll = Promise.all(
    names.map(async (name) => {
      const outcome = await obtainTool(TOOL_RECIPES[name], () => find(name), installOnce);
      if ('tool' in outcome) missing.push(outcome);
      else found[name] = outcome;
    }),
  );
  await whileTelling(
    // A download tells by itself.
    (line) => (lookedAt.size > 0 ? context.report(line) : undefined),
    () => `Trying what this machine has of ${[...lookedAt].join(', ')}`,
    () => obtainAll,
  );
  await linkTools(context, Object.values(found));
  return { found, missing };
}

/** A missing tool for people: why, and the ways to get it. */
export function describeMissingTool(tool: MissingTool, problem?: string): string {
  return [
    `${tool.name} is missing.`,
    ...tool.passedOver.map((it) => `  Not usable: ${it}.`),
    ...(problem === undefined ? [] : problem.split('\n').map((line) => `  ${line}`)),
    ...(tool.download === undefined ? ['  There is no download for this platform.'] : []),
    ...tool.remedies.map((it) => `  ${it}`),
  ].join('\n');
}

async function obtainTool(
  recipe: ToolRecipe,
  find: () => ReturnType<ToolRecipe['find']>,
  installOnce: (install: ToolRecipe['install']) => Promise<void>,
): Promise<FoundTool | { readonly tool: MissingTool; readonly problem?: string }> {
  const first = await find();
  if ('found' in first) return first.found;
  if (first.missing.download === undefined) return { tool: first.missing };
  try {
    await installOnce(recipe.install);
  } catch (error) {
    return { tool: first.missing, problem: error instanceof Error ? error.message : String(error) };
  }
  const second = await find();
  if ('found' in second) return second.found;
  return {
    tool: second.missing,
    problem: 'It was downloaded, but what was downloaded does not run on this machine.',
  };
}

async function linkTools(context: ToolContext, tools: readonly FoundTool[]): Promise<void> {
  await mkdir(context.paths.bin, { recursive: true });
  for (const tool of tools) {
    const link = path.join(context.paths.bin, tool.name);
    if ((await readlink(link).catch(() => undefined)) === tool.path) continue;
    const temporary = `${link}.${process.pid}`;
    await symlink(tool.path, temporary);
    // Replaces the old link in one step: a script may be running the tool right now.
    await rename(temporary, link);
  }
}
