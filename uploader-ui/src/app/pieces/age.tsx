import { useEffect, useState } from 'react';
import { formatAge, formatMoment } from '../format.js';

/** How long ago, growing by itself; the moment stands behind it. */
export function Age({ since }: { since: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={since} title={formatMoment(since)} className="nowrap">
      {formatAge(since, Math.max(now, Date.parse(since)))}
    </time>
  );
}
