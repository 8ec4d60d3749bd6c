import { fileURLToPath } from 'node:url';

/** Absolute path of the checkout this program runs from, without a trailing slash. */
export const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
