import { expect, test } from 'vitest';
import { readExamples, readTrials } from './read-page.ts';

const PAGE = `# A page

\`\`\`
{"shown":"before any command"}
\`\`\`

## One

\`\`\`bash
first one        # a remark
# only a remark
second "a#b"
\`\`\`

Words.

\`\`\`
$ first
output
\`\`\`

| step | what |
|---|---|
| \`third\` | with \`code\` that is none of the commands |

| word | what |
|---|---|
| \`no command\` | |

\`\`\`
more
\`\`\`

## Try it

- **A thing.** \`kubectl scale deployment a --replicas=2\`, then \`helm list\`, and \`kubectl get ... pods\`.
- **Another.** \`aws appmesh delete-mesh --mesh-name a\`: a \`ResourceInUseException\`.
`;

test('commands and the output that follows them come in the order of the page', () => {
  expect(readExamples(PAGE)).toEqual([
    { section: 'One', commands: ['first one', 'second "a#b"'], shows: ['$ first\noutput'] },
    { section: 'One', commands: ['third'], shows: ['more'] },
  ]);
});

test('of what a list proposes, whole commands are to be run, and some of them will be refused', () => {
  expect(readTrials(PAGE, 'Try it')).toEqual([
    { command: 'kubectl scale deployment a --replicas=2', refused: false },
    { command: 'aws appmesh delete-mesh --mesh-name a', refused: true },
  ]);
  expect(readTrials(PAGE, 'One')).toEqual([]);
});
