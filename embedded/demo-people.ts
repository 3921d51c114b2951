import { demoID as id } from '#core/accounts/demo-accounts.js';
import type { Role } from '#core/pipeline/stages.js';

export const hospital = { id: id(100), name: 'Lakeview Regional Hospital' };
export const riverside = { id: id(101), name: 'Riverside Clinic' };
export const hilltop = { id: id(102), name: 'Hilltop Practice' };

export const organizations = [
  { ...hospital, kind: 'hospital', pacs_to_pacs_enabled: false },
  { ...riverside, kind: 'referring', pacs_to_pacs_enabled: true },
  { ...hilltop, kind: 'referring', pacs_to_pacs_enabled: false },
] as const;

export const demoAccounts: readonly {
  id: string;
  username: string;
  displayName: string;
  role: Role;
  organization: { id: string; name: string };
}[] = [
  { id: id(201), username: 'clinician', displayName: 'Dr. Riley Rivers', role: 'clinician', organization: riverside },
  { id: id(202), username: 'clinician2', displayName: 'Dr. Harper Hill', role: 'clinician', organization: hilltop },
  { id: id(203), username: 'pacs', displayName: 'Riverside PACS team', role: 'pacs', organization: riverside },
  { id: id(204), username: 'radiology', displayName: 'Lane Lakeview', role: 'radiology', organization: hospital },
  { id: id(205), username: 'admin', displayName: 'Ari Admin', role: 'admin', organization: hospital },
];
