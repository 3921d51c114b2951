import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';

interface KeptSearch {
  search: string;
  setSearch(search: string): void;
  /** What was typed, once the typing rests. */
  settled: string;
}

/**
 * The search field of a list. What is searched for is kept beside the address in the history, so that going back finds the list as it was, and no
 * name of a person stands in an address.
 */
export function useKeptSearch(): KeptSearch {
  const location = useLocation();
  const navigate = useNavigate();
  const { search: found } = (location.state ?? {}) as { search?: unknown };
  const kept = typeof found === 'string' ? found : '';
  const [search, setSearch] = useState(kept);
  const [settled] = useDebouncedValue(search, 250);
  const { pathname, search: query, state } = location;
  useEffect(() => {
    if (settled === kept) return;
    void navigate({ pathname, search: query }, { replace: true, state: { ...(state as object | null), search: settled } });
  }, [settled, kept, navigate, pathname, query, state]);
  return { search, setSearch, settled };
}
