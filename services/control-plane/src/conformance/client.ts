import * as sdk from '@aws-sdk/client-app-mesh';

type Command = Parameters<sdk.AppMeshClient['send']>[0];

/** The AWS SDK's own client. It tries once. */
export function clientOf(
  apiUrl: string,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string },
): sdk.AppMeshClient {
  return new sdk.AppMeshClient({
    endpoint: apiUrl,
    region: 'us-west-2',
    credentials: { ...credentials },
    maxAttempts: 1,
  });
}

/** Calls an operation by its name; rejects with the SDK's own exception. */
export function call(client: sdk.AppMeshClient, operation: string, input: object): Promise<object> {
  const commands = sdk as unknown as Record<string, (new (input: object) => Command) | undefined>;
  const OperationCommand = commands[`${operation}Command`];
  if (!OperationCommand) throw new Error(`the SDK has no operation ${operation}`);
  return client.send(new OperationCommand(input));
}

/** True when the error is the SDK's own exception of that name. */
export function isException(error: unknown, name: string): boolean {
  const exception = (sdk as unknown as Record<string, unknown>)[name];
  return typeof exception === 'function' && error instanceof exception;
}
