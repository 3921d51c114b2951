import { useSearchParams } from 'react-router';

/** The part of the address behind the `?`: filters, and what is open. */
export function useAddress() {
  const [address, setAddress] = useSearchParams();
  /** Sets one value, or takes it away; a step back in the browser leads before it only with `push`. */
  const change = (name: string, value: string | null, how: 'replace' | 'push' = 'replace'): void =>
    setAddress((before) => withParameter(before, name, value), { replace: how === 'replace' });
  return { address, change, with: (name: string, value: string): string => `?${withParameter(address, name, value)}` };
}

function withParameter(before: URLSearchParams, name: string, value: string | null): URLSearchParams {
  const after = new URLSearchParams(before);
  if (value) after.set(name, value);
  else after.delete(name);
  return after;
}
