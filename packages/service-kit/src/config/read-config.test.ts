import { describe, expect, test } from 'vitest';
import { readConfig } from './read-config.ts';
import { outboundVariables, serviceVariables } from './service-variables.ts';

const variables = { ...serviceVariables, ...outboundVariables };

describe('readConfig', () => {
  test('uses the defaults for what is unset or empty', () => {
    expect(readConfig(variables, { PORT: '', DELAY_MS: '' })).toEqual({
      ok: true,
      config: {
        host: '127.0.0.1',
        port: 8080,
        version: '1.0',
        logLevel: 'info',
        failureRate: 0,
        delayMs: 0,
        drainDelayMs: 0,
        shutdownTimeoutMs: 10_000,
        xrayDaemonAddress: undefined,
        httpProxy: undefined,
        noProxy: '',
      },
    });
  });

  test('reads a variable that exists in two cases from the lower one first', () => {
    const upper = readConfig(outboundVariables, { HTTP_PROXY: 'http://upper:1' });
    expect(upper).toMatchObject({ ok: true, config: { httpProxy: 'http://upper:1' } });
    const both = readConfig(outboundVariables, {
      http_proxy: 'http://lower:1',
      HTTP_PROXY: 'http://upper:1',
    });
    expect(both).toMatchObject({ ok: true, config: { httpProxy: 'http://lower:1' } });
  });

  test.each([
    [{ PORT: '65536' }, 'PORT is "65536": allowed is a whole number from 0 to 65535; unset means 8080.'],
    [{ PORT: '-1' }, 'PORT is "-1": allowed is a whole number from 0 to 65535; unset means 8080.'],
    [{ PORT: '0x50' }, 'PORT is "0x50": allowed is a whole number from 0 to 65535; unset means 8080.'],
    [
      { FAILURE_RATE: '100.5' },
      'FAILURE_RATE is "100.5": allowed is a number from 0 to 100 (percent); unset means 0.',
    ],
    [
      { DELAY_MS: '1.5' },
      'DELAY_MS is "1.5": allowed is a whole number from 0 to 600000 (milliseconds); unset means 0.',
    ],
    [
      { LOG_LEVEL: 'loud' },
      'LOG_LEVEL is "loud": allowed is one of trace, debug, info, warn, error, silent; unset means info.',
    ],
    [
      { AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1' },
      'AWS_XRAY_DAEMON_ADDRESS is "127.0.0.1": allowed is `HOST:PORT` or `tcp:HOST:PORT udp:HOST:PORT`; unset means none.',
    ],
    [
      { HTTP_PROXY: 'https://user:secret@proxy:3128' },
      'HTTP_PROXY is "https://***@proxy:3128": allowed is an http:// URL such as http://127.0.0.1:8080; unset means none.',
    ],
  ])('refuses %j, naming the variable, its value and what is allowed', (environment, problem) => {
    expect(readConfig(variables, environment)).toEqual({ ok: false, problems: [problem] });
  });

  test('reports all bad values at once', () => {
    const result = readConfig(variables, { PORT: 'x', VERSION: '-', DELAY_MS: 'x' });
    expect(result).toMatchObject({ ok: false, problems: [/^PORT/, /^VERSION/, /^DELAY_MS/].map(startsWith) });
  });
});

function startsWith(pattern: RegExp) {
  return expect.stringMatching(pattern);
}
