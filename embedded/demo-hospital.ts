import { sql, type Transaction } from 'kysely';
import { demoID } from '#core/accounts/demo-accounts.js';
import type { Tables } from '#core/database/tables.js';

/** Numbers from the range that is kept for fiction. */
const regions = [
  { id: demoID(601), name: 'North Shore', phone: '+1 555 0110', position: 1 },
  { id: demoID(602), name: 'Central', phone: '+1 555 0120', position: 2 },
  { id: demoID(603), name: 'South Valley', phone: '+1 555 0130', position: 3 },
  { id: demoID(604), name: 'Lakeview Health System', phone: '+1 555 0100', position: 4 },
];

const location = (number: number, region: number, name: string, address: string, phone: string) => ({
  id: demoID(number),
  region_id: demoID(region),
  name,
  address,
  phone,
});

const locations = [
  location(611, 601, 'North Shore Hospital', '1 Harbor Road, North Shore', '+1 555 0111'),
  location(612, 601, 'North Shore Specialty Center', '40 Beacon Street, North Shore', '+1 555 0112'),
  location(613, 602, 'Lakeview Regional Hospital, Main Campus', '200 Lake Avenue, Lakeview', '+1 555 0121'),
  location(614, 602, 'Lakeview Outpatient Pavilion', '210 Lake Avenue, Lakeview', '+1 555 0122'),
  location(615, 603, 'South Valley Medical Center', '77 Orchard Way, South Valley', '+1 555 0131'),
  location(616, 603, 'South Valley Clinics', '80 Orchard Way, South Valley', ''),
  location(617, 604, 'Lakeview Virtual Visits', 'By video, statewide', '+1 555 0101'),
  location(618, 604, 'Lakeview Children’s Pavilion', '230 Lake Avenue, Lakeview', '+1 555 0102'),
];

const orderType = (number: number, name: string, department: string, description: string) => ({
  id: demoID(number),
  name,
  department,
  description,
});

const orderTypes = [
  orderType(631, 'Referral to Neurology', 'Neurology', 'Headache, epilepsy, movement disorders, stroke follow-up'),
  orderType(632, 'Referral to Neurosurgery', 'Neurosurgery', 'Brain and spine; please send cross-sectional images'),
  orderType(633, 'Referral to Orthopaedics', 'Orthopaedics', 'Hand, shoulder, hip, knee, spine, sports injuries'),
  orderType(634, 'Referral to Cardiology', 'Cardiology', 'Heart failure, rhythm, valves, coronary disease'),
  orderType(635, 'Referral to Oncology', 'Oncology', 'New diagnosis, second opinion, treatment planning'),
  orderType(636, 'Referral to Pulmonology', 'Pulmonology', 'Nodules, interstitial disease, asthma, sleep'),
  orderType(637, 'Referral to Otolaryngology', 'Otolaryngology', 'Ear, nose, throat, head and neck'),
  orderType(638, 'Referral to Vascular Surgery', 'Vascular Surgery', 'Aneurysm, carotid and peripheral disease'),
  orderType(639, 'Radiology second opinion', 'Radiology', 'A second reading of studies made elsewhere'),
  orderType(640, 'Referral to Paediatrics', 'Paediatrics', 'All paediatric specialties; a coordinator calls the family'),
];

const preferenceLists: Record<string, number[]> = {
  [demoID(101)]: [631, 632, 637, 636, 633, 634, 635, 639],
  [demoID(102)]: [633, 638, 634, 640, 639, 631],
};

const provider = (number: number, organization: number, name: [string, string, string], npi: string, accountID: string | null) => ({
  id: demoID(number),
  organization_id: demoID(organization),
  family_name: name[0],
  given_name: name[1],
  credentials: name[2],
  // No NPI begins with 0, so these are nobody's.
  npi,
  phone: '+1 555 0150',
  account_id: accountID,
});

