/** Who may use the API, and for what. */
export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Sent by the client as `x-amz-security-token`; absent for a key that needs none. */
  readonly sessionToken?: string;
  /** Names of the operations that are allowed, with `*` for any end, as `Describe*`. Absent: all of them. */
  readonly operations?: readonly string[];
}

/** True when the credential is good for the operation. */
export function isAllowed({ operations }: Credential, operation: string): boolean {
  return (
    operations === undefined ||
    operations.some((allowed) =>
      allowed.endsWith('*') ? operation.startsWith(allowed.slice(0, -1)) : operation === allowed,
    )
  );
}
