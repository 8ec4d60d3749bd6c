import { connect } from 'node:net';
import { onTestFinished } from 'vitest';

/** A TCP connection on which a test writes HTTP by hand. */
export interface RawConnection {
  send(text: string): void;
  received(): string;
  isClosed(): boolean;
}

/** Connects to a URL's host and port; rejects when nobody listens there. */
export async function openRawConnection(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('connect', resolve);
  });
  let received = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    received += text;
  });
  // A reset while the test looks on is a closed connection like any other.
  socket.on('error', () => undefined);
  onTestFinished(() => {
    socket.destroy();
  });
  return {
    send: (text) => {
      socket.write(text);
    },
    received: () => received,
    isClosed: () => socket.closed,
  };
}

/** The text of a GET request on a connection that is to be kept. */
export function getRequest(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`;
}
