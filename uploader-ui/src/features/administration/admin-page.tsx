import { NavLink, Outlet } from 'react-router';
import { useSignedInUser } from '../../api/session.js';
import { t, type WordKey } from '../../app/i18n.js';
import { EmptyState } from '../../app/pieces/empty-state.js';

const pages: [string, WordKey][] = [
  ['organizations', 'admin.organizations'],
  ['providers', 'admin.providers'],
  ['locations', 'admin.locations'],
  ['order-types', 'admin.order-types'],
  ['tips', 'admin.tips'],
  ['hospital', 'admin.hospital'],
  ['icd10cm', 'admin.icd10cm'],
];

/** The administrator's room: one page for each kind of thing. */
export function AdminPage() {
  const user = useSignedInUser();
  if (user.role !== 'admin') {
    return (
      <div className="panel">
        <h1 className="visually-hidden">{t('nav.admin')}</h1>
        <EmptyState title={t('admin.not-yours')}>{t('admin.not-yours-words')}</EmptyState>
      </div>
    );
  }
  return (
    <>
      <div className="page-head" style={{ marginBottom: 8 }}>
        <div className="page-head-text">
          <h1>{t('nav.admin')}</h1>
        </div>
      </div>
      <nav className="admin-pages" aria-label={t('admin.pages')}>
        {pages.map(([path, words]) => (
          <NavLink key={path} to={`/admin/${path}`}>
            {t(words)}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
