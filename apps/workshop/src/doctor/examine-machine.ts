import { fileURLToPath } from 'node:url';
import { CHECKOUT } from '../checkout.ts';
import { runCommand } from '../processes/run-command.ts';
import { TOOL_RECIPES } from '../tools/obtain-tools.ts';
import type { ToolContext, ToolName } from '../tools/tool.ts';
import { isAtLeast } from '../tools/version.ts';

/** What came out for one thing this program needs. */
export interface Finding {
  readonly name: string;
  readonly state: 'found' | 'can be downloaded' | 'missing' | MachineState;
  /** without it something does not work at all */
  readonly needed: boolean;
  readonly detail: string;
  /** what was passed over, and the ways to get it */
  readonly notes: readonly string[];
}

/** Of what the machine gives: as much as is needed, too little, or not told by this system. */
type MachineState = 'enough' | 'low' | 'unknown';

const LIMITS = fileURLToPath(new URL('./examine-limits.sh', import.meta.url));
const NODE_MINIMUM = '20.19.0';

/** Looks at the machine: what must be there, the tools, and what the machine gives. Downloads nothing. */
export async function examineMachine(context: ToolContext): Promise<readonly Finding[]> {
  const [prerequisites, tools, limits] = await Promise.all([
    examinePrerequisites(context),
    Promise.all((Object.keys(TOOL_RECIPES) as ToolName[]).map((name) => examineTool(context, name))),
    examineLimits(),
  ]);
  return [...prerequisites, ...tools, await examineChromium(context), ...limits];
}

/** For `./workshop test` alone, which tries the color tutorial's page in a real browser. */
async function examineChromium({ environment }: ToolContext): Promise<Finding> {
  const own = environment.CHROMIUM_BIN;
  for (const name of own === undefined ? CHROMIUM_NAMES : [own]) {
    const { code, stdout } = await runCommand(name, ['--version'], { env: environment });
    if (code === 0)
      return { name: 'chromium', state: 'found', needed: false, detail: stdout.trim(), notes: [] };
  }
  const remedy =
    'Only ./workshop test uses it, and goes on without. Install it with your package manager, or set CHROMIUM_BIN.';
  return { name: 'chromium', state: 'missing', needed: false, detail: '', notes: [remedy] };
}

const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A shell asks: Node cannot ask for limits of its own process, and the launcher asks the same before anything is installed. */
async function examineLimits(): Promise<readonly Finding[]> {
  const { code, stdout, stderr } = await runCommand('bash', [LIMITS, CHECKOUT]);
  if (code !== 0) {
    return [{ name: 'machine', state: 'unknown', needed: false, detail: stderr.trim(), notes: [] }];
  }
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', state = 'unknown', detail = '', remedy = ''] = line.split('\t');
      const notes = remedy === '' ? [] : [remedy];
      return { name, state: state as MachineState, needed: false, detail, notes };
    });
}

async function examinePrerequisites({ environment }: ToolContext): Promise<readonly Finding[]> {
  const ask = async (
    name: string,
    command: string,
    args: readonly string[],
    remedy: string,
  ): Promise<Finding> => {
    const { code, stdout, stderr } = await runCommand(command, args, { env: environment });
    const line = `${stdout}\n${stderr}`.trim().split('\n')[0] ?? '';
    return code === 0
      ? { name, state: 'found', needed: true, detail: line, notes: [] }
      : { name, state: 'missing', needed: true, detail: '', notes: [remedy] };
  };
  const node = process.versions.node;
  return [
    {
      name: 'node',
      state: isAtLeast(node, NODE_MINIMUM) ? 'found' : 'missing',
      needed: true,
      detail: `${node} (${process.execPath})`,
      notes: isAtLeast(node, NODE_MINIMUM) ? [] : [`Install Node ${NODE_MINIMUM} or newer.`],
    },
    await ask('python3', 'python3', ['--version'], 'Install Python 3 with your package manager.'),
    await ask(
      'pip',
      'python3',
      ['-m', 'pip', '--version'],
      'Install pip (Debian: apt-get install python3-pip; elsewhere: python3 -m ensurepip --user).',
    ),
    await ask('bash', 'bash', ['--version'], 'Install bash with your package manager.'),
    await ask('curl', 'curl', ['--version'], 'Install curl with your package manager.'),
    await ask('git', 'git', ['--version'], 'Install git with your package manager.'),
  ];
}

async function examineTool(context: ToolContext, name: ToolName): Promise<Finding> {
  // shellcheck only serves `./workshop test`, which goes on without.
  const needed = name !== 'shellcheck';
  const search = await TOOL_RECIPES[name].find(context);
  if ('found' in search) {
    const { version, path, source, passedOver, callMs } = search.found;
    const where =
      source === 'download' ? 'downloaded' : source === 'PATH' ? 'on PATH' : 'from the environment';
    return {
      name,
      state: 'found',
      needed,
      detail: `${version}  ${path} (${where}${callMs === undefined ? '' : `, the fastest: ${callMs} ms a call`})`,
      notes: passedOver.map((it) => `Passed over: ${it}.`),
    };
  }
  const { passedOver, download, remedies } = search.missing;
  const notes = [
    ...passedOver.map((it) => `Not usable: ${it}.`),
    ...(download === undefined ? ['There is no download for this platform.', ...remedies] : []),
  ];
  return download === undefined
    ? { name, state: 'missing', needed, detail: '', notes }
    : { name, state: 'can be downloaded', needed, detail: `./workshop up downloads ${download.what}`, notes };
}
