import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';

/** What the server said first, up to the end of the line; what came behind it stays to be read. Empty if it was closed. */
export async function readGreeting(socket: Socket): Promise<string> {
  socket.pause();
  let text = '';
  while (!text.includes('\n')) {
    const chunk = socket.read() as Buffer | null;
    if (chunk !== null) {
      text += chunk.toString('latin1');
      continue;
    }
    if (socket.readableEnded || socket.destroyed) return '';
    const isMore = await Promise.race([
      once(socket, 'readable').then(() => true),
      once(socket, 'end').then(() => false),
      once(socket, 'close').then(() => false),
    ]).catch(() => false);
    if (!isMore) return '';
  }
  const end = text.indexOf('\n') + 1;
  if (end < text.length) socket.unshift(Buffer.from(text.slice(end), 'latin1'));
  return text.slice(0, end - 1);
}

/** Sends so many bytes of chance, and says whether exactly these came back. */
export async function isEchoed(socket: Socket, count: number): Promise<boolean> {
  const sent = createHash('sha256');
  const received = createHash('sha256');
  let arrived = 0;
  const all = new Promise<void>((resolve, reject) => {
    socket.once('error', reject).once('close', () => reject(new Error(`closed after ${arrived} bytes`)));
    socket.on('data', (chunk: Buffer) => {
      received.update(chunk);
      arrived += chunk.length;
      if (arrived >= count) resolve();
    });
  });
  all.catch(() => {});
  socket.resume();
  for (let written = 0; written < count; ) {
    const chunk = randomBytes(Math.min(65_536, count - written));
    sent.update(chunk);
    written += chunk.length;
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain'), all]);
  }
  await all;
  return arrived === count && sent.digest('hex') === received.digest('hex');
}
