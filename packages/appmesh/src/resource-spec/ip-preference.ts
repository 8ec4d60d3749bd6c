import { enumeration, type Infer } from '../shape/shape.ts';

export const ipPreference = enumeration(['IPv6_PREFERRED', 'IPv4_PREFERRED', 'IPv4_ONLY', 'IPv6_ONLY']);

/** Which addresses of an instance are used, where it has IPv6 and IPv4 ones. */
export type IpPreference = Infer<typeof ipPreference>;
