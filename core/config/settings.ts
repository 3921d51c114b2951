import { resolve } from 'node:path';
import { z } from 'zod';

const port = (meaning: string, byDefault: number) => z.coerce.number().int().min(0).max(65535).default(byDefault).describe(meaning);
const optionalText = (meaning: string) => z.string().min(1).optional().describe(meaning);
const flag = z.enum(['on', 'off', 'true', 'false', '1', '0']).transform((value) => ['on', 'true', '1'].includes(value));

/** Every setting of the system: name, meaning, unit and default stand here and nowhere else. */
export const settingsSchema = z.object({
  HTTP_HOST: z.string().default('127.0.0.1').describe('address on which the portal, the API and DICOMweb listen'),
  HTTP_PORT: port('TCP port of the portal, the API and DICOMweb', 8080),
  DIMSE_HOST: z.string().default('127.0.0.1').describe('address on which DICOM associations are accepted'),
  DIMSE_PORT: port('TCP port of DICOM associations', 11112),
  DIMSE_TLS_PORT: z.coerce.number().int().min(0).max(65535).optional().describe('TCP port of DICOM over TLS; off when unset'),
  DIMSE_TLS_CERT: optionalText('PEM file: our certificate for DICOM over TLS'),
  DIMSE_TLS_KEY: optionalText('PEM file: the key of DIMSE_TLS_CERT'),
  DIMSE_TLS_CA: optionalText('PEM file: the authorities whose client certificates are accepted'),
  AE_TITLE: z
    .string()
    .regex(/^(?! )[ -[\]-~]{1,16}(?<! )$/, 'an AE title has 1 to 16 printable characters, no backslash, no space at its ends')
    .default('REFERRAL_GW')
    .describe('our AE title'),
  PUBLIC_URL: z.url().optional().describe('the URL under which people and partners reach us; default: the listening address'),
  DIMSE_PUBLIC_HOST: optionalText('the host name that instructions to PACS teams give; default: DIMSE_HOST'),
  TRUST_PROXY: z.string().default('off').describe('addresses of proxies whose X-Forwarded-For is believed (comma separated), or off'),
  MIN_FREE_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(1_073_741_824)
    .describe('bytes: below this much free disk the doors refuse what arrives'),
  DATA_DIR: z.string().default('./data').describe('folder of arriving and stored instances and of the embedded PostgreSQL'),
  DATABASE_URL: optionalText('postgres://… of an external PostgreSQL; unset: an embedded one'),
  REDIS_URL: optionalText('redis://… of an external Redis for the queue; unset: the queue lives in PostgreSQL'),
  OBJECT_STORE: z
    .string()
    .regex(/^file:/, 'file:<folder>; S3 is not offered yet')
    .optional()
    .describe('where stored instances are kept: file:<folder>; unset: below DATA_DIR'),
  DEMO: flag
    .optional()
    .describe('on, off: demo organizations, accounts and orders; default: on when no external engine is set, and only on loopback'),
  WORKERS: z.coerce.number().int().min(0).max(64).default(1).describe('worker processes that npm start launches'),
  DIMSE_MAX_ASSOCIATIONS: z.coerce
    .number()
    .int()
    .min(1)
    .default(256)
    .describe('associations at the same time; more are rejected as a local limit'),
  DIMSE_MAX_ASSOCIATIONS_PER_ADDRESS: z.coerce
    .number()
    .int()
    .min(1)
    .default(250)
    .describe('associations at the same time from one address'),
  DIMSE_MAX_PDU_BYTES: z.coerce
    .number()
    .int()
    .min(4096)
    .max(1_048_576)
    .default(131_072)
    .describe('bytes: the maximum PDU length that we announce'),
  DIMSE_IDLE_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(60_000)
    .describe('milliseconds without a byte after which an association is aborted'),
  DIMSE_ARTIM_TIMEOUT_MS: z.coerce.number().int().min(100).default(10_000).describe('milliseconds that a peer has for its A-ASSOCIATE-RQ'),
  HTTP_MIN_BYTES_PER_SECOND: z.coerce
    .number()
    .int()
    .min(0)
    .default(1_000)
    .describe('bytes per second that an upload must average over HTTP_STALL_TIMEOUT_MS'),
  HTTP_STALL_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(30_000)
    .describe('milliseconds over which the minimum rate of an upload is measured; also what a JSON body (per MiB) and headers have'),
  MAX_INSTANCE_BYTES: z.coerce.number().int().min(1024).default(17_179_869_184).describe('bytes: the largest single instance'),
  CLAMD_HOST: optionalText('host of a clamd that scans attached files; unset: no scan'),
  CLAMD_PORT: z.coerce.number().int().min(1).max(65535).default(3310).describe('TCP port of clamd'),
  ATTACHMENT_ABANDONED_AFTER_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .default(86_400_000)
    .describe('milliseconds after which an attachment that was begun and left is forgotten, and its room is free again'),
  SESSION_TTL_MS: z.coerce.number().int().min(60_000).default(43_200_000).describe('milliseconds after which a sign-in ends'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('least severe log line that is written'),
});

type Raw = z.infer<typeof settingsSchema>;

export type Settings = Readonly<
  Raw & { DEMO: boolean; DATA_DIR: string; PUBLIC_URL: string; DIMSE_PUBLIC_HOST: string; OBJECT_FOLDER: string }
>;

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127\./.test(host);

/** Names the setting by which others than this machine reach the doors; null when none does. */
function reachableFromElsewhere(raw: Raw): string | null {
  if (!isLoopback(raw.HTTP_HOST)) return 'HTTP_HOST';
  if (!isLoopback(raw.DIMSE_HOST)) return 'DIMSE_HOST';
  if (raw.PUBLIC_URL !== undefined && !isLoopback(new URL(raw.PUBLIC_URL).hostname.replace(/^\[|\]$/g, ''))) return 'PUBLIC_URL';
  if (raw.TRUST_PROXY !== 'off') return 'TRUST_PROXY';
  return null;
}

/** All that is wrong with the settings, listed together, in one error. */
export class SettingsError extends Error {}

/**
 * Reads the settings once from an environment, completes what follows from others and freezes them.
 *
 * @throws SettingsError naming every mistake at once; the operator mends them and starts again.
 */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const named = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = settingsSchema.safeParse(named);
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new SettingsError(`These settings can't be used:\n${mistakes.join('\n')}`);
  }
  const raw = parsed.data;
  const external = Boolean(raw.DATABASE_URL || raw.REDIS_URL);
  const reachableFrom = reachableFromElsewhere(raw);
  if (raw.DEMO && reachableFrom) {
    throw new SettingsError(
      `DEMO=on has a published password and is only possible where this machine alone can sign in: ${reachableFrom} says otherwise.`,
    );
  }
  const tls = [raw.DIMSE_TLS_PORT, raw.DIMSE_TLS_CERT, raw.DIMSE_TLS_KEY, raw.DIMSE_TLS_CA];
  if (tls.some((value) => value !== undefined) && tls.some((value) => value === undefined)) {
    throw new SettingsError('DICOM over TLS needs all of DIMSE_TLS_PORT, DIMSE_TLS_CERT, DIMSE_TLS_KEY and DIMSE_TLS_CA.');
  }
  const dataDir = resolve(raw.DATA_DIR);
  return Object.freeze({
    ...raw,
    DEMO: raw.DEMO ?? (!external && !reachableFrom),
    DATA_DIR: dataDir,
    PUBLIC_URL: (raw.PUBLIC_URL ?? `http://${raw.HTTP_HOST.includes(':') ? `[${raw.HTTP_HOST}]` : raw.HTTP_HOST}:${raw.HTTP_PORT}`).replace(
      /\/+$/,
      '',
    ),
    DIMSE_PUBLIC_HOST: raw.DIMSE_PUBLIC_HOST ?? raw.DIMSE_HOST,
    OBJECT_FOLDER: raw.OBJECT_STORE ? resolve(raw.OBJECT_STORE.replace(/^file:(\/\/)?/, '')) : resolve(dataDir, 'objects'),
  });
}

let current: Settings | undefined;

/** The settings of this process, read from its environment at the first call. */
export function settings(): Settings {
  current ??= readSettings(process.env);
  return current;
}