const providers = [
  provider(701, 101, ['Rivers', 'Riley', 'MD'], '0000000701', demoID(201)),
  provider(702, 101, ['Brook', 'Morgan', 'NP'], '0000000702', null),
  provider(703, 102, ['Hill', 'Harper', 'MD'], '0000000703', demoID(202)),
  provider(704, 101, ['Ford', 'Dana', 'DO'], '0000000704', null),
];

const delegates = [{ provider_id: demoID(702), account_id: demoID(201) }];

type Tip = [topic: Tables['tips']['topic'], en: string, es: string];

const tips: Tip[] = [
  ['attachments', 'One PDF with all records is better than many.', 'Un solo PDF con todos los documentos es mejor que muchos.'],
  [
    'attachments',
    'Keep a PDF at 50 pages or fewer: send what matters for this referral.',
    'Que un PDF no pase de 50 páginas: envíe lo que importa para esta consulta.',
  ],
  [
    'attachments',
    'Name each file with last name, first name and date of birth, for instance Sample_Sofia_1968-04-12.pdf.',
    'Nombre cada archivo con apellido, nombre y fecha de nacimiento, por ejemplo Sample_Sofia_1968-04-12.pdf.',
  ],
  [
    'attachments',
    'Each record shows two patient identifiers, such as the full name and the date of birth.',
    'Cada documento muestra dos datos que identifican al paciente, como el nombre completo y la fecha de nacimiento.',
  ],
  [
    'attachments',
    'DICOM images do not go here: they are sent after signing, under Upload images.',
    'Las imágenes DICOM no van aquí: se envían después de firmar, en la carga de imágenes.',
  ],
  [
    'images',
    'Choose the root of the CD rather than single files; everything is read in your browser before anything is sent.',
    'Elija la raíz del CD y no archivos sueltos; todo se lee en su navegador antes de enviar nada.',
  ],
  [
    'images',
    'Uncheck studies of other patients and what this referral does not need.',
    'Desmarque los estudios de otros pacientes y lo que esta consulta no necesita.',
  ],
  [
    'patients',
    'Copy name and date of birth from a legal document, letter by letter.',
    'Copie el nombre y la fecha de nacimiento de un documento oficial, letra por letra.',
  ],
  [
    'patients',
    'Search before you create a chart: a second chart splits what is known of a person.',
    'Busque antes de crear una ficha: una segunda ficha divide lo que se sabe de una persona.',
  ],
  ['review', 'Check the location: the region decides who calls the patient.', 'Revise el lugar: la región decide quién llama al paciente.'],
  [
    'review',
    'After signing nothing is changed any more; an addition is always possible.',
    'Después de firmar ya no se cambia nada; siempre se puede añadir algo.',
  ],
];

/** Puts the hospital's regions, locations, order types, tips and the clinics' providers and preference lists where they are missing. */
export async function seedHospital(transaction: Transaction<Tables>, hospitalName: string): Promise<void> {
  const isNew = !(await transaction.selectFrom('regions').select('id').executeTakeFirst());
  // Whatever the administrator has made of it since stays.
  if (!isNew) return;
  await transaction.updateTable('hospital_settings').set({ name: hospitalName, updated_at: sql`now()` }).execute();
  await transaction.insertInto('regions').values(regions).execute();
  await transaction.insertInto('locations').values(locations).execute();
  await transaction.insertInto('order_types').values(orderTypes).execute();
  await transaction
    .insertInto('tips')
    .values(
      tips.map(([topic, words_en, words_es], position) => ({
        id: demoID(651 + position),
        topic,
        words_en,
        words_es,
        position: position + 1,
      })),
    )
    .execute();
  const offered = Object.entries(preferenceLists).flatMap(([organization_id, numbers]) =>
    numbers.map((number, position) => ({ organization_id, order_type_id: demoID(number), position })),
  );
  await transaction.insertInto('organization_order_types').values(offered).execute();
  await transaction.insertInto('providers').values(providers).execute();
  await transaction.insertInto('provider_delegates').values(delegates).execute();
}
