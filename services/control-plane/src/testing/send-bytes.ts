import { connect } from 'node:net';

/** Sends bytes to a port of this machine as they are. Resolves with all that came back when the other side has ended the connection. */
export function sendBytes(port: number, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const answer: Buffer[] = [];
    socket.on('data', (data) => answer.push(data));
    socket.on('end', () => socket.end());
    socket.on('close', () => resolve(Buffer.concat(answer).toString('latin1')));
    socket.on('error', reject);
  });
}

/** A request with a head only, after which the server is to close the connection. */
export function headOf(start: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `${[`${start} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`;
}
