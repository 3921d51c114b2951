import { ActionIcon, Button, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconKeyboard, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { useEffect } from 'react';
import { Link, NavLink, Outlet, useLocation, useNavigate, useNavigationType } from 'react-router';
import type { SignedInUser } from '#core/contract/session.js';
import { useLiveChanges } from '../api/live-changes.js';
import { useHospital, useSignedInUser, useSignOut } from '../api/session.js';
import { forgetSenders, isAnythingBeingAttached } from '../features/attachments/sending/senders.js';
import { flushDrafts, forgetDrafts } from '../features/order-entry/drafts.js';
import { forgetUploaders, isAnythingBeingSent } from '../features/uploader/uploader-of-order.js';
import { useCaughtFocus } from './focus.js';
import { t, type WordKey } from './i18n.js';
import { LanguageChoice } from './pieces/language-choice.js';
import { useShowShortcuts } from './shortcuts.js';

const links: Record<SignedInUser['role'], [string, WordKey][]> = {
  clinician: [
    ['/', 'nav.welcome'],
    ['/patients', 'nav.patients'],
    ['/orders', 'nav.my-orders'],
    ['/partner', 'nav.partner'],
  ],
  pacs: [['/partner', 'nav.partner']],
  radiology: [
    ['/worklist', 'nav.worklist'],
    ['/orders', 'nav.orders'],
    ['/partner', 'nav.partners'],
  ],
  admin: [
    ['/worklist', 'nav.worklist'],
    ['/orders', 'nav.orders'],
    ['/partner', 'nav.partners'],
    ['/admin', 'nav.admin'],
  ],
};

const schemes = ['auto', 'light', 'dark'] as const;
const schemeIcons = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon };

export function ColorSchemeButton() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = schemeIcons[colorScheme];
  const next = schemes[(schemes.indexOf(colorScheme) + 1) % schemes.length] ?? 'auto';
  const label = t('scheme.change', { now: t(`scheme.${colorScheme}`), next: t(`scheme.${next}`) });
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size={36} aria-label={label} onClick={() => setColorScheme(next)}>
        <Icon size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

/** Keeps the attribute that tokens.css looks at true to the system's choice as well. */
export function useSchemeAttribute(): void {
  const scheme = useComputedColorScheme('light');
  useEffect(() => {
    document.documentElement.dataset.mantineColorScheme = scheme;
  }, [scheme]);
}

function LiveMark({ live }: { live: boolean | null }) {
  if (live === null) return null;
  return (
    <span className={`small nowrap ${live ? 'soft' : 'status-attention'}`} role="status">
      {live ? t('live.on') : t('live.off')}
    </span>
  );
}

const titles: [string, WordKey][] = [
  ['/patients', 'nav.patients'],
  ['/encounters', 'encounter.title'],
  ['/orders', 'nav.orders'],
  ['/worklist', 'nav.worklist'],
  ['/studies', 'column.study'],
  ['/partner', 'nav.partner'],
  ['/admin', 'nav.admin'],
];

/** Every page has a title that names no patient; a new one begins at its top, and takes a focus that lost its place. */
function useArrival(pathname: string, house: string) {
  const way = useNavigationType();
  const [, words] =
    titles.find(([path]) => pathname.startsWith(path)) ??
    (['/', pathname === '/' ? 'nav.welcome' : 'no-page.title'] satisfies [string, WordKey]);
  const main = useCaughtFocus<HTMLElement>(pathname);
  useEffect(() => {
    document.title = `${t(words)} · ${house}`;
  }, [words, house]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page, not another way to the same one
  useEffect(() => {
    if (way !== 'POP' && !window.location.hash) scrollTo(0, 0);
  }, [pathname]);
  return main;
}

export function Layout() {
  const user = useSignedInUser();
  const hospital = useHospital().data;
  const live = useLiveChanges();
  const signOut = useSignOut();
  const showShortcuts = useShowShortcuts();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const house = hospital?.name ?? t('app.name');
  const main = useArrival(pathname, house);
  const leave = async (): Promise<void> => {
    if (!(await flushDrafts()) && !confirm(t('sign-out.not-saved'))) return;
    if ((isAnythingBeingSent() || isAnythingBeingAttached()) && !confirm(t('sign-out.while-sending'))) return;
    forgetUploaders();
    forgetSenders();
    forgetDrafts();
    void navigate('/');
    signOut.mutate();
  };
  return (
    <>
      <a className="skip-link" href="#main">
        {t('nav.skip')}
      </a>
      <header className="bar">
        <Link to="/" className="bar-name">
          <img src="/mark.svg" alt="" width={24} height={24} />
          {house}
        </Link>
        <nav className="bar-links" aria-label={t('nav.name')}>
          {links[user.role].map(([to, words]) => (
            <NavLink key={to} to={to} end={to === '/'}>
              {t(words)}
            </NavLink>
          ))}
        </nav>
        <div className="bar-end">
          <LiveMark live={live} />
          <span className="bar-account-name small soft nowrap">
            {user.displayName} · {user.organization.name}
          </span>
          <Tooltip label={t('keys.help')}>
            <ActionIcon className="bar-keys" variant="subtle" color="gray" size={36} aria-label={t('keys.help')} onClick={showShortcuts}>
              <IconKeyboard size={18} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <LanguageChoice />
          <ColorSchemeButton />
          <Button variant="subtle" color="gray" size="xs" leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
            {t('sign-out')}
          </Button>
        </div>
      </header>
      <main
        id="main"
        ref={main}
        tabIndex={-1}
        className={`room${pathname === '/worklist' ? ' room-wide' : ''}`}
        style={{ outline: 'none' }}
      >
        <Outlet />
      </main>
      {/* Where the bar has no room for it; whoever zooms to 400 % has a keyboard all the same. */}
      <footer className="foot narrow-only">
        <Button variant="subtle" color="gray" size="xs" leftSection={<IconKeyboard size={16} aria-hidden />} onClick={showShortcuts}>
          {t('keys.help')}
        </Button>
      </footer>
    </>
  );
}
