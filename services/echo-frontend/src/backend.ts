import { NO_BACKEND } from './config.ts';

/** What the answer says about the backend: its version, or why there is none. */
export type BackendAnswer = { readonly backend: string } | { readonly error: string };

/** Gets the body that a URL answers with; rejects with an Error whose message says why there is none. */
export type GetBody = (url: string) => Promise<unknown>;

/** Whether this version of the frontend knows of a backend: from 2.0 on. */
export function hasBackend(version: string): boolean {
  return Number.parseInt(version, 10) >= 2;
}

/** Asks the backend for its version. Never rejects: a call that failed is an answer as well. */
export async function askBackend(url: string, getBody: GetBody): Promise<BackendAnswer> {
  if (url === NO_BACKEND) return { backend: NO_BACKEND };
  try {
    return parseAnswer(await getBody(url));
  } catch (error) {
    return { error: `backend: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** The version in the backend's answer, and nothing else of it. */
export function parseAnswer(body: unknown): BackendAnswer {
  if (typeof body === 'object' && body !== null && 'version' in body && typeof body.version === 'string') {
    return { backend: body.version };
  }
  return { error: 'backend: the answer is not JSON with a "version" that is a string' };
}
