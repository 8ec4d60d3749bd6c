// @vitest-environment happy-dom
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { App } from './client/app.tsx';

/** What stands where the gateway would: a real server, which the page asks over real connections. */
let answer: (path: string) => { status?: number; body: unknown };
let asked: { path: string; cookie: string | undefined }[];
let stop: () => Promise<void>;

const listener: RequestListener = (request, response) => {
  const path = request.url ?? '';
  asked.push({ path, cookie: request.headers.cookie });
  const { status = 200, body } = answer(path);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
  });
  response.end(text);
};

/** Everybody answers, and the color is this one. */
function tell(color: unknown): void {
  answer = (path) => ({ body: path === '/gateway/version' ? { version: 'vanilla' } : { color } });
}

/** Starts what stands where the gateway would, on a port, or on any. */
async function startGateway(port = 0): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  stop = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return (server.address() as AddressInfo).port;
}

async function open(query = '?every=250&last=25'): Promise<void> {
  const port = await startGateway();
  const { happyDOM } = window as unknown as { happyDOM: { setURL(url: string): void } };
  happyDOM.setURL(`http://127.0.0.1:${port}/${query}`);
  render(<App />);
}

beforeEach(() => {
  asked = [];
  tell('red');
});

afterEach(async () => {
  cleanup();
  await stop();
});

const PATIENCE = { timeout: 15_000 };
const colorQuestions = () => asked.filter(({ path }) => path === '/gateway/color').length;
const banner = () => within(screen.getByRole('banner'));
const shares = () => within(screen.getByRole('region', { name: /^Shares/ }));

describe('the banner', () => {
  test('shows the color, its name and the version of the client', async () => {
    await open();
    expect(await banner().findByText('red', {}, PATIENCE)).toBeDefined();
    expect(await banner().findByText('client vanilla', {}, PATIENCE)).toBeDefined();
    expect(screen.getByRole('banner').style.background).toContain('red');
    expect(document.title).toBe('red - color teller');
  });

  test('changes when the color does', async () => {
    await open();
    await banner().findByText('red', {}, PATIENCE);
    tell('navy');
    await banner().findByText('navy', {}, PATIENCE);
    expect(screen.getByRole('banner').style).toMatchObject({ background: 'navy', color: '#fff' });
  });

  test('says that it does not know a color that CSS does not know', async () => {
    tell('blurple');
    await open();
    await banner().findByText('blurple', {}, PATIENCE);
    expect(banner().getByText(/^This is not a color name of CSS/)).toBeDefined();
    expect(screen.getByRole('banner').style.background).toBe('');
  });

  test.each([
    [
      { status: 503, body: { service: 'color-teller-client', error: 'backend: no answer within 2000 ms' } },
      'backend: no answer within 2000 ms.',
    ],
    [
      { status: 500, body: { service: 'color-teller-backend', error: 'Simulated Error' } },
      'color-teller-backend: Simulated Error.',
    ],
    [{ status: 404, body: 'not found' }, 'the gateway answered 404.'],
    [{ body: '<html>' }, 'the answer does not name a color.'],
    [{ body: { color: 7 } }, 'the answer does not name a color.'],
  ])('says in words what went wrong: %j', async (wrong, words) => {
    answer = (path) => (path === '/gateway/version' ? { body: { version: 'v1' } } : wrong);
    await open();
    expect(await banner().findByText('no answer', {}, PATIENCE)).toBeDefined();
    expect(banner().getByText(words, { exact: false })).toBeDefined();
  });

  test('says that the gateway cannot be reached, and recovers when it can', async () => {
    await open();
    await banner().findByText('red', {}, PATIENCE);
    const { port } = new URL(window.location.href);
    await stop();
    expect(await banner().findByText('no answer', {}, PATIENCE)).toBeDefined();
    expect(banner().getByText(/the gateway cannot be reached/)).toBeDefined();
    await startGateway(Number(port));
    expect(await banner().findByText('red', {}, PATIENCE)).toBeDefined();
  });
});

describe('shares', () => {
  test('add up what was told, and what was not', async () => {
    let question = 0;
    answer = (path) => {
      if (path === '/gateway/version') return { body: { version: 'v1' } };
      question += 1;
      if (question === 4) return { status: 503, body: 'no healthy upstream' };
      return { body: { color: question % 2 === 0 ? 'blue' : 'red' } };
    };
    await open();
    await expect.poll(() => question, PATIENCE).toBeGreaterThan(5);
    fireEvent.click(screen.getByRole('button', { name: 'Pause' }));
    const rows = shares()
      .getAllByRole('listitem')
      .map((row) => row.firstElementChild?.textContent);
    expect(rows).toEqual(['blue', 'red', 'no answer']);
    const strip = screen.getByRole('img', { name: /^The last/ });
    expect(strip.getAttribute('aria-label')).toMatch(/^The last \d+ answers: \d blue, \d red, 1 no answer$/);
  });
});

describe('questions', () => {
  test('end when the page goes', async () => {
    await open();
    await banner().findByText('red', {}, PATIENCE);
    cleanup();
    const before = colorQuestions();
    // Longer than the interval, several times; a question asked now would be one too many.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(colorQuestions()).toBe(before);
  });

  test('stop while paused, and go on after it', async () => {
    await open();
    await banner().findByText('red', {}, PATIENCE);
    fireEvent.click(screen.getByRole('button', { name: 'Pause' }));
    tell('navy');
    fireEvent.click(screen.getByRole('button', { name: 'Go on' }));
    expect(await banner().findByText('navy', {}, PATIENCE)).toBeDefined();
  });

  test('start over: what was counted is forgotten', async () => {
    await open();
    await banner().findByText('red', {}, PATIENCE);
    tell('navy');
    await banner().findByText('navy', {}, PATIENCE);
    fireEvent.click(screen.getByRole('button', { name: 'Start over' }));
    await expect.poll(() => shares().queryByText('navy'), PATIENCE).not.toBeNull();
    expect(shares().queryByText('red')).toBeNull();
  });

  test('are asked as often as is chosen, which the address keeps', async () => {
    await open();
    fireEvent.click(screen.getByRole('radio', { name: '5 s' }));
    expect(window.location.search).toBe('?every=5000&last=25');
    fireEvent.click(screen.getByRole('radio', { name: '500' }));
    expect(window.location.search).toBe('?every=5000&last=500');
  });

  test('carry the cookie of the beta audience while it is chosen', async () => {
    await open();
    const cookie = screen.getByRole('checkbox', { name: 'Cookie audience=beta' });
    fireEvent.click(cookie);
    await expect.poll(() => asked.at(-1)?.cookie, PATIENCE).toBe('audience=beta');
    fireEvent.click(cookie);
    await expect.poll(() => asked.at(-1)?.cookie, PATIENCE).toBeUndefined();
  });
});
