import type { ServerResponse } from 'node:http';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { sendJson } from './api-request.ts';

const TITLE = 'A subset of the Kubernetes API';

const PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/** openapi.v2.Document. https://github.com/google/gnostic-models/blob/main/openapiv2/OpenAPIv2.proto */
const DOCUMENT = { swagger: 1, info: 2 };
const INFO = { title: 1, version: 2 };

/**
 * `/openapi/v2` describes nothing. It is there because kubectl and helm judge by it what they do not find in `/openapi/v3` (a List, a kind that is not
 * served): what it does not describe they leave to the server, and without it they say only that they could not download it.
 */
export function serveOpenApiV2(accept: string | undefined, version: string, response: ServerResponse): void {
  if (!/spec\.v2[.@]v1\.0\+protobuf/.test(accept ?? '')) {
    sendJson(response, 200, { swagger: '2.0', info: { title: TITLE, version }, paths: {} });
    return;
  }
  const writer = new BinaryWriter();
  writer.tag(DOCUMENT.swagger, WireType.LengthDelimited).string('2.0');
  writer.tag(DOCUMENT.info, WireType.LengthDelimited).fork();
  writer.tag(INFO.title, WireType.LengthDelimited).string(TITLE);
  writer.tag(INFO.version, WireType.LengthDelimited).string(version);
  writer.join();
  response.writeHead(200, { 'content-type': PROTOBUF }).end(writer.finish());
}
