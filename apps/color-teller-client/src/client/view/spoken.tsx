import { useEffect, useRef, useState } from 'react';

/** At half and half the color changes every other second; nobody can listen to that. */
const QUIET_MS = 5_000;

/** Tells screen readers about a change, once in a while: what changes meanwhile is left out, what is true at the end is said. */
export function Spoken({ text }: { readonly text: string }) {
  const [spoken, setSpoken] = useState(text);
  const lastSpoken = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const rest = Math.max(0, lastSpoken.current + QUIET_MS - performance.now());
    const timer = setTimeout(() => {
      lastSpoken.current = performance.now();
      setSpoken(text);
    }, rest);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p className="visually-hidden" role="status">
      {spoken}
    </p>
  );
}
