import { createBrowserRouter, Navigate } from 'react-router';
import type { SignedInUser } from '#core/contract/session.js';
import { useSignedInUser } from '../api/session.js';
import { AdminPage } from '../features/administration/admin-page.js';
import { HospitalPage } from '../features/administration/hospital-page.js';
import { Icd10cmPage } from '../features/administration/icd10cm-page.js';
import { LocationsPage } from '../features/administration/locations-page.js';
import { OrderTypesPage } from '../features/administration/order-types-page.js';
import { OrganizationsPage } from '../features/administration/organizations-page.js';
import { ProvidersPage } from '../features/administration/providers-page.js';
import { TipsPage } from '../features/administration/tips-page.js';
import { EncounterPage } from '../features/order-entry/encounter-page.js';
import { OrderListPage } from '../features/orders/order-list-page.js';
import { OrderPage } from '../features/orders/order-page.js';
import { PartnerPage } from '../features/partners/partner-page.js';
import { ChartPage } from '../features/patients/chart-page.js';
import { FindPatient } from '../features/patients/find-patient.js';
import { MyPatientsPage } from '../features/patients/my-patients-page.js';
import { NewChartPage } from '../features/patients/new-chart-page.js';
import { RegistryPage } from '../features/patients/registry-page.js';
import { StudyPage } from '../features/radiology/study-page.js';
import { WorklistPage } from '../features/radiology/worklist-page.js';
import { WelcomePage } from '../features/welcome/welcome-page.js';
import { t } from './i18n.js';
import { Layout } from './layout.js';

const firstPages: Record<Exclude<SignedInUser['role'], 'clinician'>, string> = {
  pacs: '/partner',
  radiology: '/worklist',
  admin: '/worklist',
};

function FirstPage() {
  const { role } = useSignedInUser();
  return role === 'clinician' ? <WelcomePage /> : <Navigate to={firstPages[role]} replace />;
}

function NoSuchPage() {
  return (
    <div className="panel empty">
      <h1>{t('no-page.title')}</h1>
      <p>{t('no-page.words')}</p>
    </div>
  );
}

export const router = createBrowserRouter([
  {
    element: <Layout />,
    children: [
      { path: '/', element: <FirstPage /> },
      { path: '/orders', element: <OrderListPage /> },
      { path: '/orders/new', element: <Navigate to="/patients?for=order" replace /> },
      {
        element: <FindPatient />,
        children: [
          { path: '/patients', element: <MyPatientsPage /> },
          { path: '/patients/all', element: <RegistryPage /> },
          { path: '/patients/new', element: <NewChartPage /> },
        ],
      },
      { path: '/patients/:patientID', element: <ChartPage /> },
      { path: '/encounters/:encounterID/:step?/:orderID?', element: <EncounterPage /> },
      { path: '/orders/:orderID', element: <OrderPage /> },
      { path: '/worklist', element: <WorklistPage /> },
      { path: '/studies/:studyID', element: <StudyPage /> },
      { path: '/partner', element: <PartnerPage /> },
      {
        path: '/admin',
        element: <AdminPage />,
        children: [
          { index: true, element: <Navigate to="/admin/organizations" replace /> },
          { path: 'organizations', element: <OrganizationsPage /> },
          { path: 'providers', element: <ProvidersPage /> },
          { path: 'locations', element: <LocationsPage /> },
          { path: 'order-types', element: <OrderTypesPage /> },
          { path: 'tips', element: <TipsPage /> },
          { path: 'hospital', element: <HospitalPage /> },
          { path: 'icd10cm', element: <Icd10cmPage /> },
        ],
      },
      { path: '*', element: <NoSuchPage /> },
    ],
  },
]);
