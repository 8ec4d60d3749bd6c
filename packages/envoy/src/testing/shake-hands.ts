import { connect } from 'node:tls';

/** What a server showed in its handshake. */
export interface Handshake {
  readonly serialNumber: string;
  readonly protocol: string | undefined;
  /** `h2` or `http/1.1`; false when nothing was agreed on. */
  readonly alpn: string | false | null;
}

/** A TLS connection of its own to a port of loopback, closed at once. Whatever certificate the server has is taken. */
export function shakeHands(port: number, alpn: readonly string[] = []): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, rejectUnauthorized: false, ALPNProtocols: [...alpn] };
    const socket = connect(options, () => {
      const { serialNumber } = socket.getPeerCertificate();
      resolve({
        serialNumber,
        protocol: socket.getProtocol() ?? undefined,
        alpn: socket.alpnProtocol,
      });
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
