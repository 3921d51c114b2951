/** What one load sends; every round of it has UIDs of its own, since a duplicate takes another path. */
export interface Load {
  readonly name: string;
  readonly title: string;
  readonly door: 'dimse' | 'stow-rs';
  readonly content: 'ct' | 'mr' | 'large';
  readonly instanceCount: number;
  /** Size of the one instance, where the content is `large`. */
  readonly byteCount?: number;
  readonly connectionCount: number;
  readonly instancesPerRequest: number;
  /** At most this part of Orthanc's wall time. */
  readonly timeBudget: number;
}

const megabyte = 1_000_000;

/** The loads of the budgets, smaller by the scale for quick runs. */
export function loadsOf(scale: number): readonly Load[] {
  const count = (whole: number) => Math.max(1, Math.round(whole * scale));
  const ct = { content: 'ct', instanceCount: count(1000), instancesPerRequest: 1 } as const;
  // A whole number of pixel bytes stays even whatever the scale.
  const largeBytes = 2 * Math.round(Math.max(150 * scale, 1) * megabyte);
  const largeTitle = `${Math.round(largeBytes / megabyte)} MB`;
  const large = { content: 'large', instanceCount: 1, byteCount: largeBytes } as const;
  return [
    { name: 'ct1', title: 'C-STORE, CT 0.5 MB, one association', door: 'dimse', connectionCount: 1, timeBudget: 0.65, ...ct },
    { name: 'ct8', title: 'C-STORE, CT 0.5 MB, eight associations', door: 'dimse', connectionCount: 8, timeBudget: 0.65, ...ct },
    {
      name: 'mr',
      title: 'C-STORE, MR 34 KB, one association',
      door: 'dimse',
      content: 'mr',
      instanceCount: count(2000),
      connectionCount: 1,
      instancesPerRequest: 1,
      timeBudget: 0.8,
    },
    {
      name: 'big',
      title: `C-STORE, one instance of ${largeTitle}`,
      door: 'dimse',
      connectionCount: 1,
      instancesPerRequest: 1,
      timeBudget: 0.25,
      ...large,
    },
    {
      name: 'stow1',
      title: 'STOW-RS, CT 0.5 MB, one connection',
      door: 'stow-rs',
      connectionCount: 1,
      timeBudget: 0.45,
      ...ct,
      instancesPerRequest: 10,
    },
    {
      name: 'stow4',
      title: 'STOW-RS, CT 0.5 MB, four connections',
      door: 'stow-rs',
      connectionCount: 4,
      timeBudget: 0.7,
      ...ct,
      instancesPerRequest: 10,
    },
    {
      name: 'stowbig',
      title: `STOW-RS, one part of ${largeTitle}`,
      door: 'stow-rs',
      connectionCount: 1,
      instancesPerRequest: 1,
      timeBudget: 0.3,
      ...large,
    },
  ];
}

/** What the gateway alone is measured by, in absolute figures. */
export const extraLoadNames = ['ready', 'busy', 'qido', 'memory', 'patients', 'attachments', 'icd10cm'] as const;
export type ExtraLoadName = (typeof extraLoadNames)[number];
