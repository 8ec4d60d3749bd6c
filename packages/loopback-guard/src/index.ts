export { type CallerHeaders, whyNotFromHere } from './why-not-from-here.ts';
