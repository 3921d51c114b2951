import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';
import { t } from './i18n.js';

const deepTeal: MantineColorsTuple = [
  '#e6f3f3',
  '#cfe6e6',
  '#a6d3d2',
  '#7ec6c3',
  '#5cc4c0',
  '#2f9a98',
  '#1b7f80',
  '#0f6e72',
  '#0b5f66',
  '#084a50',
];

// Blue-grey from text to ground: a reading room's screen must not glow.
const night: MantineColorsTuple = [
  '#e1e8ec',
  '#c3ced5',
  '#a3b2bc',
  '#71838f',
  '#3a4953',
  '#2a363f',
  '#1a242b',
  '#11181d',
  '#0c1216',
  '#080d10',
];

export const theme = createTheme({
  colors: { deepTeal, dark: night },
  primaryColor: 'deepTeal',
  primaryShade: { light: 8, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  defaultRadius: 4,
  fontFamily: "'Inter', 'Segoe UI', system-ui, -apple-system, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Liberation Mono', Consolas, monospace",
  headings: { fontWeight: '620', sizes: { h1: { fontSize: '22px', lineHeight: '32px' }, h2: { fontSize: '16px', lineHeight: '24px' } } },
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '22px' },
  spacing: { xs: '8px', sm: '8px', md: '16px', lg: '24px', xl: '32px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // The variant is named so that it stands in the page, where app.css looks for it.
    Button: { defaultProps: { size: 'sm', variant: 'filled' } },
    Modal: { defaultProps: () => ({ centered: true, radius: 6, closeButtonProps: { 'aria-label': t('act.close') } }) },
    ModalHeader: { defaultProps: { role: 'presentation' } },
    // A list that unfolds as soon as the focus passes covers the form, and takes Escape from the dialog.
    Select: { defaultProps: { openOnFocus: false } },
    TextInput: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true, events: { hover: true, focus: true, touch: false } } },
  },
});

/** Brings Mantine's own variables to the tokens of tokens.css, so that both speak of the same colours. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--paper)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-soft)',
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-placeholder': 'var(--ink-soft)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-anchor': 'var(--accent)',
  };
  return { variables: {}, light: shared, dark: shared };
};
