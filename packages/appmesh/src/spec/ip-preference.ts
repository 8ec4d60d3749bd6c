import { enumeration } from '../shape/shape.ts';

export const ipPreference = enumeration(['IPv6_PREFERRED', 'IPv4_PREFERRED', 'IPv4_ONLY', 'IPv6_ONLY']);
