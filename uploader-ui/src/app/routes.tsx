import { createBrowserRouter, Navigate } from 'react-router';
import type { SignedInUser } from '#core/contract/session.js';
import { useSignedInUser } from '../api/session.js';
import { OrderListPage } from '../features/orders/order-list-page.js';
import { OrderPage } from '../features/orders/order-page.js';
import { PartnerPage } from '../features/partners/partner-page.js';
import { StudyPage } from '../features/radiology/study-page.js';
import { WorklistPage } from '../features/radiology/worklist-page.js';
import { t } from './i18n.js';
import { Layout } from './layout.js';
import { EmptyState } from './pieces/empty-state.js';

const firstPages: Record<SignedInUser['role'], string> = {
  clinician: '/orders',
  pacs: '/partner',
  radiology: '/worklist',
  admin: '/worklist',
};

function FirstPage() {
  return <Navigate to={firstPages[useSignedInUser().role]} replace />;
}

function NoSuchPage() {
  return (
    <div className="panel">
      <EmptyState title={t('no-page.title')}>{t('no-page.words')}</EmptyState>
    </div>
  );
}

export const router = createBrowserRouter([
  {
    element: <Layout />,
    children: [
      { path: '/', element: <FirstPage /> },
      { path: '/orders', element: <OrderListPage /> },
      { path: '/orders/new', element: <Navigate to="/orders" replace /> },
      { path: '/orders/:orderID', element: <OrderPage /> },
      { path: '/worklist', element: <WorklistPage /> },
      { path: '/studies/:studyID', element: <StudyPage /> },
      { path: '/partner', element: <PartnerPage /> },
      { path: '*', element: <NoSuchPage /> },
    ],
  },
]);
