import { type Infer, structure } from '../shape/shape.ts';
import { duration } from './duration.ts';

export const httpTimeout = structure('HttpTimeout', { idle: duration, perRequest: duration });

export const grpcTimeout = structure('GrpcTimeout', { idle: duration, perRequest: duration });

export const tcpTimeout = structure('TcpTimeout', { idle: duration });

export type HttpTimeout = Infer<typeof httpTimeout>;

export type TcpTimeout = Infer<typeof tcpTimeout>;
