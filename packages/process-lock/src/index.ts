export { type LockAttempt, tryLock } from './lock-file.ts';
export { identifyProcess, isSameProcess, type ProcessIdentity, readProcessStat } from './process-identity.ts';
export { LockHeldError, type WaitOptions, withLock } from './with-lock.ts';
