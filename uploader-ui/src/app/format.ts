import { t } from './i18n.js';

const monthName = (month: number): string => t('format.months').split(' ')[month - 1] ?? '';

/** Reads a date as DICOM (20261122) or ISO 8601 (2026-11-22, with or without a time) writes it. */
export function parseDay(value: string | null | undefined): { year: number; month: number; day: number } | null {
  const found = /^(\d{4})[-.]?(\d{2})[-.]?(\d{2})/.exec(value?.trim() ?? '');
  if (!found) return null;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 ? { year, month, day } : null;
}

/** 22 Nov 2026; what is no date is shown as it is. */
export function formatDay(value: string | null | undefined): string {
  const parsed = parseDay(value);
  if (!parsed) return value?.trim() || '–';
  return `${parsed.day} ${monthName(parsed.month)} ${parsed.year}`;
}

/** 22 Nov 2026, 14:05 in the reader's time zone. */
export function formatMoment(iso: string | null | undefined): string {
  if (!iso) return '–';
  const moment = new Date(iso);
  const clock = `${String(moment.getHours()).padStart(2, '0')}:${String(moment.getMinutes()).padStart(2, '0')}`;
  return `${moment.getDate()} ${monthName(moment.getMonth() + 1)} ${moment.getFullYear()}, ${clock}`;
}

/** A birth date with the age today. */
export function formatBirthDate(value: string | null | undefined, today = new Date()): string {
  const parsed = parseDay(value);
  if (!parsed) return formatDay(value);
  const beforeBirthday = today.getMonth() + 1 < parsed.month || (today.getMonth() + 1 === parsed.month && today.getDate() < parsed.day);
  const age = today.getFullYear() - parsed.year - (beforeBirthday ? 1 : 0);
  return age < 0 || age > 130 ? formatDay(value) : `${formatDay(value)} (${t('format.years', { age })})`;
}

/** How long ago: 40 s, 12 min, 5 h, 3 d. */
export function formatAge(iso: string, now = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** 12.4 MB; decimal units, as storage is sold. */
export function formatBytes(byteCount: number): string {
  if (byteCount < 1000) return `${byteCount} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = byteCount;
  let unit = 'B';
  for (const next of units) {
    if (value < 1000) break;
    value /= 1000;
    unit = next;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** 2 min 10 s; rounded so that it does not flicker. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 600) return `${Math.floor(seconds / 60)} min ${Math.round((seconds % 60) / 5) * 5} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** A name as people read it, from the way the standard writes it: "Doe^Jane^^Dr" -> "Doe, Jane". */
export function formatName(value: string | null | undefined): string {
  if (!value) return '–';
  const groups = value.split('=').filter((group) => group.trim() !== '');
  const readable = groups.map((group) => {
    if (!group.includes('^')) return group.trim();
    const [family = '', given = '', middle = ''] = group.split('^').map((part) => part.trim());
    return [family, [given, middle].filter(Boolean).join(' ')].filter(Boolean).join(', ');
  });
  const [first, ...others] = readable;
  return others.length > 0 ? `${first} (${others.join(', ')})` : (first ?? '–');
}
