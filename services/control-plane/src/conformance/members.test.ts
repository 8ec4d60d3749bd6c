import {
  clientPolicyTls,
  grpcGatewayRoute,
  grpcRoute,
  listenerTls,
  type Shape,
  tcpRoute,
} from '@mesh-workshop/appmesh/shapes';
import { expect, test } from 'vitest';
import { type ApiModel, loadApiModel } from './api-model.ts';

/** Every member of a shape, as `validation.trust.file.certificateChain`; a required one ends in `*`, an item of a list is `[]`. Both members of a duration are required here alone. */
function membersOfShape(shape: Shape, path: string): readonly string[] {
  if (shape.kind === 'unsupported') return membersOfShape(shape.shape, path);
  if (shape.kind === 'list') return membersOfShape(shape.item, `${path}[]`);
  if (shape.kind === 'enumeration') return shape.values.map((value) => `${path}=${value}`);
  if (shape.kind !== 'structure') return [path];
  return Object.entries(shape.members).flatMap(([name, member]) =>
    member.kind === 'required'
      ? membersOfShape(member.shape, `${path}.${name}${shape.name === 'Duration' ? '' : '*'}`)
      : membersOfShape(member, `${path}.${name}`),
  );
}

/** The same of a shape of AWS's own description. */
function membersOfModel(model: ApiModel, name: string, path: string): readonly string[] {
  const shape = model.shapes[name];
  if (shape?.member !== undefined) return membersOfModel(model, shape.member.shape, `${path}[]`);
  if (shape?.enum !== undefined) return shape.enum.map((value) => `${path}=${value}`);
  if (shape?.members === undefined) return [path];
  return Object.entries(shape.members).flatMap(([member, { shape: type }]) =>
    membersOfModel(model, type, `${path}.${member}${shape.required?.includes(member) ? '*' : ''}`),
  );
}

const SHAPES = {
  GrpcGatewayRoute: grpcGatewayRoute,
  GrpcRoute: grpcRoute,
  TcpRoute: tcpRoute,
  ListenerTls: listenerTls,
  VirtualGatewayListenerTls: listenerTls,
  ClientPolicyTls: clientPolicyTls,
  VirtualGatewayClientPolicyTls: clientPolicyTls,
};

test("TLS, gRPC and tcp have every member and every union of AWS's own description of the API", async (context) => {
  const model = await loadApiModel(process.env).catch((error: Error) => context.skip(error.message));
  for (const [name, shape] of Object.entries(SHAPES)) {
    const members = membersOfModel(model as ApiModel, name, name);
    // AWS's description names these values in words only.
    const ours = membersOfShape(shape, name).map((it) => it.replace(/(httpRetryEvents\[\])=.*/, '$1'));
    expect([...new Set(ours)].sort()).toEqual([...members].sort());
  }
});
