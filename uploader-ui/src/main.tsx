import '@mantine/core/styles.css';
import './app/tokens.css';
import './app/app.css';
import './features/order-entry/order-entry.css';
import './features/uploader/uploader.css';
import './features/attachments/attachments.css';
import './features/administration/administration.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.js';
import { chooseLanguage, preferredLanguage } from './app/i18n.js';

const root = document.getElementById('root');
await chooseLanguage(preferredLanguage());
if (!root) throw new Error('the page has no root element');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
