/** The image's way, in order. Folders of gateway/ and workers/ carry these words; a test holds them to it. */
export const stages = ['receive', 'store', 'enqueue', 'validate', 'link', 'confirm', 'forward'] as const;
export type Stage = (typeof stages)[number];

/** The stages that workers carry out: each is a queue of the same name, with its one job. */
export const workerStages = {
  validate: { job: 'validate-instances' },
  link: { job: 'link-study' },
  confirm: { job: 'issue-receipt' },
} as const satisfies Partial<Record<Stage, { job: string }>>;
export type WorkerStage = keyof typeof workerStages;

/** How far a study has come. `linked` means that radiology may decide; what arrives later leads back to `received`. */
export const studyStages = ['received', 'validated', 'linked', 'confirmed', 'rejected'] as const;
export type StudyStage = (typeof studyStages)[number];

/** Whether one instance has been checked, and how that ended. A quarantined instance is kept and shown, never deleted. */
export const instanceStates = ['received', 'sound', 'quarantined'] as const;
export type InstanceState = (typeof instanceStates)[number];

/** What a person must answer before a study may be confirmed. */
export const questionKinds = ['which-order', 'whose-images', 'conflicting-content', 'several-patients', 'quarantined-instances'] as const;
export type QuestionKind = (typeof questionKinds)[number];

/** What is known of whose images a study holds, against the order's patient. */
export const identityVerdicts = ['agrees', 'differs', 'unknown'] as const;
export type IdentityVerdict = (typeof identityVerdicts)[number];

export const orderStates = ['draft', 'signed', 'cancelled', 'closed'] as const;
export type OrderState = (typeof orderStates)[number];

export const doors = ['dimse', 'stow-rs', 'upload'] as const;
export type Door = (typeof doors)[number];

export const roles = ['clinician', 'pacs', 'radiology', 'admin'] as const;
export type Role = (typeof roles)[number];
